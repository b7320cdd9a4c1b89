"""What a list of clients is narrowed to: one value for forms, typed words, a shell and what a member has saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from crm.domain.clients import RecordKind, RecordNumber
from crm.domain.errors import Problem, Refused
from crm.domain.field import Field, Reading, shown
from crm.domain.i18n import Text, _
from crm.domain.richtext_runs import cleaned

ME, NOBODY = "me", "nobody"  # beside ``M-12``
TEXT_AT_MOST = 100
DAYS = range(1, 10_000)
STATES = {"active": True, "inactive": False, True: True, False: False}


@dataclass(frozen=True, kw_only=True, slots=True)
class Filters:
    """What every client of the list must be; what is empty narrows nothing.

    ``owner`` is ``me``, ``nobody`` or a member (``M-12``), with ``group`` also those below them. ``company`` stands for
    the company and its contacts. ``older`` tells that nothing has happened for so many days.
    """

    words: str = ""
    kind: RecordKind | None = None
    active: bool | None = None
    status: str = ""
    owner: str = ""
    group: bool = False
    company: str = ""
    city: str = ""
    older: int | None = None

    def __bool__(self) -> bool:
        return self != Filters()

    def as_data(self) -> dict[str, Any]:
        """What is not empty, to be kept."""
        found = {one.name: (getattr(self, one.name), one.default) for one in fields(self)}
        return {name: value for name, (value, default) in found.items() if value != default}

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Filters:
        """From a form, a shell, or what was kept.

        Raises:
            Refused: with every problem at its field.
        """
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        for name, given in raw.items():
            try:
                if given not in Field.empty:
                    values[name] = _READ[name](given)
            except KeyError:
                problems.append(Problem(_("“{field}” is not part of this form.", field=shown(name)), name))
            except (ValueError, TypeError):
                problems.append(Problem(Text(_SAID.get(name, _WRONG).msgid, {"text": shown(given)}), name))
        if problems:
            raise Refused.gathered(problems)
        return cls(**values)

    @classmethod
    def kept(cls, raw: Any) -> Filters:
        """From what was kept; what an older version kept otherwise narrows nothing."""
        try:
            return cls.read(raw) if isinstance(raw, Mapping) else cls()
        except Refused:
            return cls()


@dataclass(frozen=True, kw_only=True, slots=True)
class Filtering(Field):
    """Filters as an input of an operation."""

    def understand(self, raw: Any, reading: Reading) -> Any:
        if isinstance(raw, Filters):
            return raw
        if not isinstance(raw, Mapping):
            raise self.refused(_WRONG_FILTERS)
        return Filters.read(raw)


_WRONG = _("“{text}” could not be read. Choose or type it once more.")
_WRONG_FILTERS = _("These filters could not be read. Choose them once more.")
_SAID = {
    "older": _("“{text}” is not a number of days. Write it like 30."),
    "company": _("“{text}” was not found. Choose a company from the list."),
}


def _text(raw: Any) -> str:
    text = " ".join(cleaned(str(raw)).split())
    if len(text) > TEXT_AT_MOST:
        raise ValueError(text)
    return text


def _days(raw: Any) -> int:
    days = int(raw)
    if days not in DAYS:
        raise ValueError(days)
    return days


def _company(raw: Any) -> str:
    number = RecordNumber.read(str(raw))
    if number is None or number.kind is not RecordKind.COMPANY:
        raise ValueError(raw)
    return str(number)


def _active(raw: Any) -> bool:
    if raw not in STATES:
        raise ValueError(raw)
    return STATES[raw]


_READ: Mapping[str, Callable[[Any], Any]] = {
    "words": _text,
    "kind": RecordKind,
    "active": _active,
    "status": _text,
    "owner": _text,
    "group": bool,
    "company": _company,
    "city": _text,
    "older": _days,
}
