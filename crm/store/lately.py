"""What happened last with each of some clients, and what is to come next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Row, and_, bindparam, select

from crm.store.among import among
from crm.store.session import Session
from crm.store.tables import contact, entry, record, subject

_AT = subject.c.occurred_at
_TOGETHER = and_(entry.c.workspace_id == subject.c.workspace_id, entry.c.id == subject.c.entry_id)
_OF_RECORD = (
    select(subject.c.entry_id)
    .join(entry, _TOGETHER)
    # What was undone did not happen, and will not.
    .where(subject.c.record_id == record.c.id, entry.c.undone_at.is_(None))
    .correlate(record)
    .limit(1)
)
_NOW = bindparam("now", type_=_AT.type)
_LAST = _OF_RECORD.where(_AT <= _NOW).order_by(_AT.desc(), subject.c.entry_id.desc()).scalar_subquery()
_NEXT = _OF_RECORD.where(_AT > _NOW).order_by(_AT, subject.c.entry_id).scalar_subquery()
_ROWS = (
    select(record.c.id, contact.c.function, _LAST.label("last"), _NEXT.label("next"))
    .select_from(record)
    .outerjoin(contact, contact.c.id == record.c.id)
    .where(among(record.c.id, "ids", BigInteger))
)
_ENTRIES = select(entry.c.id, entry.c.action, entry.c.occurred_at).where(among(entry.c.id, "ids", BigInteger))


def of(session: Session, ids: Sequence[int], now: datetime) -> dict[int, Row[Any]]:
    """By client: the function of a contact, and the numbers of its last and its next entry."""
    return {row.id: row for row in session.rows(_ROWS, ids=list(ids), now=now)} if ids else {}


def entries(session: Session, ids: Sequence[int]) -> dict[int, Row[Any]]:
    """What was done and when."""
    return {row.id: row for row in session.rows(_ENTRIES, ids=list(ids))} if ids else {}
