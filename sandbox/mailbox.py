"""Mails that were caught, with their envelope and their bytes as they came in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count


@dataclass(frozen=True, kw_only=True, slots=True)
class Mail:
    """One mail as it came in over SMTP."""

    id: str
    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    at: datetime
    options: tuple[str, ...] = ()


@dataclass(slots=True)
class Mailbox:
    """All mails in the order in which they came."""

    mails: list[Mail] = field(default_factory=list)
    numbers: count[int] = field(default_factory=lambda: count(1))

    def catch(self, sender: str, recipients: Sequence[str], raw: bytes, options: Sequence[str] = ()) -> Mail:
        caught = Mail(
            id=f"M{next(self.numbers):06d}",
            sender=sender,
            recipients=tuple(recipients),
            raw=raw,
            at=datetime.now(UTC),
            options=tuple(options),
        )
        self.mails.append(caught)
        return caught

    def to(self, address: str) -> list[Mail]:
        wanted = address.lower()
        return [mail for mail in self.mails if wanted in map(str.lower, mail.recipients)]

    def find(self, id_: str) -> Mail | None:
        return next((mail for mail in self.mails if mail.id == id_), None)

    def clear(self) -> None:
        self.mails.clear()
