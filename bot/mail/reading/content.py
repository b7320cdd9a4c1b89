"""The content of a file where it stands in the mail, decoded in pieces: so nobody holds a large one twice."""

from __future__ import annotations

import binascii
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import SEEK_CUR, SEEK_END, SEEK_SET, BufferedReader, BytesIO, RawIOBase
from typing import IO, Any

from crm.store.pieces import PIECE

BASE64, QUOTED = "base64", "quoted-printable"
PLAIN = frozenset({"", "7bit", "8bit", "binary"})
READ = frozenset({BASE64, QUOTED, *PLAIN})  # what can be decoded in pieces
LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
OTHERS = bytes(set(range(256)) - set(LETTERS) - set(b"="))
RUN = re.compile(rb"([^=]*)(=*)")
GROUP = 4  # letters, which stand for three bytes


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """``written`` is how it stands in the mail; each reading decodes it anew."""

    written: bytes | memoryview = field(repr=False)
    encoding: str = ""
    size: int = field(init=False)

    def __post_init__(self) -> None:
        size = len(self.written) if self.encoding in PLAIN else sum(map(len, self.pieces()))
        object.__setattr__(self, "size", size)

    def pieces(self) -> Iterator[bytes]:
        written = memoryview(self.written)
        if self.encoding == BASE64:
            return _from_base64(written)
        return _from_quoted(written) if self.encoding == QUOTED else _cut(written)

    def whole(self) -> bytes:
        if isinstance(self.written, bytes) and self.encoding in PLAIN:
            return self.written
        return b"".join(self.pieces())

    def digest(self) -> bytes:
        found = hashlib.sha256()
        for one in self.pieces():
            found.update(one)
        return found.digest()

    def beginning(self, size: int) -> bytes:
        with self.opened() as file:
            return file.read(size)

    def opened(self) -> IO[bytes]:
        """To be read like a file; whoever closes it closes nothing else."""
        if isinstance(self.written, bytes) and self.encoding in PLAIN:
            return BytesIO(self.written)
        return BufferedReader(_Reading(self), PIECE)


class _Reading(RawIOBase):
    """It reads on; to go back is to begin anew."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._place = 0
        self._begin()

    def _begin(self) -> None:
        # A piece of soft line breaks alone is empty, and not the end.
        self._pieces, self._piece, self._piece_at = filter(None, self._content.pieces()), b"", 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        base = {SEEK_SET: 0, SEEK_CUR: self._place, SEEK_END: self._content.size}[whence]
        self._place = max(base + offset, 0)
        return self._place

    def readinto(self, buffer: Any) -> int:
        if self._place < self._piece_at:
            self._begin()
        while self._place >= self._piece_at + len(self._piece):
            self._piece_at += len(self._piece)
            self._piece = next(self._pieces, b"")
            if not self._piece:
                return 0
        start = self._place - self._piece_at
        some = self._piece[start : start + len(buffer)]
        buffer[: len(some)] = some
        self._place += len(some)
        return len(some)


def _cut(written: memoryview) -> Iterator[bytes]:
    return (bytes(written[place : place + PIECE]) for place in range(0, len(written), PIECE))


def _from_quoted(written: memoryview) -> Iterator[bytes]:
    """A line that goes on in the next one must not be cut where it does: at the ends of lines nothing is open."""
    rest = b""
    for piece in _cut(written):
        whole, end, begun = piece.rpartition(b"\n")
        if end:
            yield binascii.a2b_qp(rest + whole + end)
            rest = begun
        else:
            rest += piece
    if rest:
        yield binascii.a2b_qp(rest)


def _from_base64(written: memoryview) -> Iterator[bytes]:
    """What is no letter is passed over, the end is where four letters are filled up, or what is left of them."""
    rest, filled = b"", 0
    for piece in _cut(written):
        for run in RUN.finditer(piece.translate(None, OTHERS)):
            letters, signs = run.groups()
            filled = 0 if letters else filled
            rest += letters
            whole = len(rest) - len(rest) % GROUP
            if whole:
                yield binascii.a2b_base64(rest[:whole])
                rest = rest[whole:]
            filled += len(signs) if len(rest) > 1 else 0
            if len(rest) > 1 and len(rest) + filled >= GROUP:
                yield _last(rest)
                return
    if len(rest) > 1:
        yield _last(rest)


def _last(letters: bytes) -> bytes:
    return binascii.a2b_base64(letters + b"=" * (GROUP - len(letters)))


def from_base64(letters: bytes) -> bytes:
    """The bytes, whatever is missing at the end."""
    return b"".join(_from_base64(memoryview(letters)))
