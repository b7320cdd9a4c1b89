"""The relays' side of the outbox: claiming with a lease, and what became of each delivery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, exists, func, or_, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from crm.domain.delivery import LEASE, Channel, DeliveryState
from crm.store.session import Session
from crm.store.tables import delivery, delivery_due, lane

# A notice waits for the one before it to the same person about the same entry, but not for ever.
IN_ORDER_FOR = timedelta(minutes=10)
LANE_PACE = timedelta(seconds=1)  # Slack: one message per second per channel


@dataclass(frozen=True, kw_only=True, slots=True)
class Claimed:
    workspace: int
    delivery: int
    channel: Channel


def database_now(connection: Connection) -> datetime:
    """Leases are compared by one clock: the database's where several machines share it."""
    if connection.dialect.name == "sqlite":
        return datetime.now(UTC)
    moment: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return moment


_earlier = delivery_due.alias("earlier")
_FREE = (
    select(delivery_due)
    .where(
        delivery_due.c.due_at <= bindparam("now", type_=delivery_due.c.due_at.type),
        or_(
            delivery_due.c.leased_until.is_(None),
            delivery_due.c.leased_until < bindparam("real", type_=delivery_due.c.due_at.type),
        ),
        delivery_due.c.channel.in_(bindparam("channels", expanding=True)),
        ~exists().where(
            _earlier.c.line == delivery_due.c.line,
            _earlier.c.queued_at < delivery_due.c.queued_at,
            _earlier.c.queued_at > bindparam("patience", type_=delivery_due.c.due_at.type),
        ),
        ~exists().where(
            lane.c.name == delivery_due.c.lane, lane.c.next_at > bindparam("real", type_=delivery_due.c.due_at.type)
        ),
    )
    .order_by(delivery_due.c.due_at, delivery_due.c.queued_at)
    .limit(bindparam("count"))
    .with_for_update(skip_locked=True, of=delivery_due)
)
_KEY = and_(delivery_due.c.workspace_id == bindparam("of"), delivery_due.c.delivery_id == bindparam("key"))
_CLAIM = update(delivery_due).where(_KEY).values(claim=bindparam("token"), leased_until=bindparam("until"))


def claim(
    connection: Connection, *, token: str, now: datetime, channels: Sequence[Channel], count: int
) -> list[Claimed]:
    """Take what is due and free; nobody else gets it until the lease ends. The caller commits."""
    real = database_now(connection)
    rows = connection.execute(
        _FREE,
        {
            "now": now,
            "real": real,
            "patience": now - IN_ORDER_FOR,
            "channels": [channel.value for channel in channels],
            "count": count,
        },
    ).all()
    taken = _first_of_each_line(connection, rows, real)
    if taken:
        until = real + LEASE
        connection.execute(
            _CLAIM,
            [{"of": row.workspace_id, "key": row.delivery_id, "token": token, "until": until} for row in taken],
        )
    return [
        Claimed(workspace=row.workspace_id, delivery=row.delivery_id, channel=Channel(row.channel)) for row in taken
    ]


def _first_of_each_line(connection: Connection, rows: Sequence[Any], real: datetime) -> list[Any]:
    """One a line, and from Slack's lanes one a second: whoever advances the lane's row first has the turn."""
    taken: list[Any] = []
    lines: set[str] = set()
    lanes: set[str] = set()
    for row in rows:
        paced = row.channel == Channel.SLACK
        if row.line in lines or (paced and row.lane in lanes):
            continue
        if paced and not advance_lane(connection, row.lane, real, LANE_PACE):
            continue
        lines.add(row.line)
        lanes.add(row.lane)
        taken.append(row)
    return taken


def advance_lane(connection: Connection, name: str, real: datetime, pace: timedelta) -> bool:
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    row = dialect.insert(lane).values(name=name, next_at=real + pace)
    mine = row.on_conflict_do_update(
        index_elements=[lane.c.name], set_={"next_at": real + pace}, where=lane.c.next_at <= real
    )
    return connection.execute(mine.returning(lane.c.name)).first() is not None


def block_lane(connection: Connection, name: str, until: datetime) -> None:
    """Slack asked for a pause (Retry-After)."""
    connection.execute(update(lane).where(lane.c.name == name).values(next_at=until))


_KEYS = tuple_(delivery_due.c.workspace_id, delivery_due.c.delivery_id)
_MINE = select(delivery_due.c.workspace_id, delivery_due.c.delivery_id).where(
    delivery_due.c.claim == bindparam("token"), _KEYS.in_(bindparam("keys", expanding=True))
)


def still_mine(connection: Connection, token: str, claimed: Sequence[Claimed]) -> set[tuple[int, int]]:
    """The heartbeat: which of my claims nobody took over; their leases are renewed."""
    keys = [(one.workspace, one.delivery) for one in claimed]
    mine = {(row.workspace_id, row.delivery_id) for row in connection.execute(_MINE, {"token": token, "keys": keys})}
    until = database_now(connection) + LEASE
    if mine:
        connection.execute(_CLAIM, [{"of": of, "key": key, "token": token, "until": until} for of, key in mine])
    return mine


_RENEWED = (
    update(delivery_due)
    .where(_KEY, delivery_due.c.claim == bindparam("token"))
    .values(claim=None, leased_until=None, due_at=bindparam("at"))
)
_GONE = delete(delivery_due).where(_KEY, delivery_due.c.claim == bindparam("token"))
_OUTCOME = (
    update(delivery)
    .where(delivery.c.id == bindparam("key"))
    .values(
        state=bindparam("to"),
        reason=bindparam("why"),
        attempts=delivery.c.attempts + bindparam("tried"),
        finished_at=bindparam("at"),
        receipt=bindparam("receipt_", type_=delivery.c.receipt.type),
        message_id=func.coalesce(bindparam("mid"), delivery.c.message_id),
    )
)


def finish(session: Session, token: str, outcome: Outcome) -> bool:
    """Write what became of a delivery, if the claim is still mine; otherwise another relay speaks for it."""
    key = {"of": session.workspace, "key": outcome.delivery, "token": token}
    statement = _RENEWED if outcome.again_at else _GONE
    parameters = {**key, "at": outcome.again_at} if outcome.again_at else key
    if session.connection.execute(statement, parameters).rowcount != 1:
        return False
    session.execute(
        _OUTCOME,
        {
            "key": outcome.delivery,
            "to": outcome.state.value,
            "why": outcome.reason,
            "tried": outcome.tried,
            "at": outcome.at,
            "receipt_": outcome.receipt,
            "mid": outcome.message_id,
        },
    )
    return True


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What one attempt came to; ``again_at`` puts the delivery back into the queue."""

    delivery: int
    state: DeliveryState
    at: datetime | None
    reason: str | None = None
    tried: int = 1
    again_at: datetime | None = None
    receipt: Mapping[str, Any] | None = None
    message_id: str | None = None


def next_due(connection: Connection) -> datetime | None:
    found: datetime | None = connection.execute(select(func.min(delivery_due.c.due_at))).scalar()
    return found
