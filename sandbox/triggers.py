"""What opens a modal, once and within three seconds, and where one may answer later."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field

from sandbox.errors import Refused

LIFE = 3.0
# Older ones are long over; nobody asks for them.
KEPT = 5000
ANSWERS_AT_MOST = 5
ANSWER_LIFE = 30 * 60.0


@dataclass(kw_only=True, slots=True)
class Trigger:
    user: str
    made: float
    view: str = ""
    used: bool = False


@dataclass(slots=True)
class Triggers:
    """Trigger ids that were given out."""

    given: dict[str, Trigger] = field(default_factory=dict)
    life: float = LIFE

    def give(self, user: str, view: str = "") -> str:
        while len(self.given) >= KEPT:
            self.given.pop(next(iter(self.given)))
        id_ = f"{time.time_ns() // 1_000_000}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self.given[id_] = Trigger(user=user, made=time.monotonic(), view=view)
        return id_

    def take(self, id_: str) -> Trigger:
        """Uses a trigger up, or says why it cannot be used."""
        found = self.given.get(id_)
        if found is None:
            raise Refused("invalid_trigger_id")
        if found.used:
            raise Refused("exchanged_trigger_id")
        if time.monotonic() - found.made > self.life:
            raise Refused("expired_trigger_id")
        found.used = True
        return found


@dataclass(kw_only=True, slots=True)
class Ticket:
    """Where an answer goes: a conversation, perhaps the message that was clicked on."""

    user: str
    channel: str
    ts: str = ""
    ephemeral: bool = False
    thread: str = ""
    made: float = field(default_factory=time.monotonic)
    used: int = 0


@dataclass(slots=True)
class Tickets:
    """Response addresses: five answers within half an hour each."""

    given: dict[str, Ticket] = field(default_factory=dict)

    def give(self, ticket: Ticket) -> str:
        while len(self.given) >= KEPT:
            self.given.pop(next(iter(self.given)))
        key = secrets.token_urlsafe(18)
        self.given[key] = ticket
        return key

    def take(self, key: str) -> Ticket:
        found = self.given.get(key)
        if found is None:
            raise Refused("invalid_url", status=404)
        if found.used >= ANSWERS_AT_MOST or time.monotonic() - found.made > ANSWER_LIFE:
            raise Refused("used_url", status=404)
        found.used += 1
        return found
