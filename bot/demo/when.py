"""Moments told from now on, so that the demo is as fresh on every day it is started."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

WRITTEN = re.compile(r"([+-]\d{1,3})(?:d (\d\d):(\d\d)|h)")
QUARTER = 15
FRIDAY = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class When:
    """Some working days from now at a time of the day, or some hours from now."""

    days: int = 0
    clock: time | None = None
    hours: int = 0

    def moment(self, now: datetime, zone: tzinfo) -> datetime:
        """The moment in UTC; ``zone`` is the one whose clock and calendar are meant."""
        if self.clock is None:
            return on_the_quarter(now.astimezone(UTC) + timedelta(hours=self.hours))
        day = working_day(now.astimezone(zone).date(), self.days)
        return datetime.combine(day, self.clock, zone).astimezone(UTC)

    @property
    def upcoming(self) -> bool:
        return self.days > 0 or self.hours > 0


def read_when(text: str) -> When:
    found = WRITTEN.fullmatch(text)
    if not found:
        raise ValueError(f'"{text}" is no moment; write "-34d 10:15" or "+3h"')
    amount, hour, minute = found.groups()
    if hour is None:
        return When(hours=int(amount))
    return When(days=int(amount), clock=time(int(hour), int(minute)))


def working_day(today: date, days: int) -> date:
    """So many working days after or before today: an agency's timeline has no entries on Sundays."""
    day, step = today, timedelta(days=1 if days > 0 else -1)
    for _ in range(abs(days)):
        day += step
        while day.weekday() > FRIDAY:
            day += step
    return day


def on_the_quarter(moment: datetime) -> datetime:
    return moment.replace(minute=moment.minute - moment.minute % QUARTER, second=0, microsecond=0)
