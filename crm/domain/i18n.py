"""Words that people read, kept apart from the language they are read in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, TypeAlias
from zoneinfo import ZoneInfo

Language: TypeAlias = Literal["en", "fr", "de"]
LANGUAGES: tuple[Language, ...] = ("en", "fr", "de")


def language_of(locale: str) -> Language:
    """The language we speak to somebody whose Slack locale is given: ``fr-CH`` is ``fr``, unknown ones are ``en``."""
    start = locale.replace("_", "-").split("-", 1)[0].lower()
    return start if start in LANGUAGES else "en"


@cache
def known_zone(name: str) -> ZoneInfo:
    """The zone of this name; a zone nobody knows is read as UTC rather than refused."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Text:
    """A catalogue message and what fills its blanks; ``templates.catalogue.say`` turns it into a sentence.

    A blank may hold a plain value, another ``Text``, an aware datetime (said in the reader's zone) or a list of names.
    """

    msgid: str
    blanks: Mapping[str, Any] = field(default_factory=dict)
    plural: str = ""
    count: int = 0

    def __str__(self) -> str:
        """English, for logs and tests."""
        chosen = self.plural if self.plural and self.count != 1 else self.msgid
        return chosen.format_map({name: str(value) for name, value in self.blanks.items()})


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """Words that an admin typed, one string a language; an empty one falls back to English, then to any."""

    en: str = ""
    fr: str = ""
    de: str = ""

    def in_language(self, language: Language) -> str:
        mine: str = getattr(self, language)
        return mine or self.en or self.fr or self.de

    def __str__(self) -> str:
        return self.in_language("en")


Words: TypeAlias = Text | Stored


def versions(words: Words) -> list[str]:
    """All that it says here: what an admin typed in every language, a message of the catalogue in English."""
    return [words.in_language(one) for one in LANGUAGES] if isinstance(words, Stored) else [str(words)]


def _(msgid: str, **blanks: Any) -> Text:
    """A message of the catalogue; Babel collects the calls of this function."""
    return Text(msgid, blanks)


def ngettext(singular: str, plural: str, count: int, **blanks: Any) -> Text:
    """A message with a plural form; ``{count}`` is filled in."""
    return Text(singular, {"count": count, **blanks}, plural, count)
