"""Words as they are searched: case and accents folded, so that “Brönnimann” is found by “bronnimann”."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Letters that Unicode does not take apart, as people type them without their keyboard.
UNDIVIDED = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ł": "l", "ı": "i", "þ": "th"})
WORD = re.compile(r"[^\W_]+")
PHONE = re.compile(r"\s*\+?[0-9 ()./\-]+\s*")
WORD_AT_MOST = 64


def fold(text: str) -> str:
    """Lower case, without accents: ``Æon Müller-Straße`` gives ``aeon muller-strasse``."""
    if text.isascii():
        return text.lower()
    # Mathematical capitals only become letters with a case once they are taken apart (Unicode 3.13, D147).
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.casefold()).casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).translate(UNDIVIDED)


def words(*texts: str | None) -> list[str]:
    """The distinct folded words of some texts, in their order."""
    found: dict[str, None] = {}
    for text in filter(None, texts):
        for word in WORD.findall(fold(text)):
            found[word[:WORD_AT_MOST]] = None
    return list(found)


def after(prefix: str) -> str:
    """The first string behind all that begin with this prefix, for a range scan in code point order."""
    for end in range(len(prefix) - 1, -1, -1):
        if prefix[end] < "\U0010ffff":
            following = ord(prefix[end]) + 1
            # Surrogates cannot be stored as text.
            following = 0xE000 if 0xD800 <= following <= 0xDFFF else following  # noqa: PLR2004 - their range
            return prefix[:end] + chr(following)
    return "\U0010ffff" * (len(prefix) + 1)


def same_name(one: str, other: str) -> bool:
    return words(one) == words(other)


def digits(texts: Iterable[str | None]) -> list[str]:
    """Telephone numbers as digits only, so that spaces and the country's zero do not matter."""
    found = (re.sub(r"\D", "", text) for text in filter(None, texts))
    return [number.lstrip("0") for number in found if len(number) > 4]  # noqa: PLR2004 - shorter is no number
