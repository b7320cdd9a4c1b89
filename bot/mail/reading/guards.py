"""What is looked at before a mail is taken apart: sizes and shapes that would cost the parser too much."""

from __future__ import annotations

import re
from collections.abc import Iterator
from heapq import merge

from bot.mail.reading.letter import Unreadable

SIZE_AT_MOST = 30 * 1024 * 1024
HEAD_AT_MOST = 256 * 1024
LINES_AT_MOST = 1_000_000  # a third of a million hold 25 MB of files
BOUNDARIES_AT_MOST = 1000
NESTED_AT_MOST = 30
# A header that says how a part is made; the standard library takes it apart in quadratic time.
DESCRIPTION_AT_MOST = 8 * 1024
PARAMETERS_AT_MOST = 100
HOPS_AT_MOST = 50  # a mail that goes in circles

IN_FRONT = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n \t]*")
SOMETHING = re.compile(rb"[^\x00\s]")
HEAD_END = re.compile(rb"\r?\n\r?\n|\r\r")
# Each begins with plain letters, so that it is found as fast as a word; the text they look at is lower-case.
EDGE = re.compile(rb"\n--([^\r\n]+)")
BOUNDARY = re.compile(rb"boundary(?:\*0?\*?)?[ \t]*=[ \t]*(?:\r?\n[ \t]+)?(?:\"([^\"\r\n]*)\"?|([^\s;]*))")
ENCLOSED = re.compile(rb"content-type:[ \t]*(?:\r?\n[ \t]+)?message/(?!delivery-status|disposition-notification)")
DESCRIPTION = re.compile(rb"content-(?:type|disposition|transfer-encoding):[^\n]*+(?:\n[ \t][^\n]*+)*+")
RECEIVED = re.compile(rb"\nreceived:")


def begins(raw: bytes) -> int:
    """Where a mail begins, behind what mailboxes put in front of it. Raises ``Unreadable`` when it is too large."""
    if len(raw) > SIZE_AT_MOST or max(raw.count(b"\n"), raw.count(b"\r")) > LINES_AT_MOST:
        raise Unreadable("too large")
    # A blank line before the first header would make a body of everything.
    found = IN_FRONT.match(raw)
    start = found.end() if found else 0
    return raw.find(b"\n", start) + 1 or start if raw.startswith((b"From ", b">From "), start) else start


def look_at(lowered: bytes) -> None:
    """Raises ``Unreadable`` when this mail, here in lower case, is not to be parsed."""
    if not SOMETHING.search(lowered):
        raise Unreadable("empty")
    found = HEAD_END.search(lowered)
    end = found.start() if found else len(lowered)
    if end > HEAD_AT_MOST:
        raise Unreadable("headers too long")
    if len(RECEIVED.findall(lowered, 0, end)) >= HOPS_AT_MOST:
        raise Unreadable("goes in circles")
    look_at_descriptions(lowered)
    _look_at_parts(lowered)


def look_at_descriptions(lowered: bytes) -> None:
    for found in DESCRIPTION.finditer(lowered):
        if found.end() - found.start() > DESCRIPTION_AT_MOST or found[0].count(b";") > PARAMETERS_AT_MOST:
            raise Unreadable("a part is described at too great length")


def _look_at_parts(lowered: bytes) -> None:
    seen: set[bytes] = set()
    open_parts: list[bytes] = []  # an empty one is a mail within the mail
    edges = 0
    for name, closes in _events(lowered):
        if closes is None:
            if name:
                seen.add(name)
            else:
                open_parts.append(name)
        elif name in seen:
            edges += 1
            _back_to(open_parts, name, closes=closes)
        if edges > BOUNDARIES_AT_MOST:
            raise Unreadable("too many parts")
        if len(open_parts) > NESTED_AT_MOST:
            raise Unreadable("nested too deep")


def _back_to(open_parts: list[bytes], name: bytes, *, closes: bool) -> None:
    """Every part that was begun within ends at the edge of the one around it."""
    if name in open_parts:
        while open_parts.pop() != name:
            pass
    if not closes:
        open_parts.append(name)


def _events(lowered: bytes) -> Iterator[tuple[bytes, bool | None]]:
    """Names of boundaries as they are declared (None) and stand in the mail (does it close?), in order."""
    declared = ((found.start(), (found[1] or found[2] or b"").rstrip()) for found in BOUNDARY.finditer(lowered))
    enclosed = ((found.start(), b"") for found in ENCLOSED.finditer(lowered))
    edges = ((found.start(), found[1].rstrip()) for found in EDGE.finditer(lowered))
    told: set[bytes] = set()
    for _place, kind, name in merge(
        ((place, 0, name) for place, name in declared if name),
        ((place, 1, name) for place, name in enclosed),
        ((place, 2, name) for place, name in edges),
    ):
        if kind == 0:
            told.add(name)
            yield name, None
        elif kind == 1:
            yield name, None
        elif name in told or name.removesuffix(b"--") in told:
            closes = name not in told
            yield name.removesuffix(b"--") if closes else name, closes
