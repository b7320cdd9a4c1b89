"""Headers out of bytes: unfolded, decoded, and none of them able to stop the reading."""

from __future__ import annotations

import quopri
import re
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime

from bot.mail.reading.charsets import decode
from bot.mail.reading.content import from_base64

HEADERS_AT_MOST = 1000
LETTERS_AT_MOST = 64 * 1024
DATE_AT_MOST = 120
YEARS = range(1970, 2200)  # others are a mistake, and no calendar shows them

FOLD = re.compile(r"\r?\n[ \t]*|\r")
WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")


def headers(message: Message) -> dict[str, tuple[str, ...]]:
    """Every header under its lower-case name, as it stands in the mail; encoded words are not yet read."""
    found: dict[str, list[str]] = {}
    for name, value in list(message.raw_items())[:HEADERS_AT_MOST]:
        found.setdefault(str(name).lower(), []).append(unfolded(str(value)))
    return {name: tuple(values) for name, values in found.items()}


def raw_header(part: Message, name: str) -> str:
    """The first header of this name; the library's own look-up gives no text for what is not ASCII."""
    return next((unfolded(str(value)) for found, value in part.raw_items() if found.lower() == name), "")


def unfolded(value: str) -> str:
    """One line. Bytes beyond ASCII, which have no business here and come all the same, are read as text."""
    whole = FOLD.sub(" ", value[:LETTERS_AT_MOST])
    if whole.isascii():
        return whole.replace("\x00", "").strip()
    content = whole.encode("ascii", errors="surrogateescape") if _escaped(whole) else whole.encode(errors="replace")
    return decode(content).replace("\x00", "").strip()


def _escaped(value: str) -> bool:
    """Are all letters beyond ASCII bytes that the parser kept as they were?"""
    return all(letter < "\x80" or "\udc80" <= letter <= "\udcff" for letter in value)


def said(value: str) -> str:
    """Free text with its encoded words read (RFC 2047); a letter may be split between two of them."""
    if "=?" not in value:
        return value
    pieces: list[str] = []
    waiting: list[bytes] = []
    charset, end = "", 0
    for word in WORD.finditer(value):
        between = value[end : word.start()]
        joined = end > 0 and not between.strip()
        label = word[1].partition("*")[0].lower()
        if waiting and not (joined and label == charset):
            pieces.append(decode(b"".join(waiting), charset))
            waiting = []
        pieces.append("" if joined else between)
        waiting.append(_bytes(word[2], word[3]))
        charset, end = label, word.end()
    if waiting:
        pieces.append(decode(b"".join(waiting), charset))
    return "".join([*pieces, value[end:]]) if end else value


def _bytes(encoding: str, content: str) -> bytes:
    if encoding in "qQ":
        return quopri.decodestring(content.replace("_", " ").encode(errors="replace"), header=False)
    return from_base64(content.encode(errors="replace"))


def moment(value: str) -> datetime | None:
    """When it says to have been written; None for what is no date, or one of another age."""
    try:
        found = parsedate_to_datetime(value[:DATE_AT_MOST])
        aware = found if found.tzinfo else found.replace(tzinfo=UTC)
        return aware.astimezone(UTC) if found.year in YEARS else None
    except (ValueError, TypeError, OverflowError, IndexError, AttributeError):
        return None
