"""The queue of mails that came in: raw bytes, kept before anything of them is understood."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from crm.store.claims import database_now
from crm.store.tables import intake

LEASE = timedelta(minutes=2)
TOGETHER_AT_MOST = 10_000_000  # bytes of mails in one's hands, but for a larger one that comes alone
GIVE_UP_AFTER = 20  # attempts; a mail that broke us so often waits for a person


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrived:
    """A mail as it was handed over. ``source`` says by which door: ``smtp``, ``imap:INBOX``."""

    id: int
    source: str
    envelope_from: str
    envelope_to: tuple[str, ...]
    received_at: datetime
    content: bytes
    attempts: int = 0

    @property
    def digest(self) -> bytes:
        return hashlib.sha256(self.content).digest()


def mark_of(content: bytes, envelope_to: Sequence[str]) -> str:
    """The same bytes to the same people are one mail, however often a server hands them over."""
    whom = "\0".join(sorted(one.lower() for one in envelope_to))
    mark = hashlib.sha256(content)  # in two steps: joined, a large mail would stand in memory once more
    mark.update(b"\0" + whom.encode())
    return mark.hexdigest()


def put(
    connection: Connection,
    *,
    source: str,
    envelope_from: str,
    envelope_to: Sequence[str],
    content: bytes,
    now: datetime,
    shelved: str = "",
) -> bool:
    """Keep a mail until it is read; False when it stands there already. The caller commits, and only then says yes.

    ``shelved`` tells why it is not to be read at all.
    """
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    row = {
        "mark": mark_of(content, envelope_to),
        "source": source,
        "envelope_from": envelope_from[:255],
        "envelope_to": list(envelope_to),
        "received_at": now,
        "content": content,
        "due_at": now,
        "waiting": not shelved,
        "reason": shelved or None,
    }
    fresh = dialect.insert(intake).values(row).on_conflict_do_nothing().returning(intake.c.id)
    return connection.execute(fresh).first() is not None


def _moment(name: str) -> Any:
    return bindparam(name, type_=intake.c.due_at.type)


# Without their contents, which would be sorted with them: some are large, and ten large ones are more than we hold.
_FREE = (
    select(intake.c.id, func.length(intake.c.content).label("size"))
    .where(
        intake.c.waiting,
        intake.c.due_at <= _moment("now"),
        or_(intake.c.leased_until.is_(None), intake.c.leased_until < _moment("real")),
    )
    .order_by(intake.c.due_at, intake.c.id)
    .limit(bindparam("count"))
    .with_for_update(skip_locked=True)
)
_TAKEN = select(intake).where(intake.c.id == bindparam("key"))
_MINE = and_(intake.c.id == bindparam("key"), intake.c.claim == bindparam("token"))
_CLAIM = (
    update(intake)
    .where(intake.c.id == bindparam("key"))
    .values(claim=bindparam("token"), leased_until=_moment("until"))
)
_DONE = delete(intake).where(_MINE)
_LATER = (
    update(intake)
    .where(_MINE)
    .values(
        claim=None, leased_until=None, due_at=_moment("at"), reason=bindparam("why"), attempts=intake.c.attempts + 1
    )
)
_SHELVED = update(intake).where(_MINE).values(claim=None, leased_until=None, waiting=False, reason=bindparam("why"))
_ON_THE_SHELF = select(intake).where(~intake.c.waiting).order_by(intake.c.id.desc()).limit(bindparam("count"))
_WAITING = select(func.count()).select_from(intake).where(intake.c.waiting)
_TIDY = delete(intake).where(~intake.c.waiting, intake.c.received_at < _moment("before"))


def claim(
    connection: Connection, *, token: str, now: datetime, count: int = 10, lease: timedelta = LEASE
) -> list[Arrived]:
    """Take mails that wait; nobody else gets them until the lease ends. The caller commits."""
    real = database_now(connection)
    free = connection.execute(_FREE, {"now": now, "real": real, "count": count}).all()
    sizes = accumulate(row.size for row in free)
    ids = [row.id for row, size in zip(free, sizes, strict=True) if row is free[0] or size <= TOGETHER_AT_MOST]
    if not ids:
        return []
    connection.execute(_CLAIM, [{"key": one, "token": token, "until": real + lease} for one in ids])
    return [_arrived(connection.execute(_TAKEN, {"key": one}).one()) for one in ids]


def done(connection: Connection, token: str, mail: int) -> bool:
    """It was understood and stands elsewhere now; False when somebody else has taken it over meanwhile."""
    return connection.execute(_DONE, {"key": mail, "token": token}).rowcount == 1


def later(connection: Connection, token: str, mail: int, *, at: datetime, why: str) -> None:
    connection.execute(_LATER, {"key": mail, "token": token, "at": at, "why": why})


def shelve(connection: Connection, token: str, mail: int, *, why: str) -> None:
    """It leads nowhere: it stays, with the reason, for whoever looks after Carnet."""
    connection.execute(_SHELVED, {"key": mail, "token": token, "why": why})


def on_the_shelf(connection: Connection, count: int = 100) -> list[tuple[Arrived, str]]:
    return [(_arrived(row), row.reason or "") for row in connection.execute(_ON_THE_SHELF, {"count": count})]


def waiting(connection: Connection) -> int:
    return int(connection.execute(_WAITING).scalar_one())


def tidy(connection: Connection, before: datetime) -> int:
    """Drop what has been on the shelf for long."""
    return connection.execute(_TIDY, {"before": before}).rowcount


def _arrived(row: Row[Any]) -> Arrived:
    return Arrived(
        id=row.id,
        source=row.source,
        envelope_from=row.envelope_from,
        envelope_to=tuple(row.envelope_to),
        received_at=row.received_at,
        content=row.content,
        attempts=row.attempts,
    )
