"""The virus scanner: each file is shown to clamd before it is kept, in clamd's own words."""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from typing import IO
from urllib.parse import unquote, urlsplit

from crm.store import pieces

WITHIN = 20.0  # seconds that it may be silent; the relay waits for all files of a delivery together
PORT = 3310
ANSWER_AT_MOST = 4096


class ScannerAway(Exception):
    """Nobody looked into the file: it is kept back, and shown again later."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scanner:
    """Where clamd listens: a path, or host and port."""

    path: str = ""
    host: str = ""
    port: int = PORT

    @classmethod
    def read(cls, url: str) -> Scanner | None:
        """From ``CARNET_CLAMAV``; nothing where no scanner is wanted."""
        if not url:
            return None
        parts = urlsplit(url)
        if parts.scheme == "unix":
            return cls(path=unquote(parts.path))
        return cls(host=parts.hostname or "", port=parts.port or PORT)

    def __str__(self) -> str:
        return self.path or f"{self.host}:{self.port}"

    def passes(self, content: bytes | IO[bytes]) -> bool:
        """May this be kept? What is too large for the scanner may not: nobody has seen the whole of it.

        Raises:
            ScannerAway: it did not answer, or not as it should.
        """
        said = self._ask(b"zINSTREAM\0", content)
        if said.endswith("FOUND") or "size limit exceeded" in said:
            return False
        if said != "stream: OK":
            raise ScannerAway(said[:100] or "no answer")
        return True

    def version(self) -> str:
        """Its name and that of its signatures.

        Raises:
            ScannerAway: it did not answer.
        """
        return self._ask(b"zVERSION\0")

    def _ask(self, command: bytes, content: bytes | IO[bytes] | None = None) -> str:
        try:
            with self._connected() as line:
                line.sendall(command)
                if content is not None:
                    _show(line, content)
                return _answer(line)
        except OSError as exc:
            raise ScannerAway(f"{self}: {exc.strerror or type(exc).__name__}") from exc

    def _connected(self) -> socket.socket:
        if not self.path:
            return socket.create_connection((self.host, self.port), WITHIN)
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(WITHIN)
        try:
            line.connect(self.path)
        except OSError:
            line.close()
            raise
        return line


def _show(line: socket.socket, content: bytes | IO[bytes]) -> None:
    """Pieces with their length in front, an empty one at the end; who has seen enough hangs up, and its word counts."""
    try:
        for piece in pieces.of(content):
            line.sendall(struct.pack("!L", len(piece)))
            line.sendall(piece)
        line.sendall(struct.pack("!L", 0))
    except (BrokenPipeError, ConnectionResetError):
        return


def _answer(line: socket.socket) -> str:
    said = b""
    while b"\0" not in said and len(said) < ANSWER_AT_MOST and (more := line.recv(ANSWER_AT_MOST)):
        said += more
    return said.partition(b"\0")[0].decode(errors="replace").strip()
