"""What was done in some weeks, counted: the newest entries read a page at a time, and what they changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Row, and_, bindparam, exists, func, or_, select

from crm.store.among import among
from crm.store.session import Session
from crm.store.tables import change, entry, record, subject

PAGE = 1_000
NEWEST = 2**62
# Numbers are given in the order of writing, but for a few that are written at the same time.
ASTRAY = 200

_PAGE = (
    select(entry.c.id, entry.c.author_id, entry.c.action, entry.c.created_at, entry.c.undone_at, entry.c.removal_id)
    .where(entry.c.id < bindparam("before"))
    .order_by(entry.c.id.desc())
    .limit(bindparam("count"))
)
_FILED = (
    select(subject.c.entry_id)
    .join(record, and_(record.c.workspace_id == subject.c.workspace_id, record.c.id == subject.c.record_id))
    .where(subject.c.entry_id == entry.c.id, among(record.c.owner_id, "owners", BigInteger))
)
_SEEN = _PAGE.where(or_(entry.c.author_id == bindparam("reader"), exists(_FILED)))
_TOGETHER = and_(entry.c.workspace_id == change.c.workspace_id, entry.c.id == change.c.entry_id)
_LEFT = (
    select(change.c.id, change.c.record_id, change.c.before, entry.c.created_at.label("went"))
    .select_from(change)
    .join(entry, _TOGETHER)
    .where(among(change.c.entry_id, "entries", BigInteger), change.c.field == "status")
)
_CAME = (
    select(entry.c.created_at)
    .select_from(change)
    .join(entry, _TOGETHER)
    .where(change.c.record_id == bindparam("record"), change.c.field == "status", change.c.id < bindparam("key"))
    .order_by(change.c.id.desc())
    .limit(1)
)
_RECORDS = select(record.c.id, record.c.owner_id, record.c.created_at).where(among(record.c.id, "ids", BigInteger))
_LIVING = and_(
    record.c.deleted_at.is_(None), record.c.merged_into.is_(None), record.c.active, record.c.status.is_not(None)
)
_STANDING = select(record.c.status, func.count().label("clients")).where(_LIVING).group_by(record.c.status)
_STANDING_THEIRS = _STANDING.where(among(record.c.owner_id, "owners", BigInteger))


def written(
    session: Session, since: datetime, until: datetime, *, reader: int, owners: Sequence[int] | None
) -> Iterator[Row[Any]]:
    """The entries written in a time that stand, the newest first; ``owners`` narrows to what is filed with theirs."""
    before, astray = NEWEST, 0
    blanks: dict[str, Any] = {} if owners is None else {"owners": list(owners), "reader": reader}
    while astray < ASTRAY:
        rows = session.rows(_PAGE if owners is None else _SEEN, before=before, count=PAGE, **blanks)
        for row in rows:
            astray = astray + 1 if row.created_at < since else 0
            if since <= row.created_at < until and row.undone_at is None and row.removal_id is None:
                yield row
        if len(rows) < PAGE:
            return
        before = rows[-1].id


@dataclass(frozen=True, kw_only=True, slots=True)
class Left:
    """A status that a client of somebody's had for a time."""

    status: str
    owner: int | None
    came: datetime
    went: datetime


def left(session: Session, entries: Sequence[int]) -> list[Left]:
    """The statuses that clients left by some entries."""
    rows = [row for row in session.rows(_LEFT, entries=list(entries)) if row.before] if entries else []
    ids = sorted({row.record_id for row in rows})
    known = {one.id: one for one in session.rows(_RECORDS, ids=ids)} if ids else {}
    return [
        Left(
            status=row.before,
            owner=known[row.record_id].owner_id,
            came=session.value(_CAME, record=row.record_id, key=row.id) or known[row.record_id].created_at,
            went=row.went,
        )
        for row in rows
        if row.record_id in known
    ]


def standing(session: Session, owners: Sequence[int] | None) -> dict[str, int]:
    """How many active clients have each status now."""
    rows = session.rows(_STANDING) if owners is None else session.rows(_STANDING_THEIRS, owners=list(owners))
    return {row.status: row.clients for row in rows}
