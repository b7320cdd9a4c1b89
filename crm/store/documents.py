"""Where files live: a folder in which every content stands once, under its digest."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import Row, bindparam, select

from crm.domain.kept import KeptFile
from crm.store import pieces
from crm.store.session import Session
from crm.store.tables import document

FRESH = 600.0  # seconds


class Documents:
    """The contents. The same content twice is one file, and a file never changes."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        if address.scheme != "file":
            raise ValueError(f"{address.scheme or 'nothing'} is no place for files; write it like file:var/files")
        self.folder = Path(unquote(address.path))

    def put(self, content: bytes | IO[bytes]) -> bytes:
        """Keep a content for good, and give its digest. A large one may be read from a file: twice, in pieces."""
        digest = _digest(content)
        path = self._path(digest)
        if path.exists():
            # Whoever takes out what nobody has must not take what somebody is about to have.
            path.touch()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._write(path, content)
        return digest

    @staticmethod
    def _write(path: Path, content: bytes | IO[bytes]) -> None:
        """Whole or not at all, whenever the power fails."""
        descriptor, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(descriptor, "wb") as file:
            for piece in pieces.of(content):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def get(self, digest: bytes) -> bytes:
        """A content that was kept.

        Raises:
            FileNotFoundError: nothing has this digest.
        """
        return self._path(digest).read_bytes()

    def remove(self, digest: bytes) -> bool:
        """Take a content out for good; False while it was given so lately that its owner may not be written yet."""
        path = self._path(digest)
        try:
            if time.time() - path.stat().st_mtime < FRESH:
                return False
            path.unlink()
        except FileNotFoundError:
            pass
        return True

    def _path(self, digest: bytes) -> Path:
        name = digest.hex()
        return self.folder / name[:2] / name


def _digest(content: bytes | IO[bytes]) -> bytes:
    found = hashlib.sha256()
    for piece in pieces.of(content):
        found.update(piece)
    return found.digest()


_OF_ENTRY = select(document).where(document.c.entry_id == bindparam("entry")).order_by(document.c.id)


def of_entry(session: Session, entry_id: int) -> Sequence[Row[Any]]:
    """The files of an entry that are kept."""
    return session.rows(_OF_ENTRY, entry=entry_id)


def keep(
    session: Session, one: KeptFile, *, now: datetime, entry_id: int | None = None, comment_id: int | None = None
) -> None:
    """The same of a file that a door kept before it asked."""
    digest = bytes.fromhex(one.digest)
    whose = {"entry_id": entry_id, "comment_id": comment_id}
    add(session, **whose, name=one.name, kind=one.kind, size=one.size, digest=digest, now=now)


def add(
    session: Session,
    *,
    entry_id: int | None = None,
    record_id: int | None = None,
    comment_id: int | None = None,
    name: str,
    kind: str,
    size: int,
    digest: bytes,
    now: datetime,
) -> int:
    """Write down that an entry, a comment or a record has this file; the content stands already."""
    [number] = session.numbers("document")
    whose = {"entry_id": entry_id, "record_id": record_id, "comment_id": comment_id}
    row = {"id": number, **whose, "name": name, "type": kind, "size": size, "digest": digest}
    session.insert(document, [{**row, "created_at": now}])
    return number
