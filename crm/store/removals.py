"""Records that are deleted: taken out of sight, brought back, and the gravestones that stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Row, and_, bindparam, delete, func, select, update

from crm.domain.clients import Record, RecordNumber
from crm.domain.delivery import Channel, DeliveryKind, DeliveryState
from crm.store.among import among
from crm.store.session import Session
from crm.store.tables import delivery, entry, member, record, removal, subject

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
_other = subject.alias("other")
_living = (
    select(_other.c.entry_id)
    .join(record, and_(record.c.workspace_id == _other.c.workspace_id, record.c.id == _other.c.record_id))
    .where(_other.c.entry_id == entry.c.id, record.c.deleted_at.is_(None))
    .exists()
)
_filed_here = entry.c.id.in_(select(subject.c.entry_id).where(among(subject.c.record_id, "ids", BigInteger)))
_GOES = (_filed_here, entry.c.removal_id.is_(None), ~_living)
_WOULD_GO = (
    select(entry.c.id, entry.c.occurred_at)
    .where(
        _filed_here,
        entry.c.removal_id.is_(None),
        ~select(_other.c.entry_id)
        .join(record, and_(record.c.workspace_id == _other.c.workspace_id, record.c.id == _other.c.record_id))
        .where(
            _other.c.entry_id == entry.c.id,
            record.c.deleted_at.is_(None),
            ~among(record.c.id, "ids", BigInteger),
        )
        .exists(),
    )
    .order_by(entry.c.id)
)
_FILED_HERE = select(func.count()).select_from(entry).where(_filed_here, entry.c.removal_id.is_(None))
_TAKE_ENTRIES = (
    update(entry)
    .where(*_GOES, entry.c.id != bindparam("removal"))
    .values(removal_id=bindparam("removal"))
    .returning(entry.c.id)
)
_GIVE_ENTRIES = (
    update(entry).where(_filed_here, entry.c.removal_id.is_not(None)).values(removal_id=None).returning(entry.c.id)
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
# What the bot has said in Slack about some entries; the receipt tells where.
_SAID = (
    select(delivery)
    .where(
        among(delivery.c.entry_id, "entries", BigInteger),
        delivery.c.channel == Channel.SLACK.value,
        delivery.c.kind.in_([one.value for one in (DeliveryKind.ENTRY, DeliveryKind.COMMENT, DeliveryKind.REMINDER)]),
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
    rows = session.execute(_TAKE_ENTRIES, {"ids": list(ids), "removal": entry_id})
    return sorted(row.id for row in rows)


def give_entries(session: Session, ids: Sequence[int]) -> list[int]:
    """The entries that come back with some records."""
    return sorted(row.id for row in session.execute(_GIVE_ENTRIES, {"ids": list(ids)}))


def would_go(session: Session, ids: Sequence[int]) -> Sequence[Row[Any]]:
    """The entries that would go if some records were deleted."""
    return session.rows(_WOULD_GO, ids=list(ids))


def filed_here(session: Session, ids: Sequence[int]) -> int:
    """How many entries are filed under some records, under others too or not."""
    return int(session.value(_FILED_HERE, ids=list(ids)))


def said(session: Session, entries: Sequence[int]) -> Sequence[Row[Any]]:
    """The messages in Slack about some entries."""
    return [row for row in session.rows(_SAID, entries=list(entries)) if row.receipt] if entries else []


def message_of(receipt: Mapping[str, Any]) -> tuple[str, str]:
    return receipt["channel"], receipt["ts"]
