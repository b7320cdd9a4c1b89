"""Large parts, put aside before a mail is parsed: line by line, 25 MB would take four times as much memory."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from itertools import islice
from typing import NamedTuple

from bot.mail.reading.guards import BOUNDARIES_AT_MOST, HEAD_AT_MOST, look_at_descriptions

LARGE = 64 * 1024  # bytes
HEAD_END = re.compile(rb"\r?\n\r?\n")
LONE_RETURN = re.compile(rb"\r(?!\n)")  # a line's end to the parser, but not to us
# Lines that may divide two parts. With so many of them, or names so long, a mail is parsed as it is.
EDGE = re.compile(rb"[\r\n]--([^\r\n]{0,200})")
EDGES_AT_MOST = 20_000
NAME_AT_MOST = 100
HEADERS = BytesHeaderParser(policy=compat32)


@dataclass(frozen=True, kw_only=True, slots=True)
class Aside:
    """Where in the mail the parts are that were put aside. In their place stands a sign that no sender can guess."""

    mail: bytes = b""
    start: int = 0
    places: tuple[tuple[int, int], ...] = ()
    sign: bytes = field(default_factory=lambda: b"=aside-%b-" % secrets.token_hex(16).encode())

    @property
    def rest(self) -> bytes:
        """The mail without them."""
        return b"".join(self._pieces()) if self.places else self.mail[self.start :]

    def _pieces(self) -> Iterator[bytes | memoryview]:
        whole, start = memoryview(self.mail), self.start
        for number, (begins, ends) in enumerate(self.places):
            yield whole[start:begins]
            yield b"%b%d=" % (self.sign, number)
            start = ends
        yield whole[start:]

    def part(self, written: bytes) -> memoryview | None:
        """What was put aside, where a part is nothing else; the last one of a mail keeps the end of its line."""
        line = written.rstrip(b"\r\n")
        found = self._signs.fullmatch(line)
        return self._place(found, len(written) - len(line)) if found else None

    def restored(self, written: bytes) -> bytes:
        """As it came: the parser took for a piece of a part what we took for a whole one."""
        return self._signs.sub(lambda sign: bytes(self._place(sign)), written)

    @property
    def _signs(self) -> re.Pattern[bytes]:
        return re.compile(b"%b([0-9]+)=" % self.sign)

    def _place(self, sign: re.Match[bytes], more: int = 0) -> memoryview:
        begins, ends = self.places[int(sign[1])]
        return memoryview(self.mail)[begins : ends + more]


def put_aside(mail: bytes, start: int = 0, *, large: int = LARGE) -> Aside:
    """Raises ``Unreadable`` for a part whose description would cost the parser too much."""
    return Aside(mail=mail, start=start, places=tuple(_places(mail, start, large)) if len(mail) > large else ())


class _Edge(NamedTuple):
    """A line that may divide two parts, without the line ends around it."""

    begins: int
    ends: int
    name: bytes


class _Head(NamedTuple):
    """What stands above a part; ``plain`` tells that the parser finds its end where we do."""

    message: Message
    ends: int
    plain: bool


def _places(mail: bytes, start: int, large: int) -> Iterator[tuple[int, int]]:
    """The parser's own way from edge to edge, past the lines between them.

    What it takes for an edge must be one to us; the other way round does no harm.
    """
    edges = [
        _Edge(*found.span(), found[1].rstrip(b" \t")) for found in islice(EDGE.finditer(mail, start), EDGES_AT_MOST)
    ]
    known: set[bytes] = set()
    at, past, edge = start, 0, len(edges)
    last = len(mail) - mail.endswith((b"\n", b"\r"))
    for _part in range(BOUNDARIES_AT_MOST if len(edges) < EDGES_AT_MOST else 0):
        ends = edges[edge].begins if edge < len(edges) else last
        head = _head(mail, at, ends)
        if head is None:
            return
        kind = head.message.get_content_maintype()
        if kind == "multipart":
            if not _learnt(head.message, known):
                return
            edge = _next(edges, past, known)
        elif kind == "message":
            if head.plain and head.message.get_content_type() != "message/delivery-status":
                at = head.ends
                continue
        elif head.plain and ends - head.ends > large:
            # The end of the last line belongs to the edge.
            yield head.ends, ends - mail.endswith(b"\r\n", ends - 1, ends + 1)
        if edge == len(edges):
            return
        at, past = edges[edge].ends, edge + 1
        edge = _next(edges, past, known)


def _next(edges: Sequence[_Edge], past: int, known: set[bytes]) -> int:
    for number in range(past, len(edges)):
        name = edges[number].name
        if name in known or name.removesuffix(b"--") in known:
            return number
    return len(edges)


def _head(mail: bytes, at: int, ends: int) -> _Head | None:
    """None for one that cannot be looked at alone."""
    # The end of the line in front of an edge may be that of the last header.
    ends = min(ends + 1, len(mail))
    found = HEAD_END.search(mail, at, min(ends, at + HEAD_AT_MOST))
    end = found.end() if found else ends
    written = mail[at : min(end, at + HEAD_AT_MOST)]
    if len(written) < end - at or LONE_RETURN.search(written):
        return None
    look_at_descriptions(written.lower())
    # Behind an edge, the end of its line.
    message = HEADERS.parsebytes(written.removeprefix(b"\r").removeprefix(b"\n"))
    # Not decoded, the library would read it in whatever charset the head names.
    return _Head(message, end, found is not None and not message.get_payload(decode=True))


def _learnt(message: Message, known: set[bytes]) -> bool:
    """By what the parts of this one are divided; False where we must not follow."""
    boundary = message.get_boundary()
    # In a digest, parts are mails though nothing says so.
    if message.get_content_subtype() == "digest" or len(boundary or "") > NAME_AT_MOST:
        return False
    if boundary is not None:
        known.add(boundary.encode("ascii", errors="replace"))
    return True
