"""What a database's error means for the person who waits."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from crm.domain.errors import Busy

# PostgreSQL's serialization failure and deadlock.
COLLISIONS = frozenset({"40001", "40P01"})
ONCE = "pk_source"


class Overtaken(Exception):
    """Somebody else was a moment faster; the transaction begins again."""


class Lost(Busy):
    """The connection broke. Nobody knows whether the last commit arrived, but its source will tell."""


def meaning(error: DBAPIError) -> Exception | None:
    """What to raise instead; nothing when it is a bug of ours."""
    if getattr(error.orig, "sqlstate", None) in COLLISIONS or _twice(error):
        return Overtaken()
    if error.connection_invalidated:
        return Lost()
    return Busy() if isinstance(error, OperationalError) else None


def _twice(error: DBAPIError) -> bool:
    """Two deliveries of one source ran side by side. SQLite has one writer, who sees what the one before wrote."""
    told = getattr(error.orig, "diag", None)
    return isinstance(error, IntegrityError) and getattr(told, "constraint_name", None) == ONCE
