"""Digests and reports: one row to a member and day, which says that it was made, and what was drawn for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Row, bindparam, delete, func, select, update

from crm.domain.digests import Bulletin
from crm.store.among import among
from crm.store.session import Session
from crm.store.tables import bulletin, workspace

_ONE_AT_A_TIME = select(workspace.c.id).where(workspace.c.id == bindparam("mine")).with_for_update(key_share=True)
_LAST = (
    select(bulletin.c.member_id, bulletin.c.kind, func.max(bulletin.c.mark).label("mark"))
    .where(bulletin.c.mark >= bindparam("since"), bulletin.c.kind != Bulletin.ASKED.value)
    .group_by(bulletin.c.member_id, bulletin.c.kind)
)
_THESE = select(bulletin).where(among(bulletin.c.id, "ids", BigInteger))
_UNDRAWN = (
    select(bulletin.c.id, bulletin.c.member_id)
    .where(
        bulletin.c.kind == Bulletin.ASKED.value,
        bulletin.c.content.is_(None),
        bulletin.c.made_at > bindparam("since", type_=bulletin.c.made_at.type),
    )
    .order_by(bulletin.c.id)
)
_DRAW = (
    update(bulletin)
    .where(bulletin.c.id == bindparam("key"), bulletin.c.content.is_(None))
    .values(content=bindparam("drawn"))
)
_MADE_BEFORE = bulletin.c.made_at < bindparam("before", type_=bulletin.c.made_at.type)
_EMPTY = update(bulletin).where(_MADE_BEFORE, bulletin.c.content.is_not(None)).values(content=None)
_FORGET = delete(bulletin).where(_MADE_BEFORE)


def one_at_a_time(session: Session) -> None:
    """Two ticks at once come one after the other, and the second sees what the first has made."""
    session.connection.execute(_ONE_AT_A_TIME, {"mine": session.workspace})


def last(session: Session, since: date) -> dict[tuple[int, Bulletin], date]:
    """The day of each member's newest bulletin of each kind, of those since a day."""
    rows = session.rows(_LAST, since=since.isoformat())
    return {(row.member_id, Bulletin(row.kind)): date.fromisoformat(row.mark) for row in rows}


def keep(
    session: Session, member_id: int, kind: Bulletin, mark: str, *, now: datetime, content: bytes | None = None
) -> int:
    """Write down that a member has one; gives its number."""
    [number] = session.numbers("bulletin")
    row = {"id": number, "member_id": member_id, "kind": kind.value, "mark": mark, "made_at": now, "content": content}
    session.insert(bulletin, [row])
    return number


def contents(session: Session, ids: Sequence[int]) -> dict[int, Row[Any]]:
    return {row.id: row for row in session.rows(_THESE, ids=list(ids))} if ids else {}


def undrawn(session: Session, since: datetime) -> Sequence[Row[Any]]:
    """What was asked for and is still to be drawn."""
    return session.rows(_UNDRAWN, since=since)


def draw(session: Session, number: int, content: bytes) -> bool:
    """Keep what was drawn; False when somebody else has."""
    found: int = session.execute(_DRAW, {"key": number, "drawn": content}).rowcount
    return found == 1


def tidy(session: Session, *, drawn_before: datetime, made_before: datetime) -> None:
    """Drop what was drawn long ago, and rows that no tick asks for any more."""
    session.execute(_EMPTY, {"before": drawn_before})
    session.execute(_FORGET, {"before": made_before})
