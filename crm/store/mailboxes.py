"""How far a mailbox was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from crm.store.tables import mailbox

_POSITION = select(mailbox).where(mailbox.c.name == bindparam("name"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Position:
    """The last message that was kept (its UID), under the numbering it belongs to (UIDVALIDITY, RFC 9051 §2.3.1.1)."""

    validity: int
    uid: int
    read_at: datetime


def position(connection: Connection, name: str) -> Position | None:
    row = connection.execute(_POSITION, {"name": name}).first()
    return Position(validity=row.validity, uid=row.uid, read_at=row.read_at) if row else None


def advance(connection: Connection, name: str, to: Position) -> None:
    """Written with the mails themselves: what was kept is not fetched again."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    values = {"validity": to.validity, "uid": to.uid, "read_at": to.read_at}
    row = dialect.insert(mailbox).values(name=name, **values)
    connection.execute(row.on_conflict_do_update(index_elements=["name"], set_=values))
