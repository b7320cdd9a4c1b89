"""When something is due, and for whom that is today: pure sums over the clock on somebody's wall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from crm.domain.errors import Problem
from crm.domain.i18n import _

# How long before its time somebody is reminded; nobody is reminded of what has no key here.
AHEAD: Mapping[str, timedelta] = {
    "at": timedelta(0),
    "10m": timedelta(minutes=10),
    "1h": timedelta(hours=1),
    "1d": timedelta(days=1),
    "1w": timedelta(weeks=1),
}
MORNING = time(9)
NOT_TO_COME = _("A reminder needs a date and time to come. Choose one, or “No reminder”.")
HOUR = timedelta(hours=1)
FOLLOWED_FOR_AT_MOST = 3650  # days


class Snooze(StrEnum):
    """How long somebody puts a reminder off; ``OWN`` is a moment of their choice."""

    HOUR = "1h"
    TOMORROW = "tomorrow"
    MONDAY = "monday"
    OWN = "own"


class When(StrEnum):
    """The parts of an agenda, by the calendar of whoever looks."""

    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"


def without_a_time(values: Mapping[str, Any], found: Sequence[Problem], now: datetime) -> list[Problem]:
    """Whoever asks to be reminded of what is not to come would wait for it in vain; ``found`` is wrong already."""
    when = values.get("when")
    asked = "when" in values and values.get("remind") in AHEAD
    if not asked or (when is not None and when > now) or any(one.field == "when" for one in found):
        return []
    return [Problem(NOT_TO_COME, "remind")]


def due(at: datetime, ahead: str) -> datetime | None:
    """When somebody is reminded of what happens then."""
    return at - AHEAD[ahead] if ahead in AHEAD else None


def morning(now: datetime, zone: ZoneInfo, days: int) -> datetime:
    """Nine o'clock, some days from now, on the wall of that zone: the night may be an hour longer than others."""
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=days), MORNING, tzinfo=zone)


def snoozed(choice: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """When it comes again; nothing for somebody's own moment."""
    match choice:
        case Snooze.HOUR:
            return now + HOUR
        case Snooze.TOMORROW:
            return morning(now, zone, 1)
        case Snooze.MONDAY:
            return morning(now, zone, 7 - now.astimezone(zone).weekday())
    return None


@dataclass(frozen=True, kw_only=True, slots=True)
class NextStep:
    """Some days after it, the clients are to be looked after again: by their owners, or by whoever did it."""

    days: int
    by_author: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Horizon:
    """The moments that part an agenda: just after now, the midnight after today, and the one after Sunday."""

    soon: datetime
    tomorrow: datetime
    monday: datetime

    @classmethod
    def of(cls, now: datetime, zone: ZoneInfo) -> Horizon:
        today = now.astimezone(zone).date()
        midnights = (today + timedelta(days=1), today + timedelta(days=7 - today.weekday()))
        tomorrow, monday = (datetime.combine(one, time(0), tzinfo=zone) for one in midnights)
        # What is due at this very moment is overdue.
        return cls(soon=now + timedelta(microseconds=1), tomorrow=tomorrow, monday=monday)

    def part(self, when: When) -> tuple[datetime | None, datetime | None]:
        """From which moment on, and before which."""
        bounds = (None, self.soon, self.tomorrow, self.monday, None)
        place = list(When).index(when)
        return bounds[place], bounds[place + 1]
