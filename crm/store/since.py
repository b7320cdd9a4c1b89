"""What became of a record since a form began: the changes after a mark, and whose they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, select

from crm.store.session import Session
from crm.store.tables import audit, change, entry, member

_NEWEST = select(func.max(change.c.id)).where(change.c.record_id == bindparam("record"))
_here = change.c.workspace_id
_SINCE = (
    select(change.c.id, change.c.field, change.c.before, change.c.after, member.c.name.label("by"))
    .select_from(change)
    .outerjoin(audit, and_(audit.c.workspace_id == _here, audit.c.id == change.c.audit_id))
    .outerjoin(entry, and_(entry.c.workspace_id == _here, entry.c.id == change.c.entry_id))
    .outerjoin(
        member,
        and_(member.c.workspace_id == _here, member.c.id == func.coalesce(audit.c.actor_id, entry.c.author_id)),
    )
    .where(change.c.record_id == bindparam("record"), change.c.id > bindparam("begun"))
    .order_by(change.c.id)
)


def newest(session: Session, record: int) -> int:
    """The mark of a record's newest change."""
    return session.value(_NEWEST, record=record) or 0


def since(session: Session, record: int, begun: int) -> Sequence[Row[Any]]:
    """The changes of a record after a mark, oldest first, each with the name of who made it."""
    return session.rows(_SINCE, record=record, begun=begun)
