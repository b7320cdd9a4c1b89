"""Jobs, what became of their clients, and the queue that is worked off piece by piece."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Connection, Row, bindparam, delete, func, or_, select, update

from crm.domain.jobs import LEASE, Due, ItemState, Job
from crm.store.among import among
from crm.store.claims import database_now
from crm.store.session import Session
from crm.store.tables import entry, job, job_due, job_item, record

_ONE = select(job).where(job.c.id == bindparam("job"))
_TOLD = update(job).where(job.c.id == bindparam("key")).values(told=bindparam("whom", type_=job.c.told.type))
_FINISH = update(job).where(job.c.id == bindparam("key")).values(finished_at=bindparam("at"))
_SHOWN = update(job).where(job.c.id == bindparam("key")).values(place=bindparam("channel"), mark=bindparam("ts"))
_STAND = (
    select(job_item.c.state, func.count().label("many"))
    .where(job_item.c.job_id == bindparam("job"))
    .group_by(job_item.c.state)
)
_NAMED = (
    select(record.c.name, job_item.c.reason)
    .select_from(job_item)
    .join(record, record.c.id == job_item.c.record_id)
    .where(job_item.c.job_id == bindparam("job"), job_item.c.state == bindparam("state"))
    .order_by(job_item.c.record_id)
    .limit(bindparam("count"))
)
# What a job wrote about some of its clients, and whether it stands.
_WRITTEN = (
    select(job_item.c.record_id, job_item.c.entry_id, entry.c.undone_at)
    .select_from(job_item)
    .join(entry, entry.c.id == job_item.c.entry_id)
    .where(job_item.c.job_id == bindparam("job"), among(job_item.c.record_id, "ids", BigInteger))
)
_DONE = (
    select(job_item.c.record_id)
    .where(job_item.c.job_id == bindparam("job"), job_item.c.state == ItemState.DONE.value)
    .order_by(job_item.c.record_id)
)


def add(session: Session, one: Job, *, shown: str) -> None:
    """A new job, and its place in the queue."""
    row = {
        "id": one.id,
        "action": one.action,
        "actor_id": one.actor,
        "inputs": dict(one.inputs),
        "records": list(one.records),
        "undoes": one.undoes,
        "told": {},
        "created_at": one.created_at,
    }
    session.insert(job, [row])
    now = one.created_at
    session.insert(job_due, [{"job_id": one.id, "queued_at": now, "due_at": now, "position": 0, "shown": shown}])
    session.owes = True


def one(session: Session, number: int) -> Job | None:
    row = session.first(_ONE, job=number)
    if row is None:
        return None
    return Job(
        id=row.id,
        action=row.action,
        actor=row.actor_id,
        inputs=row.inputs,
        records=row.records,
        undoes=row.undoes,
        told={int(member): number for member, number in (row.told or {}).items()},
        place=row.place,
        mark=row.mark,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def add_items(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    session.insert(job_item, rows)


def tell(session: Session, number: int, told: Mapping[int, int]) -> None:
    session.execute(_TOLD, {"key": number, "whom": {str(member): one for member, one in told.items()}})


def finish(session: Session, number: int, at: datetime) -> None:
    session.execute(_FINISH, {"key": number, "at": at})


def show(session: Session, number: int, place: str, mark: str) -> None:
    """The message that shows how far it is."""
    session.execute(_SHOWN, {"key": number, "channel": place, "ts": mark})


def stand(session: Session, number: int) -> dict[ItemState, int]:
    """How many clients have come to what."""
    return {ItemState(row.state): row.many for row in session.rows(_STAND, job=number)}


def named(session: Session, number: int, state: ItemState, count: int) -> Sequence[Row[Any]]:
    """The first few clients that came to it, with the reasons."""
    return session.rows(_NAMED, job=number, state=state.value, count=count)


def written(session: Session, number: int, ids: Sequence[int]) -> dict[int, Row[Any]]:
    return {row.record_id: row for row in session.rows(_WRITTEN, job=number, ids=list(ids))}


def done(session: Session, number: int) -> list[int]:
    """The clients that it was done with."""
    return [row.record_id for row in session.rows(_DONE, job=number)]


_FREE = (
    select(job_due)
    .where(
        job_due.c.due_at <= bindparam("now", type_=job_due.c.due_at.type),
        or_(
            job_due.c.leased_until.is_(None),
            job_due.c.leased_until < bindparam("real", type_=job_due.c.leased_until.type),
        ),
    )
    .order_by(job_due.c.queued_at, job_due.c.job_id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_KEY = (job_due.c.workspace_id == bindparam("of"), job_due.c.job_id == bindparam("key"))
_THIS = select(job_due).where(*_KEY).with_for_update()
_CLAIM = update(job_due).where(*_KEY).values(claim=bindparam("token"), leased_until=bindparam("until"))
_MINE = (*_KEY, job_due.c.claim == bindparam("token"))
_HELD = select(job_due.c.position).where(*_MINE).with_for_update()
_ADVANCE = update(job_due).where(*_MINE).values(position=bindparam("to"), leased_until=bindparam("until"))
_LATER = update(job_due).where(*_MINE).values(due_at=bindparam("at"), claim=None, leased_until=None)
_GONE = delete(job_due).where(*_MINE)


def claim(connection: Connection, token: str, now: datetime, lease: timedelta = LEASE) -> Due | None:
    """The oldest job that nobody works at. The caller commits."""
    real = database_now(connection)
    row = connection.execute(_FREE, {"now": now, "real": real}).first()
    return _claimed(connection, row, token, real + lease) if row else None


def claim_this(connection: Connection, workspace: int, number: int, token: str, lease: timedelta = LEASE) -> Due | None:
    """One job, if nobody else works at it."""
    real = database_now(connection)
    row = connection.execute(_THIS, {"of": workspace, "key": number}).first()
    free = row is not None and (row.leased_until is None or row.leased_until < real)
    return _claimed(connection, row, token, real + lease) if free else None


def _claimed(connection: Connection, row: Any, token: str, until: datetime) -> Due:
    connection.execute(_CLAIM, {"of": row.workspace_id, "key": row.job_id, "token": token, "until": until})
    return Due(workspace=row.workspace_id, job=row.job_id, token=token, position=row.position, shown=row.shown)


def _key(due: Due) -> dict[str, Any]:
    return {"of": due.workspace, "key": due.job, "token": due.token}


def held(session: Session, due: Due) -> int | None:
    """How far it is, if it is still ours: whoever asks holds the row until the transaction ends."""
    found: int | None = session.connection.execute(_HELD, _key(due)).scalar()
    return found


def advance(session: Session, due: Due, position: int, lease: timedelta = LEASE) -> None:
    """So many are over; the lease begins anew."""
    until = database_now(session.connection) + lease
    session.connection.execute(_ADVANCE, {**_key(due), "to": position, "until": until})


def put_back(connection: Connection, due: Due, at: datetime) -> None:
    """Somebody goes on with it from then on."""
    connection.execute(_LATER, {**_key(due), "at": at})


def leave(connection: Connection, due: Due) -> None:
    """Nothing of it is left to do or to tell."""
    connection.execute(_GONE, _key(due))


def waiting(connection: Connection) -> int:
    found: int = connection.execute(select(func.count()).select_from(job_due)).scalar_one()
    return found
