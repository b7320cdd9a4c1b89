"""The date of a forwarded mail, as mail programs write it above: in words, in English, French or German."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from bot.mail.reading.headers import YEARS, moment

LETTERS_AT_MOST = 120
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january janvier janv januar jän jänner",
            "feb february février fevrier févr fév februar",
            "mar march mars märz maerz mär mrz",
            "apr april avril avr",
            "may mai",
            "jun june juin juni",
            "jul july juillet juil juli",
            "aug august août aout",
            "sep sept september septembre",
            "oct october octobre okt oktober",
            "nov november novembre",
            "dec december décembre decembre déc dez dezember",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:er|st|nd|rd|th)?\.?\s+({_MONTH})\b\.?,?\s+(\d{{4}})", re.IGNORECASE)
MONTH_FIRST = re.compile(rf"\b({_MONTH})\b\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})", re.IGNORECASE)
YEAR_FIRST = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
NUMBERS = re.compile(r"\b(\d{1,2})([./])(\d{1,2})\2(\d{4})\b")
TIME = re.compile(r"\b(\d{1,2})(?::|h\s?|\.)(\d{2})(?::\d{2})?\s*([ap])?\.?(?:m\b)?", re.IGNORECASE)
ZONE = re.compile(r"(?:UTC|GMT)\s?([+\u2212-])(\d{1,2})(?::?(\d{2}))?")
NOON = 12


def written(text: str, zone: tzinfo, *, days_first: bool = False) -> datetime | None:
    """The moment; None where it could be two. Without a zone of its own, it is the reader's.

    ``days_first``: the words around it are of a language that writes no month before its day.
    """
    said = " ".join(text[:LETTERS_AT_MOST].split())
    exact = moment(said) if re.search(r"[+-]\d{4}\b", said) else None
    if exact:
        return exact
    day = _day(said, days_first=days_first)
    if day is None or day[0] not in YEARS:
        return None
    hour, minute = _time(said)
    try:
        return datetime(*day, hour, minute, tzinfo=_zone(said) or zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _day(said: str, *, days_first: bool) -> tuple[int, int, int] | None:
    if found := YEAR_FIRST.search(said):
        return int(found[1]), int(found[2]), int(found[3])
    if found := DAY_FIRST.search(said):
        return int(found[3]), MONTHS[found[2].lower()], int(found[1])
    if found := MONTH_FIRST.search(said):
        return int(found[3]), MONTHS[found[1].lower()], int(found[2])
    if found := NUMBERS.search(said):
        return _numbers(int(found[1]), int(found[3]), int(found[4]), days_first=days_first or found[2] == ".")
    return None


def _numbers(first: int, second: int, year: int, *, days_first: bool) -> tuple[int, int, int] | None:
    """5.11. is a day in November; 5/11 is one here and another in America, and 11/23 there only."""
    if second > NOON:
        return (year, first, second) if first <= NOON else None
    return (year, second, first) if days_first or first > NOON or first == second else None


def _time(said: str) -> tuple[int, int]:
    # What stands behind the year, so that no day is taken for an hour.
    _day, year, behind = said.rpartition(next(iter(re.findall(r"\b\d{4}\b", said)), "\0"))
    found = TIME.search(behind if year else said)
    if found is None:
        return 0, 0
    hour, half = int(found[1]), (found[3] or "").lower()
    hour = hour % NOON + (NOON if half == "p" else 0) if half else hour
    return hour, int(found[2])


def _zone(said: str) -> tzinfo | None:
    found = ZONE.search(said)
    if found is None:
        return None
    ahead = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(ahead if found[1] == "+" else -ahead) if ahead < timedelta(days=1) else None
