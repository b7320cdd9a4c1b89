"""The text of an entry, and what it said before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select, update

from crm.store.session import Session
from crm.store.tables import entry, entry_version

_LOCK = select(entry.c.id).where(entry.c.id == bindparam("entry")).with_for_update()
_COUNT = select(func.count()).select_from(entry_version).where(entry_version.c.entry_id == bindparam("entry"))
_EARLIER = (
    select(entry_version)
    .where(entry_version.c.entry_id == bindparam("entry"))
    .order_by(entry_version.c.place.desc())
    .limit(bindparam("count"))
)
_REPLACE = (
    update(entry)
    .where(entry.c.id == bindparam("key"))
    .values(
        body=bindparam("text", type_=entry.c.body.type),
        data=bindparam("content", type_=entry.c.data.type),
        edited_at=bindparam("moment"),
    )
)


def lock(session: Session, entry_id: int) -> None:
    """One after the other: who comes second reads what the first wrote. SQLite has one writer anyway."""
    session.value(_LOCK, entry=entry_id)


def replace(
    session: Session, row: Row[Any], text: Mapping[str, Any] | None, data: Mapping[str, Any] | None, now: datetime
) -> None:
    """Give an entry another text, and keep the one it had."""
    before = {
        "entry_id": row.id,
        "place": session.value(_COUNT, entry=row.id) + 1,
        "written_at": row.edited_at or row.created_at,
        "author_id": row.author_id,
        "body": row.body,
    }
    session.insert(entry_version, [before])
    session.execute(_REPLACE, {"key": row.id, "text": text, "content": data, "moment": now})


def earlier(session: Session, entry_id: int, count: int) -> Sequence[Row[Any]]:
    """What an entry said before, the newest first."""
    return session.rows(_EARLIER, entry=entry_id, count=count)
