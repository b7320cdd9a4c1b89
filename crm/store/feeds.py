"""Whose calendar feed an address leads to: read before a workspace is known, so apart from its rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select

from crm.store.session import Session
from crm.store.tables import calendar_feed

_LEADS = select(calendar_feed).where(calendar_feed.c.digest == bindparam("digest"))
_MINE = (calendar_feed.c.workspace_id == bindparam("of"), calendar_feed.c.member_id == bindparam("member"))
_OF = select(calendar_feed).where(*_MINE)
_DROP = delete(calendar_feed).where(*_MINE)


def leads_to(connection: Connection, digest: bytes) -> Row[Any] | None:
    """Workspace and member of a feed's address."""
    return connection.execute(_LEADS, {"digest": digest}).first()


def of(session: Session, member: int) -> Row[Any] | None:
    return session.connection.execute(_OF, {"of": session.workspace, "member": member}).first()


def drop(session: Session, member: int) -> bool:
    """The address leads nowhere from now on; False when there was none."""
    return session.connection.execute(_DROP, {"of": session.workspace, "member": member}).rowcount == 1


def put(session: Session, member: int, *, salt: str, digest: bytes, now: datetime) -> None:
    """A new address, in the place of an earlier one."""
    drop(session, member)
    row = {"digest": digest, "workspace_id": session.workspace, "member_id": member, "salt": salt, "created_at": now}
    session.connection.execute(insert(calendar_feed), row)
