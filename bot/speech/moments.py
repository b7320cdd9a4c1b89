"""A date or time that was found in a text, as a moment in somebody's zone; what cannot be meant is none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

from bot.speech.phrases import NUMBERS, PARTS, UNITS, WEEKDAYS, phrase
from crm.domain.i18n import LANGUAGES

MORNING = time(9)  # for who names only a day
EVENING = time(18)
NOON = 12
WEEK = 7
WORDS = re.compile(r"[^\W\d_]+|\d+")
SETTINGS = {"PREFER_DATES_FROM": "future", "DATE_ORDER": "DMY", "RETURN_AS_TIMEZONE_AWARE": False}


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """Where a date or time stands in a text, and what it is made of."""

    start: int
    end: int
    parts: Mapping[str, str]

    @property
    def day(self) -> bool:
        return not DAYS.isdisjoint(self.parts)

    @property
    def clock(self) -> bool:
        return not TIMES.isdisjoint(self.parts)

    @property
    def bare(self) -> bool:
        """“At 9” may be an address, a price or a page."""
        return "bare" in self.parts and not self.day

    @property
    def to_the_minute(self) -> bool:
        """“20 h” may be how long something takes, “20h15” and “8 pm” are times."""
        return bool({"clock", "dotted", "half", "uhr", "oclock", "minutes"} & self.parts.keys())

    @property
    def numeric(self) -> bool:
        """Two numbers that may be a price as well."""
        return "numeric" in self.parts and "lead" not in self.parts and not (TIMES - {"bare"}) & self.parts.keys()

    @property
    def vague(self) -> bool:
        """A day that may as well be past: “met him on Monday”, “called today”."""
        past = "weekday" in self.parts and not {"coming", "following"} & self.parts.keys()
        return (past or "today" in self.parts) and not self.clock


AHEAD: Mapping[str, int] = {"today": 0, "tonight": 0, "tomorrow": 1, "after": 2}
DAYS = frozenset(
    {"relative", "next", "spoken", "numeric", "after", "tonight", "today", "tomorrow", "weekday"},
)
TIMES = frozenset({"clock", "dotted", "hours", "half", "uhr", "oclock", "part", "bare", "daypart"})


def at(text: str, start: int, end: int | None = None) -> Found | None:
    """The date or time that begins here; given where it must end, it ends there."""
    match = phrase().match(text, start) if end is None else phrase().fullmatch(text, start, end)
    if match is None:
        return None
    parts = {name.removesuffix("_2"): value.casefold() for name, value in match.groupdict().items() if value}
    return Found(start=start, end=match.end(), parts=parts)


def moment(found: Found, now: datetime, zone: ZoneInfo, *, later: bool) -> datetime | None:
    """The moment meant, in the zone. A time without a day is today's, or tomorrow's when that is past and ``later``."""
    local, parts = now.astimezone(zone), found.parts
    try:
        clock = _clock(parts)
        if "relative" in parts:
            return _relative(parts["relative"], local, clock, zone)
        day = _day(parts, local, clock) if found.day else None
    except (ValueError, OverflowError):
        return None
    if found.day and day is None:
        return None
    if day is not None:
        return _aware(datetime.combine(day, clock or MORNING), zone)
    if clock is None:
        return None
    today = _aware(datetime.combine(local.date(), clock), zone)
    missed = today <= local and later
    return _aware(datetime.combine(local.date() + timedelta(days=1), clock), zone) if missed else today


def _aware(wall: datetime, zone: ZoneInfo) -> datetime:
    """A wall clock's time; one that is left out in spring is an hour later."""
    return wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)


def _relative(phrase: str, local: datetime, clock: time | None, zone: ZoneInfo) -> datetime | None:
    count, unit = amount(phrase)
    if unit in {"minutes", "hours"}:
        return (local.astimezone(UTC) + timedelta(**{unit: count})).astimezone(zone)
    day = _calendar(f"in {count} {unit}", local.date())
    return _aware(datetime.combine(day, clock or MORNING), zone) if day else None


def amount(phrase: str) -> tuple[int, str]:
    """``in zwei Wochen`` is (2, "weeks")."""
    words = WORDS.findall(phrase.casefold())
    number, unit = words[-2:]
    count = int(number) if number.isdecimal() else NUMBERS[number]
    return count, next(name for name, known in UNITS.items() if unit in known)


def _day(parts: Mapping[str, str], local: datetime, clock: time | None) -> date | None:
    today = local.date()
    if "numeric" in parts:
        return _numeric(parts["numeric"], today)
    if "weekday" in parts:
        return _weekday(parts, local, clock)
    for name, days in AHEAD.items():
        if name in parts:
            return today + timedelta(days=days)
    if "next" in parts:
        unit = "month" if re.search("mon|mois", parts["next"]) else "week"
        return _calendar(f"in 1 {unit}", today)
    return _calendar(re.sub(r"\bof\b", " ", parts["spoken"].replace("ae", "ä")), today)


def _weekday(parts: Mapping[str, str], local: datetime, clock: time | None) -> date:
    ahead = (WEEKDAYS[parts["weekday"]] - local.weekday()) % WEEK
    this_very_day = clock is not None and clock > local.time() and not parts.get("coming") and "following" not in parts
    return local.date() + timedelta(days=ahead or (0 if this_very_day else WEEK))


def _numeric(written: str, today: date) -> date | None:
    """The day before the month, as everybody here writes; without a year, the next time that this day comes."""
    numbers = [int(one) for one in re.findall(r"\d+", written)]
    if "-" in written:
        return date(*numbers)
    day, month, *year = numbers
    if year:
        return date(year[0], month, day)
    this_year = date(today.year, month, day)
    return this_year if this_year >= today else date(today.year + 1, month, day)


def _clock(parts: Mapping[str, str]) -> time | None:
    if "tonight" in parts and TIMES.isdisjoint(parts):
        return EVENING
    for name in ("part", "daypart"):
        if name in parts and not parts.keys() & {"clock", "dotted", "hours", "half", "uhr", "oclock", "bare"}:
            return time(PARTS[parts[name]])
    for name, minutes in (("hours", "minutes"), ("uhr", "uhr_minutes"), ("oclock", ""), ("bare", "")):
        if name in parts:
            return time(int(parts[name]), int(parts.get(minutes, 0)))
    if "half" in parts:
        return _half_day(int(parts["half"]), 0, parts["half_of"])
    written = parts.get("clock") or parts.get("dotted")
    if written is None:
        return None
    hour, minute = (int(one) for one in re.split("[:.]", written))
    return _half_day(hour, minute, parts.get("clock_half") or parts.get("dotted_half") or "")


def _half_day(hour: int, minute: int, half: str) -> time:
    """Half past twelve am is in the night."""
    mark = half.strip()[:1]
    if not mark or hour > NOON:
        return time(hour, minute)
    return time(hour % NOON + (NOON if mark == "p" else 0), minute)


@cache
def _dateparser() -> Any:
    """It takes half a second to come, and nobody needs it who says no date."""
    return import_module("dateparser")


def _calendar(words: str, today: date) -> date | None:
    """What people call a day, by the calendar."""
    base = datetime.combine(today, time.min)
    found = _dateparser().parse(words, languages=list(LANGUAGES), settings={**SETTINGS, "RELATIVE_BASE": base})
    return found.date() if found else None
