"""Large mails, in pieces: so nobody has to hold one twice, not the door, not the database, not whoever reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from io import BytesIO
from typing import IO

from sqlalchemy import Connection

from crm.store import cache

PIECE = 256 * 1024  # bytes


def of(content: bytes | IO[bytes]) -> Iterator[bytes | memoryview]:
    """The beginning, and what follows it; of nothing, nothing."""
    if isinstance(content, bytes):
        whole = memoryview(content)
        yield from (whole[place : place + PIECE] for place in range(0, len(whole), PIECE))
    else:
        content.seek(0)
        yield from iter(lambda: content.read(PIECE), b"")


def joined(some: Iterable[bytes]) -> bytes:
    """Whole again, without a second copy."""
    whole = BytesIO()
    for one in some:
        whole.write(one)
    return whole.getvalue()


@contextmanager
def sparingly(connection: Connection, *, large: bool = True) -> Iterator[None]:
    """SQLite keeps the pages that it reads and writes as long as there is room; those of a large mail it must not."""
    with cache.keeping(connection, cache.LITTLE) if large else nullcontext():
        yield
