"""What Carnet tells a member of its own accord, when, and how much in an hour; pure functions of the time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from crm.domain.delivery import Channel, DeliveryKind


class Bulletin(StrEnum):
    """What comes regularly, one to a member and day."""

    DIGEST = "digest"
    REPORT = "report"
    ASKED = "asked"  # a report that somebody did not want to wait for


MORNING = time(8, 30)
DAY = timedelta(days=1)
WORKDAYS = frozenset(range(5))  # Monday to Friday: an agency rests, and Monday tells of the weekend
MONDAY = frozenset({0})
DAYS = {Bulletin.DIGEST: WORKDAYS, Bulletin.REPORT: MONDAY}
LATE_AT_MOST = timedelta(hours=3)  # a morning's words are of no use in the afternoon
TOO_LATE = "it would have come more than three hours late"


def due(day: date, at: time, zone: tzinfo) -> datetime:
    """When it is that time of that day there. A time that a change of clocks leaves out comes as much later."""
    return datetime.combine(day, at, zone).astimezone(UTC)


def latest(now: datetime, at: time, zone: tzinfo) -> date:
    """The last day whose time has come."""
    today = now.astimezone(zone).date()
    return today if due(today, at, zone) <= now else today - DAY


def time_of(text: str | None, otherwise: time = MORNING) -> time:
    """``08:30`` read back; what an older version kept otherwise is what everybody has."""
    try:
        return time.fromisoformat(text or "")
    except ValueError:
        return otherwise


BUDGET = 12  # direct messages that a member gets one by one in an hour
BUDGET_SETTING = "notices_an_hour"
UNLIMITED = 1000  # nobody counts that far
HOUR = timedelta(hours=1)
QUIET_HOURS = "quiet"  # a member's choice, as is the time of the digest
DIGEST_TIME = "digest_at"
FOLDED = "told together with others"
# What comes because somebody did something; what a member asked for, and what must be decided, is not counted.
COUNTED = frozenset({DeliveryKind.ENTRY, DeliveryKind.COMMENT, DeliveryKind.MOVED})
RESTING = COUNTED | {DeliveryKind.FOLD}


@dataclass(frozen=True, slots=True)
class Quiet:
    """The hours of each day in which nothing rings; over midnight where it begins later than it ends."""

    begins: time
    ends: time

    @classmethod
    def read(cls, text: str | None) -> Quiet | None:
        """``20:00-07:00``; nothing when no hours are meant to be quiet."""
        begins, found, ends = (text or "").partition("-")
        try:
            quiet = cls(time.fromisoformat(begins), time.fromisoformat(ends)) if found else None
        except ValueError:
            return None
        return quiet if quiet and quiet.begins != quiet.ends else None

    def until(self, now: datetime, zone: tzinfo) -> datetime | None:
        """When the quiet around a moment ends; nothing when it is none."""
        local = now.astimezone(zone)
        clock = local.time().replace(fold=0)
        if self.begins < self.ends:
            quiet = self.begins <= clock < self.ends
        else:
            quiet = clock >= self.begins or clock < self.ends
        if not quiet:
            return None
        found = due(local.date() if clock < self.ends else local.date() + DAY, self.ends, zone)
        return found if found > now else None


def rings(kind: DeliveryKind, channel: Channel) -> bool:
    """May it wait for the end of quiet hours? A mail rings nobody; reminders were asked for."""
    return channel is Channel.SLACK and kind in RESTING
