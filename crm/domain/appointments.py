"""Appointments: an action as it stands in calendars, and what those invited said to it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

MINUTES = 30  # unless somebody says otherwise
PLACE_AT_MOST = 255
NOTE_AT_MOST = 250
_HOUSE = uuid.UUID("6f0b3c52-6f0e-4b5e-9f3c-3d1f5a7f0c11")


class Mode(StrEnum):
    """Does an action go into calendars?"""

    NEVER = "never"
    CHOSEN = "chosen"  # whoever performs it says so
    ALWAYS = "always"


class Answer(StrEnum):
    """What somebody said to an invitation; ``proposed`` is another time."""

    NONE = "none"
    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"
    PROPOSED = "proposed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Guest:
    """Somebody who was invited, and the newest that they said."""

    member: int
    name: str
    email: str
    answer: Answer = Answer.NONE
    note: str = ""
    proposed: tuple[datetime, datetime] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Appointment:
    """One entry in calendars. ``sequence`` rises with every change, so that programs know the newer (RFC 5546 §2.1.4).

    One that was called off names its action itself: the entry may be gone by the time that anybody is told.
    ``organizer`` is the address that its first invitation came from: a program takes no change from another.
    """

    entry: int
    action: str
    sequence: int
    starts_at: datetime
    minutes: int = MINUTES
    place: str = ""
    guests: tuple[Guest, ...] = ()
    # Known once the first invitation has left: what is said to the other guests is the same.
    organizer: str = field(default="", repr=False)

    @property
    def number(self) -> str:
        return f"E-{self.entry}"

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    def as_receipt(self) -> dict[str, Any]:
        """All that a cancellation needs, once nothing leads to the entry any more."""
        return {
            "entry": self.entry,
            "action": self.action,
            "sequence": self.sequence,
            "starts_at": self.starts_at.isoformat(),
            "minutes": self.minutes,
            "organizer": self.organizer,
        }

    @classmethod
    def from_receipt(cls, receipt: Mapping[str, Any]) -> Appointment:
        return cls(
            entry=receipt["entry"],
            action=receipt["action"],
            sequence=receipt["sequence"],
            starts_at=datetime.fromisoformat(receipt["starts_at"]).astimezone(UTC),
            minutes=receipt["minutes"],
            organizer=receipt.get("organizer", ""),
        )


def minute_of(at: datetime) -> datetime:
    """Calendars know no seconds; what happens now began a moment ago."""
    return at.replace(second=0, microsecond=0)


def uid(team: str, entry: int) -> str:
    """What all calendars know an entry by, for its whole life (RFC 7986 §5.3); it tells nothing."""
    return str(uuid.uuid5(_HOUSE, f"{team}/{entry}"))


def minutes_of(data: Mapping[str, Any]) -> int:
    """How long the action of an entry takes."""
    return int((data.get("calendar") or {}).get("minutes", MINUTES))


def place_of(data: Mapping[str, Any]) -> str:
    return str((data.get("calendar") or {}).get("place") or "")


def said(guests: Sequence[Guest], answer: Answer) -> list[Guest]:
    """Those who gave an answer."""
    return [one for one in guests if one.answer is answer]
