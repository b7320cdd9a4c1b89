"""The kinds of form fields: each reads raw input from any surface and knows an example."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crm.domain import richtext
from crm.domain.clients import CLIENTS, RecordKind, RecordNumber
from crm.domain.field import Field, Option, Reading, shown, tokens
from crm.domain.i18n import Text, _
from crm.domain.richtext_runs import cleaned
from crm.domain.timeline import entry_number

__all__ = [
    "URL",
    "Check",
    "Choice",
    "Email",
    "EntryRef",
    "Field",
    "Line",
    "Members",
    "Moment",
    "Option",
    "Paragraph",
    "Phone",
    "Reading",
    "Records",
    "RichText",
    "Status",
]

LINE_AT_MOST = 255
PARAGRAPH_AT_MOST = 3000
RICH_TEXT_AT_MOST = 12_000
RECORDS_AT_MOST = 100
YEARS = range(1900, 2200)
# Letters without a shape would make two names of one; those that turn the reading direction make one look like another.
INVISIBLE = re.compile(r"[\x80-\x9f\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
# Fewer digits are a date written together, 20261201.
SECONDS = re.compile(r"[0-9]{9,}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Line(Field):
    """One line of text."""

    at_most: int = LINE_AT_MOST

    def understand(self, raw: Any, reading: Reading) -> Any:
        if not isinstance(raw, str):
            raise self.refused(_("“{field}” is a text.", field=self.label))
        text = INVISIBLE.sub("", cleaned(raw))
        text = text.strip() if isinstance(self, Paragraph) else " ".join(text.split())
        if len(text) > self.at_most:
            raise self.refused(
                _("At most {limit} characters, please; this has {length}.", limit=self.at_most, length=len(text))
            )
        return self.check(text) if text else self.read(None, reading)

    def check(self, text: str) -> str:
        return text


@dataclass(frozen=True, kw_only=True, slots=True)
class Paragraph(Line):
    """Several lines of plain text."""

    at_most: int = PARAGRAPH_AT_MOST


@dataclass(frozen=True, kw_only=True, slots=True)
class Email(Line):
    def check(self, text: str) -> str:
        # RFC 5321 allows more; this is what agencies' clients really have, and it catches slips of the keyboard.
        if not re.fullmatch(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\]+\.[^\s@.<>,;:\"()\[\]\\]{2,}", text):
            raise self.refused(_("“{text}” is not an email address.", text=shown(text)))
        return text


@dataclass(frozen=True, kw_only=True, slots=True)
class URL(Line):
    at_most: int = 2000

    def check(self, text: str) -> str:
        address = text if "://" in text else f"https://{text}"
        if not re.fullmatch(r"https?://[^\s/?#]+\.[^\s/?#]+([/?#]\S*)?", address, re.IGNORECASE):
            raise self.refused(_("“{text}” is not a web address.", text=shown(text)))
        return address


@dataclass(frozen=True, kw_only=True, slots=True)
class Phone(Line):
    def check(self, text: str) -> str:
        if not re.fullmatch(r"\+?[0-9 ().\-/]{4,40}([xX#][0-9]{1,8})?", text):
            raise self.refused(_("“{text}” is not a telephone number.", text=shown(text)))
        return text


@dataclass(frozen=True, kw_only=True, slots=True)
class RichText(Field):
    """Formatted text, kept as Slack's rich_text; plain text from other doors becomes one."""

    def understand(self, raw: Any, reading: Reading) -> Any:
        rich = richtext.from_text(raw) if isinstance(raw, str) else raw
        if richtext.problems(rich):
            raise self.refused(_("This text could not be read. Please type it again."))
        if richtext.is_empty(rich):
            return self.read(None, reading)
        length = richtext.length(rich)
        if length > RICH_TEXT_AT_MOST:
            raise self.refused(
                _("At most {limit} characters, please; this has {length}.", limit=RICH_TEXT_AT_MOST, length=length)
            )
        return rich


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice(Field):
    """One of a few; ``options`` are fixed."""

    options: tuple[Option, ...] = ()
    initial: str | None = None

    def choices(self, reading: Reading) -> Sequence[Option]:
        return self.options

    def default(self, reading: Reading) -> Any:
        return self.initial

    def understand(self, raw: Any, reading: Reading) -> Any:
        wanted = str(raw).casefold()
        for option in self.choices(reading):
            if wanted in {option.key.casefold(), *(alias.casefold() for alias in option.aliases)}:
                return option.key
        raise self.refused(_("“{text}” is not one of the choices of “{field}”.", text=shown(raw), field=self.label))


@dataclass(frozen=True, kw_only=True, slots=True)
class Status(Choice):
    """One of the workspace's own status list."""

    def choices(self, reading: Reading) -> Sequence[Option]:
        return [
            Option(
                status.key, Text("{label}", {"label": status.label(reading.language)}), tuple(status.labels.values())
            )
            for status in reading.statuses
        ]


@dataclass(frozen=True, kw_only=True, slots=True)
class Check(Field):
    """Yes or no; empty is no."""

    def default(self, reading: Reading) -> Any:
        return False

    def understand(self, raw: Any, reading: Reading) -> Any:
        # A form sends the list of the boxes that are ticked, a shell or a workbook a word.
        return any(one.casefold() in {"true", "yes", "1", "on", "oui", "ja", self.name} for one in tokens(raw))


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment(Field):
    """A date and time: seconds since 1970 from Slack, ISO 8601 from elsewhere (in the person's zone)."""

    def default(self, reading: Reading) -> Any:
        return reading.now

    def understand(self, raw: Any, reading: Reading) -> Any:
        try:
            if type(raw) is int or SECONDS.fullmatch(str(raw)):
                at: datetime | None = datetime.fromtimestamp(int(raw), tz=reading.zone)
            else:
                at = datetime.fromisoformat(str(raw))
        except (ValueError, OverflowError, OSError):
            at = None
        # The calendar's ends could not be told in every zone.
        if at is None or at.year not in YEARS:
            raise self.refused(_("“{text}” is not a date and time. Write it like 2026-12-01 14:30.", text=shown(raw)))
        return at if at.tzinfo else at.replace(tzinfo=reading.zone)


@dataclass(frozen=True, kw_only=True, slots=True)
class Records(Field):
    """Clients or profiles, by their numbers; ``perform`` loads them for the reader."""

    kinds: tuple[RecordKind, ...] = CLIENTS
    many: bool = True

    def understand(self, raw: Any, reading: Reading) -> Any:
        found: dict[RecordNumber, None] = {}
        for item in tokens(raw):
            number = RecordNumber.read(item)
            if number is None or number.kind not in self.kinds:
                raise self.refused(_("“{what}” was not found. Check the name or the number.", what=shown(item)))
            found[number] = None
        if not found:
            return self.read(None, reading)
        limit = RECORDS_AT_MOST if self.many else 1
        if len(found) > limit:
            raise self.refused(_("At most {limit} here, please; these are {length}.", limit=limit, length=len(found)))
        return tuple(found)


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryRef(Field):
    """The entry that an operation is about: ``E-789``."""

    def understand(self, raw: Any, reading: Reading) -> Any:
        number = entry_number(str(raw))
        if number is None:
            raise self.refused(_("“{what}” was not found. Check the name or the number.", what=shown(raw)))
        return number


@dataclass(frozen=True, kw_only=True, slots=True)
class Members(Field):
    """People of the agency: ``M-12``, an address or a Slack user; ``L-3`` is a distribution list."""

    many: bool = True
    lists: bool = False

    def understand(self, raw: Any, reading: Reading) -> Any:
        found = dict.fromkeys(item.strip("<@>").split("|")[0] for item in tokens(raw))
        if not found:
            return self.read(None, reading)
        if not self.many and len(found) > 1:
            raise self.refused(_("At most {limit} here, please; these are {length}.", limit=1, length=len(found)))
        return tuple(found)
