"""A comment, with all that hangs on it, under another entry."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, bindparam, select, update

from crm.store.session import Session
from crm.store.tables import audit, comment, document, raw_mail

_ONE = select(comment).where(comment.c.id == bindparam("key"), comment.c.deleted_at.is_(None)).with_for_update()
_MOVE = update(comment).where(comment.c.id == bindparam("key")).values(entry_id=bindparam("to"))
_MOVES = select(audit.c.data).where(audit.c.operation == "move-comment")
_WITH_IT = tuple(
    update(table)
    .where(table.c.comment_id == bindparam("key"), table.c.entry_id == bindparam("from_"))
    .values(entry_id=bindparam("to"))
    for table in (document, raw_mail)
)


def one(session: Session, comment_id: int) -> Row[Any] | None:
    """A comment that stands, held fast until it is moved."""
    return session.first(_ONE, key=comment_id)


def came_from(session: Session, comment_id: int) -> set[int]:
    """The entries that a comment was moved away from; hardly ever asked, of few rows."""
    return {row.data["from"] for row in session.rows(_MOVES) if row.data["comment"] == comment_id}


def move(session: Session, row: Row[Any], to: int) -> None:
    session.execute(_MOVE, {"key": row.id, "to": to})
    for statement in _WITH_IT:
        session.execute(statement, {"key": row.id, "from_": row.entry_id, "to": to})
