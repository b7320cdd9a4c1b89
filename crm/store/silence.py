"""Clients with whom nothing has happened for long, and nothing is planned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, exists, or_, select

from crm.domain.clients import Record, RecordKind
from crm.store.records import RECORDS, as_record
from crm.store.session import Session
from crm.store.tables import entry, follow_up, record, subject
from crm.store.tables.upcoming import OPEN

_since = bindparam("since", type_=subject.c.occurred_at.type)
_HEARD = (
    select(subject.c.entry_id)
    .join(entry, and_(entry.c.workspace_id == subject.c.workspace_id, entry.c.id == subject.c.entry_id))
    .where(subject.c.record_id == record.c.id, subject.c.occurred_at >= _since, entry.c.undone_at.is_(None))
    .correlate(record)
)
_FOLLOWED = (
    select(follow_up.c.entry_id)
    .join(entry, and_(entry.c.workspace_id == follow_up.c.workspace_id, entry.c.id == follow_up.c.entry_id))
    .where(follow_up.c.record_id == record.c.id, OPEN)
    .correlate(record)
)
# Whoever speaks with somebody speaks with their company; not everybody there need be heard of.
_SILENT = (
    RECORDS.where(
        or_(
            record.c.kind == RecordKind.COMPANY.value,
            and_(record.c.kind == RecordKind.CONTACT.value, record.c.company_id.is_(None)),
        ),
        record.c.active,
        record.c.deleted_at.is_(None),
        record.c.merged_into.is_(None),
        record.c.owner_id.is_not(None),
        record.c.created_at < _since,
        ~exists(_HEARD),
        ~exists(_FOLLOWED),
    )
    .order_by(record.c.id)
    .limit(bindparam("count"))
)


def silent(session: Session, since: datetime, *, count: int) -> Sequence[Record]:
    """Active clients of somebody's that are older than that, and of whom nothing was heard since."""
    return [as_record(row) for row in session.rows(_SILENT, since=since, count=count)]
