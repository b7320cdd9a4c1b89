"""How many pages a SQLite connection may keep for a while; other databases see to that themselves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

USUAL = 2 * 1024  # KiB
LITTLE = 1024
# What a piece of a large job changes stays in memory until it is committed; written earlier, it is read again.
MUCH = 64 * 1024


@contextmanager
def keeping(connection: Connection, size: int) -> Iterator[None]:
    """So many KiB of pages while the block runs."""
    if connection.dialect.name != "sqlite":
        yield
        return
    usual = connection.exec_driver_sql("PRAGMA cache_size").scalar()
    connection.exec_driver_sql(f"PRAGMA cache_size=-{size}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size={usual}")
