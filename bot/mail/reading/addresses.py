"""Mailboxes and message numbers out of headers that follow no grammar, in one pass."""

from __future__ import annotations

import re

from bot.mail.address import deliverable
from bot.mail.reading.charsets import line
from bot.mail.reading.headers import said
from bot.mail.reading.letter import Address

ADDRESSES_AT_MOST = 200
REFERENCES_AT_MOST = 100
LETTERS_AT_MOST = 64 * 1024
EMAIL_AT_MOST = 320
NAME_AT_MOST = 150
NUMBER_AT_MOST = 998  # RFC 5322 §2.1.1

TOKEN = re.compile(r'"((?:[^"\\]|\\.)*+)"?|<([^<>]*+)>?|([(),:;>])|\s+|[^\s"<>(),:;]+')
ESCAPED = re.compile(r"\\(.)")
NUMBER = re.compile(r"<([^<>]+)>")


class _Mailbox:
    """One mailbox of a list while it is read."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.said: list[str] = []  # in parentheses: where old mail programs put the name
        self.email = ""

    def address(self) -> Address | None:
        words = self.words
        if not self.email:
            self.email = next((word for word in reversed(words) if "@" in word), "")
            words = [word for word in words if word != self.email]
        email = _email(self.email)
        name = line(said("".join(words))) or line(said("".join(self.said)))
        return Address(name=name.strip("'\" ")[:NAME_AT_MOST], email=email) if email else None


def addresses(header: str) -> tuple[Address, ...]:
    """The mailboxes of a header. A name with a comma that nobody quoted stays one name."""
    found: list[Address] = []
    box, depth = _Mailbox(), 0
    for token in TOKEN.finditer(header[:LETTERS_AT_MOST]):
        quoted, angle, sign = token.groups()
        depth = max(depth + {"(": 1, ")": -1}.get(sign or "", 0), 0)
        if depth:
            box.said += [] if sign in {"(", ")"} else [token[0]]
        elif quoted is not None:
            box.words.append(ESCAPED.sub(r"\1", quoted))
        elif angle is not None:
            box.email = box.email or angle
        elif sign in {",", ";"}:
            box = _next(box, found)
        elif sign == ":" and not any("@" in word for word in box.words):
            box.words.clear()  # the name of a group
        elif sign is None:
            box.words.append(token[0])
        if len(found) >= ADDRESSES_AT_MOST:
            return tuple(found)
    _next(box, found)
    return tuple(found)


def _next(box: _Mailbox, found: list[Address]) -> _Mailbox:
    address = box.address()
    if address:
        found.append(address)
        return _Mailbox()
    # “Dubois, Marie <marie@…>”: what stood before the comma belongs to the name.
    if box.words and not box.email and len(box.words) < NAME_AT_MOST:
        box.words.append(", ")
        return box
    return _Mailbox()


def _email(written: str) -> str:
    """``local@domain``, however it was written; nothing when mail could not be sent there."""
    bare = "".join(written.rpartition(":")[2].split()).strip(".'\"")
    if len(bare) > EMAIL_AT_MOST:
        return ""
    local, _at, domain = (deliverable(bare) or "").rpartition("@")
    return f"{local}@{domain.lower()}" if local else ""


def numbers(header: str) -> tuple[str, ...]:
    """Message numbers, oldest first. Some servers join them by commas: whatever stands outside ``<…>`` is no part."""
    found = ["".join(one.split()) for one in NUMBER.findall(header)]
    bare = [] if found else [word for word in header.replace(",", " ").split() if "@" in word and len(word) > 2]  # noqa: PLR2004 - “@” is none
    kept = [f"<{one.strip('<>')}>" for one in [*found, *bare] if 0 < len(one) <= NUMBER_AT_MOST]
    # The root is what everybody else refers to, too.
    return tuple(kept if len(kept) <= REFERENCES_AT_MOST else [kept[0], *kept[-(REFERENCES_AT_MOST - 1) :]])
