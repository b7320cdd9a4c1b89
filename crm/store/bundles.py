"""Reminders that are due to one person at the same time come in one message: the first carries the others."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Row, and_, bindparam, delete, exists, or_, select, update

from crm.domain.delivery import Channel, DeliveryKind, DeliveryState
from crm.store.among import among
from crm.store.claims import Outcome, database_now
from crm.store.fence import MINE
from crm.store.owed import Owed, queue_row
from crm.store.session import Session
from crm.store.tables import delivery, delivery_body, delivery_due
from crm.store.tables.outbox import PLANNED

TOGETHER_AT_MOST = 1000  # of one message; what is over comes in the next one
# What was rendered may have been sent by somebody who never said so: it is repeated as it was, or not at all.
_unsaid = ~exists().where(delivery_body.c.workspace_id == MINE, delivery_body.c.delivery_id == delivery.c.id)
_carried = delivery.alias("carried")
_alone = ~exists().where(_carried.c.workspace_id == MINE, _carried.c.bundle_id == delivery.c.id)
_CLAIMED = select(delivery.c.id, delivery.c.member_id, delivery.c.channel).where(
    among(delivery.c.id, "ids", BigInteger), PLANNED, delivery.c.bundle_id.is_(None), _unsaid
)
_queued = and_(delivery_due.c.workspace_id == delivery.c.workspace_id, delivery_due.c.delivery_id == delivery.c.id)
_free = or_(
    delivery_due.c.claim == bindparam("token"),
    delivery_due.c.leased_until.is_(None),
    delivery_due.c.leased_until < bindparam("real", type_=delivery_due.c.leased_until.type),
)
_DUE = (
    select(delivery.c.id)
    .where(
        PLANNED,
        delivery.c.member_id == bindparam("whose"),
        delivery.c.channel == bindparam("by"),
        delivery.c.due_at <= bindparam("now", type_=delivery.c.due_at.type),
        delivery.c.bundle_id.is_(None),
        exists().where(_queued, _free),
        _unsaid,
        _alone,
    )
    .order_by(delivery.c.due_at, delivery.c.id)
    .limit(TOGETHER_AT_MOST)
)
_TAKE = (
    delete(delivery_due)
    .where(
        delivery_due.c.workspace_id == bindparam("of"),
        among(delivery_due.c.delivery_id, "ids", BigInteger),
        _free,
    )
    .returning(delivery_due.c.delivery_id)
)
_TIE = update(delivery).where(among(delivery.c.id, "ids", BigInteger)).values(bundle_id=bindparam("first"))
_TIED = (
    select(delivery).where(among(delivery.c.bundle_id, "firsts", BigInteger)).order_by(delivery.c.due_at, delivery.c.id)
)
_FIRSTS = select(delivery).where(among(delivery.c.id, "firsts", BigInteger))
_UNTIED = _TIED.where(delivery.c.state == DeliveryState.OWED.value)
_LOOSE = update(delivery).where(among(delivery.c.id, "ids", BigInteger)).values(bundle_id=None)
_END = (
    update(delivery)
    .where(delivery.c.id == bindparam("key"), delivery.c.state == DeliveryState.OWED.value)
    .values(
        state=bindparam("to"),
        reason=bindparam("why"),
        attempts=delivery.c.attempts + bindparam("tried"),
        finished_at=bindparam("at"),
        receipt=bindparam("receipt_", type_=delivery.c.receipt.type),
    )
)


def firsts(session: Session, token: str, claimed: Sequence[int], now: datetime) -> dict[int, list[int]]:
    """The claimed reminders that carry others, with what they carry: all that is due to the same person."""
    by_whom: dict[tuple[int, str], int] = {}
    for row in session.rows(_CLAIMED, ids=list(claimed)):
        by_whom.setdefault((row.member_id, row.channel), row.id)
    found: dict[int, list[int]] = {}
    real = database_now(session.connection) if by_whom else now
    for (whose, by), first in by_whom.items():
        due = session.rows(_DUE, whose=whose, by=by, now=now, real=real, token=token)
        found[first] = [row.id for row in due if row.id != first]
    return {first: others for first, others in found.items() if others}


def tie(session: Session, token: str, chosen: Mapping[int, Sequence[int]]) -> set[int]:
    """Take out of the queue what comes with another; what somebody else holds by now is left to them."""
    tied: set[int] = set()
    real = database_now(session.connection)
    for first, others in chosen.items():
        taken = {"of": session.workspace, "ids": list(others), "real": real, "token": token}
        gone = list(session.connection.execute(_TAKE, taken).scalars())
        session.execute(_TIE, {"ids": gone, "first": first})
        tied |= set(gone)
    return tied


def tied(session: Session, first: Collection[int]) -> dict[int, list[Row[Any]]]:
    """What some reminders carry, or carried."""
    found: dict[int, list[Row[Any]]] = {}
    for row in session.rows(_TIED, firsts=list(first)) if first else ():
        found.setdefault(row.bundle_id, []).append(row)
    return found


def first_of(row: Row[Any]) -> int:
    """The reminder whose message this one came in."""
    return int(row.bundle_id or row.id)


def messages(session: Session, first: Collection[int]) -> dict[int, list[Row[Any]]]:
    """What some messages remind of; the first of them may be gone for good by now."""
    alone = session.rows(_FIRSTS, firsts=list(first)) if first else ()
    found = {one: [row for row in alone if row.id == one] for one in first}
    return {one: [*found[one], *others] for one, others in {**dict.fromkeys(first, ()), **tied(session, first)}.items()}


def untie(session: Session, first: Collection[int], now: datetime) -> None:
    """The first is withdrawn: the others go their own way."""
    rows = session.rows(_UNTIED, firsts=list(first)) if first else ()
    if not rows:
        return
    session.owes = True
    session.execute(_LOOSE, {"ids": [row.id for row in rows]})
    session.insert(delivery_due, [queue_row(_owed(row), row.id, session.workspace, now) for row in rows])


def _owed(row: Row[Any]) -> Owed:
    return Owed(
        entry=row.entry_id,
        kind=DeliveryKind(row.kind),
        channel=Channel(row.channel),
        member=row.member_id,
        due_at=row.due_at,
    )


def end(session: Session, outcomes: Sequence[Outcome]) -> None:
    """What became of those that another carried."""
    rows = [
        {
            "key": one.delivery,
            "to": one.state.value,
            "why": one.reason,
            "tried": one.tried,
            "at": one.at,
            "receipt_": one.receipt,
        }
        for one in outcomes
    ]
    session.run(_END, rows)
