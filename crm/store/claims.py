"""The relays' side of the outbox: claiming with a lease, and what became of each delivery."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Row,
    and_,
    bindparam,
    delete,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)

from crm.domain.delivery import LEASE, Channel, DeliveryState
from crm.store import lanes
from crm.store.among import among
from crm.store.due import FROM_HERE, IS_DUE, PLACE, THIS_CHANNEL, Look
from crm.store.due import moment as _moment
from crm.store.session import Session
from crm.store.tables import delivery, delivery_due, lane

# A notice waits for the one before it to the same person about the same entry, but not for ever.
IN_ORDER_FOR = timedelta(minutes=10)
WIDE = 10  # times as many rows are looked at as may leave now: the first may all be for one person


@dataclass(frozen=True, kw_only=True, slots=True)
class Claimed:
    """A delivery that is ours for a while; ``taken_over`` from a relay that never said what became of it."""

    workspace: int
    delivery: int
    channel: Channel
    taken_over: bool = False

    @property
    def key(self) -> tuple[int, int]:
        return self.workspace, self.delivery


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What one attempt came to; ``again_at`` puts the delivery back into the queue."""

    delivery: int
    state: DeliveryState
    at: datetime | None
    reason: str | None = None
    tried: int = 1
    doubtful: int = 0
    again_at: datetime | None = None
    receipt: Mapping[str, Any] | None = None


def database_now(connection: Connection) -> datetime:
    """Leases are compared by one clock: the database's where several machines share it."""
    if connection.dialect.name == "sqlite":
        return datetime.now(UTC)
    moment: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return moment


_earlier = delivery_due.alias("earlier")
_before_it = or_(
    _earlier.c.queued_at < delivery_due.c.queued_at,
    and_(_earlier.c.queued_at == delivery_due.c.queued_at, _earlier.c.delivery_id < delivery_due.c.delivery_id),
)
# With a limit of its own it is asked for each row that is looked at. As a join it would be made for the whole queue.
_ahead_of_it = (
    select(literal_column("1"))
    .where(_earlier.c.line == delivery_due.c.line, _before_it, _earlier.c.queued_at > _moment("patience"))
    .limit(literal_column("1"))
    .scalar_subquery()
)
_CLOSED = select(lane.c.name).where(lane.c.next_at > _moment("real"))
_COLUMNS = ("workspace_id", "delivery_id", "lane", "line", "claim")
_FREE = (
    select(*(delivery_due.c[name] for name in _COLUMNS))
    .where(
        THIS_CHANNEL,
        IS_DUE,
        FROM_HERE,
        or_(delivery_due.c.leased_until.is_(None), delivery_due.c.leased_until < _moment("real")),
        delivery_due.c.lane.not_in(_CLOSED),
        _ahead_of_it.is_(None),
    )
    .order_by(*PLACE)
    .limit(bindparam("count"))
    .with_for_update(skip_locked=True, of=delivery_due)
)
_KEY = and_(delivery_due.c.workspace_id == bindparam("of"), delivery_due.c.delivery_id == bindparam("key"))
_CLAIM = (
    update(delivery_due)
    .where(delivery_due.c.workspace_id == bindparam("of"), among(delivery_due.c.delivery_id, "ids", BigInteger))
    .values(claim=bindparam("token"), leased_until=bindparam("until"))
)


def claim(
    connection: Connection,
    *,
    token: str,
    now: datetime,
    channel: Channel,
    count: int,
    lease: timedelta = LEASE,
    look: Look | None = None,
) -> list[Claimed]:
    """Take what is due and free; nobody else gets it until the lease ends. The caller commits."""
    begin = (look or Look()).first(connection, channel, now)
    if begin is None:
        return []
    real = database_now(connection)
    paced = channel is Channel.SLACK
    wanted = {
        "by": channel.value,
        "now": now,
        "real": real,
        "patience": now - IN_ORDER_FOR,
        "count": count * WIDE if paced else count,
    }
    free = connection.execute(_FREE, {**begin, **wanted}).all()
    rows = lanes.in_turn(connection, free, real, count) if paced else _first_of_each(free)
    mine = [_claimed(row, channel) for row in rows]
    for workspace in sorted({one.workspace for one in mine}):
        ids = [one.delivery for one in mine if one.workspace == workspace]
        connection.execute(_CLAIM, {"of": workspace, "ids": ids, "token": token, "until": real + lease})
    return mine


def _claimed(row: Row[Any], channel: Channel) -> Claimed:
    return Claimed(
        workspace=row.workspace_id,
        delivery=row.delivery_id,
        channel=channel,
        taken_over=row.claim is not None,
    )


def _first_of_each(rows: Sequence[Row[Any]]) -> list[Row[Any]]:
    """What is told in order is told one by one."""
    lines: dict[str, Row[Any]] = {}
    for row in rows:
        lines.setdefault(row.line, row)
    return list(lines.values())


_KEYS = tuple_(delivery_due.c.workspace_id, delivery_due.c.delivery_id)
_MINE = and_(delivery_due.c.claim == bindparam("token"), _KEYS.in_(bindparam("keys", expanding=True)))
_RENEW = (
    update(delivery_due)
    .where(_MINE)
    .values(leased_until=bindparam("until"))
    .returning(delivery_due.c.workspace_id, delivery_due.c.delivery_id)
)
_RELEASE = update(delivery_due).where(_MINE).values(claim=None, leased_until=None)


def renew(
    connection: Connection, token: str, keys: Collection[tuple[int, int]], lease: timedelta = LEASE
) -> set[tuple[int, int]]:
    """The heartbeat: which of my claims nobody took over; their leases begin anew."""
    until = database_now(connection) + lease
    rows = connection.execute(_RENEW, {"token": token, "keys": list(keys), "until": until})
    return {(row.workspace_id, row.delivery_id) for row in rows}


def release(connection: Connection, token: str, keys: Collection[tuple[int, int]]) -> None:
    """Give back what was not tried."""
    connection.execute(_RELEASE, {"token": token, "keys": list(keys)})


_OF_MINE = and_(
    delivery_due.c.workspace_id == bindparam("of"),
    delivery_due.c.claim == bindparam("token"),
    among(delivery_due.c.delivery_id, "ids", BigInteger),
)
_STILL = select(delivery_due.c.delivery_id).where(_OF_MINE).with_for_update()
_GONE = delete(delivery_due).where(_OF_MINE)
_LATER = update(delivery_due).where(_KEY).values(claim=None, leased_until=None, due_at=bindparam("at"))
_OUTCOME = (
    update(delivery)
    .where(delivery.c.id == bindparam("key"))
    .values(
        state=bindparam("to"),
        reason=bindparam("why"),
        attempts=delivery.c.attempts + bindparam("tried"),
        doubtful=delivery.c.doubtful + bindparam("unsure"),
        finished_at=bindparam("at"),
        receipt=bindparam("receipt_", type_=delivery.c.receipt.type),
    )
)
_DOUBT = update(delivery).where(delivery.c.id == bindparam("key")).values(doubtful=delivery.c.doubtful + 1)


def finish(session: Session, token: str, outcomes: Sequence[Outcome]) -> set[int]:
    """Write what became of some deliveries, where the claim is still mine; else another relay speaks for them."""
    parameters = {"of": session.workspace, "token": token, "ids": [one.delivery for one in outcomes]}
    mine = set(session.connection.execute(_STILL, parameters).scalars())
    written = [one for one in outcomes if one.delivery in mine]
    final = [one.delivery for one in written if one.again_at is None]
    if final:
        session.connection.execute(_GONE, {**parameters, "ids": final})
    later = [one for one in written if one.again_at is not None]
    if later:
        rows = [{"of": session.workspace, "key": one.delivery, "at": one.again_at} for one in later]
        session.connection.execute(_LATER, rows)
    session.run(_OUTCOME, [_row(one) for one in written])
    return mine


def _row(one: Outcome) -> dict[str, Any]:
    return {
        "key": one.delivery,
        "to": one.state.value,
        "why": one.reason,
        "tried": one.tried,
        "unsure": one.doubtful,
        "at": one.at,
        "receipt_": one.receipt,
    }


def doubt(session: Session, ids: Sequence[int]) -> None:
    """Somebody may have sent these already."""
    session.run(_DOUBT, [{"key": one} for one in ids])


def queue(connection: Connection) -> tuple[int, datetime | None]:
    """How many deliveries wait, those for later among them, and since when the oldest is due."""
    row = connection.execute(select(func.count(), func.min(delivery_due.c.due_at)).select_from(delivery_due)).one()
    return row[0], row[1]
