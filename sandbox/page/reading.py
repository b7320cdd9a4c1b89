"""What each member has read: everything up to the last look, per conversation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from sandbox.page.controls import Node

MANY = 99


def counted(unread: int) -> str:
    """What a badge says; nothing when there is nothing to read."""
    return f"{MANY}+" if unread > MANY else str(unread or "")


@dataclass(frozen=True, slots=True)
class Reads:
    """Last looks by member and conversation."""

    last: dict[tuple[str, str], float] = field(default_factory=dict)

    def look(self, user: str, channel: str, ts: float) -> None:
        self.last[user, channel] = max(ts, self.last.get((user, channel), 0))

    def unread(self, user: str, channel: str, messages: Iterable[Node]) -> int:
        """Messages of others that came after the last look, as far as one counts; replies in threads do not count."""
        since = self.last.get((user, channel), 0)
        fresh = (one for one in messages if float(one["ts"]) > since and one.get("user") != user)
        return len([*islice((one for one in fresh if one.get("thread_ts", one["ts"]) == one["ts"]), MANY + 1)])
