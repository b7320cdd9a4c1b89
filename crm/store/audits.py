"""Audit rows: what was done that left neither entry nor comment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select

from crm.store import entries
from crm.store.session import Session
from crm.store.tables import audit

_ONE = select(audit).where(
    audit.c.id == bindparam("audit"),
    audit.c.operation == bindparam("done"),
    audit.c.actor_id == bindparam("actor"),
)

_SINCE = (
    select(audit)
    .where(audit.c.operation == bindparam("done"), audit.c.at > bindparam("since", type_=audit.c.at.type))
    .order_by(audit.c.id)
)


def keep(
    session: Session,
    operation: str,
    actor: int,
    source: str,
    data: dict[str, Any],
    now: datetime,
    *,
    entry: int | None = None,
) -> str:
    """Write one down, and the source that it came from; gives its number."""
    [number] = session.numbers("audit")
    result = f"A-{number}"
    row = {"id": number, "operation": operation, "actor_id": actor, "at": now, "entry_id": entry, "data": data}
    entries.write(session, {"audit": [row], "source": [{"source": source, "result": result, "at": now}]})
    return result


def of(session: Session, number: int, operation: str, actor: int) -> Row[Any] | None:
    """The one of this number, if it is about that operation and of that member."""
    return session.first(_ONE, audit=number, done=operation, actor=actor)


def since(session: Session, operation: str, at: datetime) -> Sequence[Row[Any]]:
    """Those about an operation, from then on: all rows are read, so it is asked once, when a process starts."""
    return session.rows(_SINCE, done=operation, since=at)
