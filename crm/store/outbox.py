"""The ledger of what is owed, written with the action that owes it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Row, bindparam, case, delete, func, or_, select, update

from crm.domain.delivery import WAITING, Channel, DeliveryKind, DeliveryState
from crm.store import bodies, bundles
from crm.store.among import among
from crm.store.claims import database_now
from crm.store.owed import APART, ONCE, Owed, lane_of, queue_row, whom_of
from crm.store.session import Session
from crm.store.tables import delivery, delivery_due, entry

__all__ = ["APART", "ONCE", "Owed", "lane_of", "whom_of"]


def owe(session: Session, owed: Sequence[Owed], now: datetime) -> list[int]:
    """Write some notices into the ledger and the queue; they are sent after the transaction commits."""
    if not owed:
        return []
    session.owes = True
    ids = session.numbers("delivery", len(owed))
    session.insert(delivery, [_ledger_row(one, number, now) for one, number in zip(owed, ids, strict=True)])
    session.insert(
        delivery_due, [queue_row(one, number, session.workspace, now) for one, number in zip(owed, ids, strict=True)]
    )
    return ids


def _ledger_row(one: Owed, number: int, now: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "entry_id": one.entry,
        "comment_id": one.comment,
        "about": one.about,
        "kind": one.kind.value,
        "channel": one.channel.value,
        "member_id": one.member,
        "place": one.place,
        "state": DeliveryState.OWED.value,
        "created_at": now,
        "due_at": one.due_at or now,
        "receipt": one.receipt,
    }


_TOLD_OF = (
    select(entry.c.undone_at, entry.c.data, entry.c.removal_id)
    .where(entry.c.id == bindparam("entry"))
    .with_for_update(read=True)
)
_WAITING = [state.value for state in WAITING]
_LEDGER = select(delivery).where(among(delivery.c.id, "ids", BigInteger))
_OF_ENTRY = select(delivery).where(delivery.c.entry_id == bindparam("entry")).order_by(delivery.c.id)
_OF_ENTRIES = select(delivery).where(among(delivery.c.entry_id, "entries", BigInteger)).order_by(delivery.c.id)
_NEWEST = select(delivery).order_by(delivery.c.id.desc()).limit(bindparam("count"))
_TROUBLED = _NEWEST.where(delivery.c.state.in_([DeliveryState.FAILED.value, DeliveryState.BOUNCED.value]))
_POSTS = _OF_ENTRIES.where(
    delivery.c.kind == DeliveryKind.ENTRY.value,
    delivery.c.channel == Channel.SLACK.value,
    delivery.c.state.in_([*(state.value for state in WAITING), DeliveryState.SENT.value]),
)
_COUNT_TROUBLED = (
    select(func.count())
    .select_from(delivery)
    .where(delivery.c.state.in_([DeliveryState.FAILED.value, DeliveryState.BOUNCED.value]))
)
_OWED = _OF_ENTRIES.where(delivery.c.state == DeliveryState.OWED.value)
_WITHDRAWN = _OF_ENTRIES.where(delivery.c.state == DeliveryState.SKIPPED.value, delivery.c.reason == bindparam("why"))
_UNCLAIMED = (
    delete(delivery_due)
    .where(
        delivery_due.c.workspace_id == bindparam("of"),
        delivery_due.c.delivery_id.in_(bindparam("ids", expanding=True)),
        or_(
            delivery_due.c.leased_until.is_(None),
            delivery_due.c.leased_until < bindparam("real", type_=delivery_due.c.leased_until.type),
        ),
    )
    .returning(delivery_due.c.delivery_id)
)
_WITHDRAW = (
    update(delivery)
    .where(among(delivery.c.id, "ids", BigInteger))
    .values(state=DeliveryState.SKIPPED.value, reason=bindparam("why"), finished_at=bindparam("at"))
)


def ledger(session: Session, ids: Sequence[int]) -> Sequence[Row[Any]]:
    return session.rows(_LEDGER, ids=list(ids))


def of_entry(session: Session, entry_id: int) -> Sequence[Row[Any]]:
    return session.rows(_OF_ENTRY, entry=entry_id)


def posts(session: Session, *entries: int) -> Sequence[Row[Any]]:
    """The Slack messages that some entries have or are about to have."""
    return session.rows(_POSTS, entries=list(entries)) if entries else ()


def told_of(session: Session, entry_id: int) -> Row[Any] | None:
    """What a message about an entry says, held fast: whoever changes it now sees that the message was sent."""
    return session.first(_TOLD_OF, entry=entry_id)


def newest(session: Session, *, troubled: bool, count: int) -> Sequence[Row[Any]]:
    return session.rows(_TROUBLED if troubled else _NEWEST, count=count)


def count_troubled(session: Session) -> int:
    """Those that wait for a person."""
    return int(session.value(_COUNT_TROUBLED))


def withdraw(
    session: Session,
    entry_id: int,
    *,
    why: str,
    now: datetime,
    kinds: Collection[DeliveryKind] = tuple(DeliveryKind),
    due_by: datetime | None = None,
    member: int | None = None,
) -> list[int]:
    """Take back what was not sent yet. What a relay holds at this moment is left to it: it alone knows what it sent.

    ``due_by`` leaves what is due later: reminders, and a planned change.
    """
    rows = [row for row in session.rows(_OWED, entries=[entry_id]) if row.kind in kinds]
    rows = [row for row in rows if member in {None, row.member_id}]
    return _withdraw(session, [row.id for row in rows if due_by is None or row.due_at <= due_by], why, now)


def withdraw_all(
    session: Session,
    entries: Collection[int],
    *,
    why: str,
    now: datetime,
    kinds: Collection[DeliveryKind] = tuple(DeliveryKind),
    whose: Mapping[int, int] | None = None,
) -> set[int]:
    """``withdraw`` for many entries, or one member's of each; gives those of which something was taken back."""
    owed = session.rows(_OWED, entries=list(entries)) if entries else []
    rows = [row for row in owed if row.kind in kinds and (whose is None or row.member_id == whose.get(row.entry_id))]
    gone = set(_withdraw(session, [row.id for row in rows], why, now))
    return {row.entry_id for row in rows if row.id in gone}


def _withdraw(session: Session, owed: Sequence[int], why: str, now: datetime) -> list[int]:
    if not owed:
        return []
    parameters = {"of": session.workspace, "ids": owed, "real": database_now(session.connection)}
    gone = [row.delivery_id for row in session.connection.execute(_UNCLAIMED, parameters)]
    session.execute(_WITHDRAW, {"ids": gone, "why": why, "at": now})
    bundles.untie(session, gone, now)
    bodies.forget(session, gone)
    return gone


def owe_again(session: Session, entries: Sequence[int], *, why: str, now: datetime) -> None:
    """Put back what was withdrawn for a reason that no longer holds; a reminder of what is past is not."""
    found = session.rows(_WITHDRAWN, entries=list(entries), why=why) if entries else ()
    rows = [row for row in found if row.kind not in ONCE and (row.due_at >= now or row.kind != DeliveryKind.REMINDER)]
    if rows:
        session.execute(_OWE_AGAIN, {"ids": [row.id for row in rows], "at": now})
        _enqueue(session, [(row, max(row.due_at, now)) for row in rows], now)


_ANEW: Mapping[str, Any] = {
    "state": DeliveryState.OWED.value,
    "reason": None,
    "finished_at": None,
    "created_at": bindparam("at"),
    "attempts": 0,
    "bundle_id": None,
}
_AT = bindparam("at", type_=delivery.c.due_at.type)
_OWE_AGAIN = (
    update(delivery)
    .where(among(delivery.c.id, "ids", BigInteger))
    .values(**_ANEW, due_at=case((delivery.c.due_at < _AT, _AT), else_=delivery.c.due_at))
)
_RETRY = (
    update(delivery)
    .where(
        delivery.c.id == bindparam("key"),
        delivery.c.state.in_([state.value for state in (DeliveryState.FAILED, DeliveryState.BOUNCED)]),
    )
    .values(**_ANEW, due_at=_AT)
)


def retry(session: Session, delivery_id: int, now: datetime) -> bool:
    """Put a failed delivery back into the queue; False when it is not a failed one."""
    if session.execute(_RETRY, {"key": delivery_id, "at": now}).rowcount != 1:
        return False
    [row] = ledger(session, [delivery_id])
    _enqueue(session, [(row, now)], now)
    return True


def _enqueue(session: Session, some: Sequence[tuple[Row[Any], datetime]], now: datetime) -> None:
    session.owes = True
    session.insert(delivery_due, [queue_row(_as_owed(row, due), row.id, session.workspace, now) for row, due in some])


def _as_owed(row: Row[Any], due_at: datetime) -> Owed:
    return Owed(
        entry=row.entry_id,
        kind=DeliveryKind(row.kind),
        channel=Channel(row.channel),
        member=row.member_id,
        place=row.place,
        comment=row.comment_id,
        due_at=due_at,
        about=row.about,
        receipt=row.receipt,
    )
