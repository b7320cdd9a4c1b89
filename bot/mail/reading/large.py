"""Large files, put aside before a mail is parsed: line by line, 25 MB would take four times as much memory."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

LARGE = 64 * 1024  # bytes
# It looks for what no letter is first: with letters of both kinds it would take twenty times as long.
ENCODED = re.compile(rb"(?<=content-transfer)-encoding:[ \t]*base64[ \t]*\r?\n", re.IGNORECASE)
HEADERS_END = re.compile(rb"\r?\n\r?\n")
HEADERS_AT_MOST = 8 * 1024  # between this header and the file
LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n"
# What stands in the place of a file. A mail that holds such a line itself gets no more than its own file.
SIGN = re.compile(r"\s*=aside=(\d+)=\s*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Aside:
    """Where in the mail the files are that were put aside."""

    mail: bytes = b""
    places: tuple[tuple[int, int], ...] = ()

    @property
    def rest(self) -> bytes:
        """The mail without them."""
        return b"".join(self._pieces()) if self.places else self.mail

    def _pieces(self) -> Iterator[bytes | memoryview]:
        whole, start = memoryview(self.mail), 0
        for number, (begins, ends) in enumerate(self.places):
            yield whole[start:begins]
            yield b"=aside=%d=\r\n" % number
            start = ends
        yield whole[start:]

    def content(self, payload: object) -> bytes | None:
        """The file that this part stands for, if it was put aside."""
        sign = SIGN.fullmatch(payload) if isinstance(payload, str) and len(payload) < LARGE else None
        if sign is None or len(sign[1]) > len(str(len(self.places))) or int(sign[1]) >= len(self.places):
            return None
        begins, ends = self.places[int(sign[1])]
        return from_base64(memoryview(self.mail)[begins:ends])


def put_aside(mail: bytes) -> Aside:
    return Aside(mail=mail, places=tuple(_places(mail)) if len(mail) > LARGE else ())


def _places(mail: bytes) -> Iterator[tuple[int, int]]:
    past = 0
    for header in ENCODED.finditer(mail):
        # The blank line may begin with the end of this very header.
        end = HEADERS_END.search(mail, header.end() - 2, header.end() + HEADERS_AT_MOST)
        if header.start() < past or not end:
            continue
        begins = end.end()
        edge = mail.find(b"\n--", begins)
        past = (edge + 1) if edge >= 0 else len(mail)
        if past - begins > LARGE and _encoded(mail, begins, past):
            yield begins, past


def _encoded(mail: bytes, begins: int, ends: int) -> bool:
    """Nothing but base64, looked at in pieces that are soon forgotten."""
    return not any(
        mail[place : min(place + LARGE, ends)].translate(None, LETTERS) for place in range(begins, ends, LARGE)
    )


def from_base64(letters: bytes | memoryview) -> bytes:
    """The bytes, whatever is missing at the end."""
    try:
        return binascii.a2b_base64(letters)
    except binascii.Error:
        known = bytes(letters).translate(None, bytes(set(range(256)) - set(LETTERS[:-3])))
        whole = known[: len(known) - (len(known) % 4 == 1)]
        return binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))
