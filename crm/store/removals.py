"""Records that are deleted: taken out of sight, brought back, and the gravestones that stay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Row, and_, bindparam, delete, select, update

from crm.domain.clients import Record, RecordNumber
from crm.domain.delivery import Channel, DeliveryKind, DeliveryState
from crm.store.among import among
from crm.store.session import Session
from crm.store.tables import delivery, entry, member, record, removal, subject

TOGETHER = 500  # records or entries that one statement is about
_LOCKED = (
    select(record.c.id, record.c.version)
    .where(among(record.c.id, "ids", BigInteger), record.c.deleted_at.is_(None))
    # In one order for everybody, so that two do not wait for each other for ever.
    .order_by(record.c.id)
    .with_for_update()
)
_HIDE = (
    update(record)
    .where(among(record.c.id, "ids", BigInteger))
    .values(deleted_at=bindparam("at", type_=record.c.deleted_at.type), version=record.c.version + 1)
)
_SHOW = (
    update(record)
    .where(among(record.c.id, "ids", BigInteger), record.c.deleted_at.is_not(None))
    .values(deleted_at=None, version=record.c.version + 1)
)
# In steps that any planner takes by the index, some at a time: in one statement PostgreSQL, which had not counted its
# rows yet, took more than its two seconds for a thousand contacts.
_FILED = (
    select(subject.c.entry_id)
    .distinct()
    .where(among(subject.c.record_id, "ids", BigInteger))
    .order_by(subject.c.entry_id)
)
_LIVING = (
    select(subject.c.entry_id)
    .distinct()
    .join(record, and_(record.c.workspace_id == subject.c.workspace_id, record.c.id == subject.c.record_id))
    .where(
        among(subject.c.entry_id, "entries", BigInteger),
        record.c.deleted_at.is_(None),
        ~among(record.c.id, "ids", BigInteger),
    )
)
_WHEN = select(entry.c.id, entry.c.occurred_at).where(
    among(entry.c.id, "entries", BigInteger), entry.c.removal_id.is_(None)
)
_TAKE = update(entry).where(among(entry.c.id, "entries", BigInteger)).values(removal_id=bindparam("removal"))
_GIVE = (
    update(entry)
    .where(among(entry.c.id, "entries", BigInteger), entry.c.removal_id.is_not(None))
    .values(removal_id=None)
    .returning(entry.c.id)
)
_GRAVES = select(removal).where(removal.c.entry_id == bindparam("entry")).order_by(removal.c.record_id)
_OF_RECORDS = select(removal).where(among(removal.c.record_id, "ids", BigInteger))
_OF_NUMBER = (
    select(removal, member.c.name.label("by"))
    .join(member, and_(member.c.workspace_id == removal.c.workspace_id, member.c.id == removal.c.actor_id))
    .where(removal.c.kind == bindparam("of"), removal.c.number == bindparam("number"))
)
_OPEN = delete(removal).where(
    removal.c.entry_id == bindparam("entry"),
    removal.c.purged_at.is_(None),
    among(removal.c.record_id, "ids", BigInteger),
)
SAID = frozenset({DeliveryKind.ENTRY, DeliveryKind.COMMENT, DeliveryKind.REMINDER, DeliveryKind.MOVED})
# What the bot has said in Slack about some entries; the receipt tells where.
_SAID = (
    select(delivery)
    .where(
        among(delivery.c.entry_id, "entries", BigInteger),
        delivery.c.channel == Channel.SLACK.value,
        delivery.c.kind.in_(sorted(one.value for one in SAID)),
        delivery.c.state.in_([DeliveryState.SENT.value, DeliveryState.LATE.value]),
    )
    .order_by(delivery.c.id)
)


def hide(session: Session, records: Sequence[Record], now: datetime) -> bool:
    """Take some records out of sight; False when one of them is not as it was read."""
    ids = [one.id for one in records]
    found = {row.id: row.version for row in session.rows(_LOCKED, ids=ids)}
    if any(found.get(one.id) != one.version for one in records):
        return False
    session.execute(_HIDE, {"ids": ids, "at": now})
    return True


def show(session: Session, ids: Sequence[int]) -> bool:
    """Bring some records back; False when one of them is here already, or gone for good."""
    return session.execute(_SHOW, {"ids": list(ids)}).rowcount == len(ids)


def bury(session: Session, records: Iterable[Record], **told: Any) -> None:
    """Set gravestones: ``told`` is the deletion's entry and actor, when it was and when they go for good."""
    rows = [
        {
            "kind": one.kind.value,
            "number": one.number.number,
            "record_id": one.id,
            "owner_id": one.owner,
            "purged_at": None,
            **told,
        }
        for one in records
    ]
    session.insert(removal, rows)


def open_graves(session: Session, entry_id: int, ids: Sequence[int]) -> None:
    session.execute(_OPEN, {"entry": entry_id, "ids": list(ids)})


def graves(session: Session, entry_id: int) -> Sequence[Row[Any]]:
    """What a deletion took away, and how far that went."""
    return session.rows(_GRAVES, entry=entry_id)


def of_records(session: Session, ids: Iterable[int]) -> dict[int, Row[Any]]:
    """The gravestones of some records, gone for good or not."""
    wanted = list(ids)
    return {row.record_id: row for row in session.rows(_OF_RECORDS, ids=wanted)} if wanted else {}


def of_number(session: Session, number: RecordNumber) -> Row[Any] | None:
    """The gravestone of a number, with the name of who deleted it."""
    return session.first(_OF_NUMBER, of=number.kind.value, number=number.number)


def take_entries(session: Session, entry_id: int, ids: Sequence[int]) -> list[int]:
    """The entries that go with some records, the last that they were filed under; from now on they are hidden."""
    going = [row.id for row in would_go(session, ids) if row.id != entry_id]
    for some in _chunks(going):
        session.execute(_TAKE, {"entries": some, "removal": entry_id})
    return going


def give_entries(session: Session, ids: Sequence[int]) -> list[int]:
    """The entries that come back with some records."""
    filed = _filed(session, ids)
    return sorted(row.id for some in _chunks(filed) for row in session.execute(_GIVE, {"entries": some}))


def would_go(session: Session, ids: Sequence[int]) -> Sequence[Row[Any]]:
    """The entries that are filed under nothing that lives but these records, and when they happen."""
    going: list[Row[Any]] = []
    for some in _chunks(_filed(session, ids)):
        living = set(session.execute(_LIVING, {"entries": some, "ids": list(ids)}).scalars())
        going += session.rows(_WHEN, entries=[one for one in some if one not in living])
    return sorted(going, key=lambda row: row.id)


def standing(session: Session, entries: Iterable[int]) -> set[int]:
    """Those of some entries that nobody has deleted."""
    return {row.id for some in _chunks(sorted(set(entries))) for row in session.rows(_WHEN, entries=some)}


def filed_here(session: Session, ids: Sequence[int]) -> int:
    """How many entries are filed under some records, under others too or not."""
    return sum(len(session.rows(_WHEN, entries=some)) for some in _chunks(_filed(session, ids)))


def _filed(session: Session, ids: Sequence[int]) -> list[int]:
    found = (session.execute(_FILED, {"ids": some}).scalars() for some in _chunks(ids))
    return sorted({one for some in found for one in some})


def _chunks(ids: Sequence[int]) -> Iterator[list[int]]:
    return (list(ids[start : start + TOGETHER]) for start in range(0, len(ids), TOGETHER))


def said(session: Session, entries: Sequence[int]) -> Sequence[Row[Any]]:
    """The messages in Slack about some entries."""
    return [row for row in session.rows(_SAID, entries=list(entries)) if row.receipt] if entries else []


def message_of(receipt: Mapping[str, Any]) -> tuple[str, str]:
    return receipt["channel"], receipt["ts"]
