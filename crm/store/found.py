"""Entries that were found by their words, read as rows; what a narrower scope does not reach is left out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import BigInteger, Row, and_, bindparam, exists, or_, select

from crm.store.among import among
from crm.store.session import Session
from crm.store.tables import entry, member, record, subject

_ROWS = (
    select(entry, member.c.name.label("author_name"))
    .join(member, and_(member.c.workspace_id == entry.c.workspace_id, member.c.id == entry.c.author_id))
    .where(among(entry.c.id, "entries", BigInteger))
    .order_by(entry.c.id.desc())
)
_UNDER_MINE = exists(
    select(subject.c.entry_id)
    .join(record, and_(record.c.workspace_id == subject.c.workspace_id, record.c.id == subject.c.record_id))
    .where(subject.c.entry_id == entry.c.id, among(record.c.owner_id, "owners", BigInteger))
)
_REACHED = _ROWS.where(or_(entry.c.author_id == bindparam("me"), _UNDER_MINE))


def rows(session: Session, entries: Sequence[int]) -> Sequence[Row[Any]]:
    return session.rows(_ROWS, entries=list(entries))


def reached(session: Session, entries: Sequence[int], *, owners: Collection[int], me: int) -> Sequence[Row[Any]]:
    """Those under a record of some owners, or written by somebody themselves."""
    return session.rows(_REACHED, entries=list(entries), owners=list(owners), me=me)
