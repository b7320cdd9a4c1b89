"""What somebody looks for in an infobox, as they said it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from crm.domain.errors import Problem, Refused
from crm.domain.i18n import _

WORDS_AT_MOST = 200  # characters that are looked for
DAYS = ("since", "until")
YEARS = range(1900, 2200)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sought:
    """Days count in the reader's zone, the last one included. ``author`` is a member's token; empty asks for nothing.

    A door keeps it with what it shows, so it is made of short strings and read back as if anybody had written them.
    """

    since: str = ""
    until: str = ""
    action: str = ""
    author: str = ""
    words: str = ""

    def __bool__(self) -> bool:
        return any(self.as_row().values())

    def as_row(self) -> dict[str, str]:
        return {one.name: value for one in fields(self) if (value := getattr(self, one.name))}

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Sought:
        """What a form, a shell or a view kept; what is no text is nothing.

        Raises:
            Refused: a day that is none, or the last before the first.
        """
        found = {one.name: str(raw.get(one.name) or "").strip()[:WORDS_AT_MOST] for one in fields(cls)}
        problems = list(_problems(found))
        if problems:
            raise Refused.gathered(problems)
        return cls(**found)

    def first(self, zone: ZoneInfo) -> datetime | None:
        """The moment from which on entries count."""
        return _midnight(date.fromisoformat(self.since), zone) if self.since else None

    def end(self, zone: ZoneInfo) -> datetime | None:
        """The moment from which on they do not count any more."""
        return _midnight(date.fromisoformat(self.until) + timedelta(days=1), zone) if self.until else None


EVERYTHING = Sought()


def _problems(found: Mapping[str, str]) -> Iterator[Problem]:
    wrong = [name for name in DAYS if found[name] and not _is_day(found[name])]
    for name in wrong:
        yield Problem(_("“{text}” is not a day. Write it like 2026-12-01.", text=found[name][:40]), name)
    if not wrong and found["since"] and found["until"] and found["until"] < found["since"]:
        yield Problem(_("The last day is before the first."), "until")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).year in YEARS
    except ValueError:
        return False


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)
