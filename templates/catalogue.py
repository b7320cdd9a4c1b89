"""Messages said in a reader's language and zone."""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_skeleton, get_timezone_location
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from crm.domain.access import Member
from crm.domain.i18n import Language, Stored, Text, Words, known_zone, language_of

LOCALES = Path(__file__).parent / "locales"


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom we speak to: a language and a time zone."""

    locale: Language
    zone: ZoneInfo

    @classmethod
    def of(cls, locale: str, zone: str) -> Reader:
        return cls(language_of(locale), known_zone(zone))

    @classmethod
    def member(cls, member: Member) -> Reader:
        return cls.of(member.locale, member.zone)


@cache
def _translations(language: Language) -> gettext.NullTranslations:
    """The catalogue of a language, compiled in memory: no compiled file can be older than its source."""
    source = LOCALES / language / "LC_MESSAGES" / "carnet.po"
    if not source.exists():
        return gettext.NullTranslations()
    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def say(words: Words | str, reader: Reader) -> str:
    """A message as one sentence for this reader.

    Blanks that hold a datetime are said in the reader's zone, with its name; lists are joined as the language does.
    """
    if isinstance(words, str):
        return words
    if isinstance(words, Stored):
        return words.in_language(reader.locale)
    catalogue = _translations(reader.locale)
    if words.plural:
        sentence = catalogue.ngettext(words.msgid, words.plural, words.count)
    else:
        sentence = catalogue.gettext(words.msgid) if words.msgid else ""
    return sentence.format_map({name: _blank(value, reader) for name, value in words.blanks.items()})


def _blank(value: Any, reader: Reader) -> str:
    if isinstance(value, Text | Stored):
        return say(value, reader)
    if isinstance(value, datetime):
        return moment(value, reader)
    if isinstance(value, list | tuple):
        return together([_blank(one, reader) for one in value], reader)
    return str(value)


def together(names: list[str], reader: Reader) -> str:
    """``Anna, Bob and Claire``."""
    return _joined(tuple(names), reader.locale) if names else ""


@lru_cache(maxsize=1024)  # the same few people take part again and again
def _joined(names: tuple[str, ...], language: Language) -> str:
    return format_list(list(names), locale=language)


@lru_cache(maxsize=4096)  # all readers of an entry are told the same moments; it is a third of a mail's words
def moment(at: datetime, reader: Reader) -> str:
    """A date and time in the reader's zone, which is named: ``1 Dec 2026, 14:30 CET``."""
    local = at.astimezone(reader.zone)
    return f"{day(at, reader)}, {local:%H:%M} {zone_name(local, reader)}"


@lru_cache(maxsize=4096)
def day(at: datetime, reader: Reader) -> str:
    """The day in the reader's zone, where the time would be too much: ``1 Dec 2026``."""
    return format_skeleton("yMMMd", at.astimezone(reader.zone), locale=known_locale(reader.locale))


def zone_name(local: datetime, reader: Reader) -> str:
    short = local.strftime("%Z")
    if short.isalpha():
        return short
    # Zones without letters of their own (“-03”) are better named by their city.
    city = get_timezone_location(reader.zone, locale=known_locale(reader.locale), return_city=True)
    return city.rpartition("/")[2]


@cache
def known_locale(language: Language) -> Locale:
    # Agencies here write the day before the month, in English too.
    return Locale.parse("en_GB" if language == "en" else language)
