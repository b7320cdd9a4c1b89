"""The queue of mails that came in: raw bytes, kept before anything of them is understood."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, chain, count
from typing import IO, Any

from sqlalchemy import BigInteger, Connection, Row, and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from crm.store import pieces
from crm.store.among import among
from crm.store.claims import database_now
from crm.store.pieces import PIECE
from crm.store.tables import intake, intake_piece

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


def mark_of(content: bytes | IO[bytes], envelope_to: Sequence[str]) -> tuple[str, int]:
    """The same bytes to the same people are one mail, however often a server hands them over; and how large it is."""
    size, mark = 0, hashlib.sha256()
    for one in pieces.of(content):
        size += len(one)
        mark.update(one)
    mark.update(b"\0" + "\0".join(sorted(one.lower() for one in envelope_to)).encode())
    return mark.hexdigest(), size


def put(
    connection: Connection,
    *,
    source: str,
    envelope_from: str,
    envelope_to: Sequence[str],
    content: bytes | IO[bytes],
    now: datetime,
    shelved: str = "",
) -> bool:
    """Keep a mail until it is read; False when it stands there already. The caller commits, and only then says yes.

    A large one may stand in a file. ``shelved`` tells why it is not to be read at all.
    """
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    mark, size = mark_of(content, envelope_to)
    others = pieces.of(content)
    row = {
        "mark": mark,
        "source": source,
        "envelope_from": envelope_from[:255],
        "envelope_to": list(envelope_to),
        "received_at": now,
        "size": size,
        "content": next(others, b""),
        "due_at": now,
        "waiting": not shelved,
        "reason": shelved or None,
    }
    fresh = dialect.insert(intake).values(row).on_conflict_do_nothing().returning(intake.c.id)
    mail = connection.execute(fresh).scalar()
    if mail is not None and size > PIECE:
        with pieces.sparingly(connection):
            for number, one in enumerate(others):
                connection.execute(_PIECE, {"mail_id": mail, "number": number, "content": one})
    return mail is not None


def _moment(name: str) -> Any:
    return bindparam(name, type_=intake.c.due_at.type)


_PIECE = insert(intake_piece)
_PIECE_OF = select(intake_piece.c.content).where(
    intake_piece.c.mail_id == bindparam("mail"), intake_piece.c.number == bindparam("number")
)

# Without their contents, which would be sorted with them: some are large, and ten large ones are more than we hold.
_FREE = (
    select(intake.c.id, intake.c.size)
    .where(
        intake.c.waiting,
        intake.c.due_at <= _moment("now"),
        or_(intake.c.leased_until.is_(None), intake.c.leased_until < _moment("real")),
    )
    .order_by(intake.c.due_at, intake.c.id)
    .limit(bindparam("count"))
    .with_for_update(skip_locked=True)
)
_TAKEN = select(intake).where(among(intake.c.id, "ids", BigInteger)).order_by(intake.c.due_at, intake.c.id)
_MINE = and_(intake.c.id == bindparam("key"), intake.c.claim == bindparam("token"))
_CLAIM = (
    update(intake)
    .where(intake.c.id == bindparam("key"))
    .values(claim=bindparam("token"), leased_until=_moment("until"))
)
_DONE = delete(intake).where(among(intake.c.id, "ids", BigInteger), intake.c.claim == bindparam("token"))
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
    return [_arrived(connection, row) for row in connection.execute(_TAKEN, {"ids": ids}).all()]


def done(connection: Connection, token: str, mails: Sequence[Arrived]) -> bool:
    """They were understood and stand elsewhere now; False when somebody else has taken one over meanwhile."""
    with pieces.sparingly(connection, large=any(len(one.content) > PIECE for one in mails)):
        return connection.execute(_DONE, {"ids": [one.id for one in mails], "token": token}).rowcount == len(mails)


def later(connection: Connection, token: str, mail: int, *, at: datetime, why: str) -> None:
    connection.execute(_LATER, {"key": mail, "token": token, "at": at, "why": why})


def shelve(connection: Connection, token: str, mail: int, *, why: str) -> None:
    """It leads nowhere: it stays, with the reason, for whoever looks after Carnet."""
    connection.execute(_SHELVED, {"key": mail, "token": token, "why": why})


def on_the_shelf(connection: Connection, count: int = 100) -> list[tuple[Arrived, str]]:
    rows = connection.execute(_ON_THE_SHELF, {"count": count}).all()
    return [(_arrived(connection, row), row.reason or "") for row in rows]


def waiting(connection: Connection) -> int:
    return int(connection.execute(_WAITING).scalar_one())


def tidy(connection: Connection, before: datetime) -> int:
    """Drop what has been on the shelf for long."""
    with pieces.sparingly(connection):
        return connection.execute(_TIDY, {"before": before}).rowcount


def _whole(connection: Connection, row: Row[Any]) -> bytes:
    if row.size <= len(row.content):
        return bytes(row.content)
    with pieces.sparingly(connection):
        return pieces.joined(chain([row.content], _others(connection, row.id)))


def _others(connection: Connection, mail: int) -> Iterator[bytes]:
    """One by one: together, they would stand in memory beside the whole."""
    for number in count():
        piece = connection.execute(_PIECE_OF, {"mail": mail, "number": number}).scalar()
        if piece is None:
            return
        yield piece


def _arrived(connection: Connection, row: Row[Any]) -> Arrived:
    return Arrived(
        id=row.id,
        source=row.source,
        envelope_from=row.envelope_from,
        envelope_to=tuple(row.envelope_to),
        received_at=row.received_at,
        content=_whole(connection, row),
        attempts=row.attempts,
    )
