"""Filing what belongs to a record under another one, and taking exactly that back."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BigInteger, and_, bindparam, delete, func, select, update

from crm.store.among import among
from crm.store.session import Session
from crm.store.tables import change, document, follow_up, record, subject

_there = subject.alias("there")
_ONLY_HERE = (
    select(subject.c.entry_id, subject.c.occurred_at)
    .where(
        subject.c.record_id == bindparam("record"),
        ~select(_there.c.entry_id)
        .where(_there.c.entry_id == subject.c.entry_id, _there.c.record_id == bindparam("into"))
        .exists(),
    )
    .order_by(subject.c.entry_id)
)
_later = change.alias("later")
_OTHERS = (
    select(record.c.id, change.c.entry_id)
    .join(change, and_(change.c.workspace_id == record.c.workspace_id, change.c.record_id == record.c.id))
    .where(
        record.c.merged_into == bindparam("into"),
        change.c.field == "record",
        ~select(_later.c.id)
        .where(_later.c.record_id == change.c.record_id, _later.c.field == "record", _later.c.id > change.c.id)
        .exists(),
    )
    .order_by(record.c.id)
)
_UNFILE = delete(subject).where(subject.c.record_id == bindparam("into"), subject.c.merge_id == bindparam("merge"))
_MOVE = (
    update(record)
    .where(record.c.company_id == bindparam("company"))
    .values(company_id=bindparam("into"), version=record.c.version + 1)
    .returning(record.c.id)
)
_BELONG = (
    update(record)
    .where(among(record.c.id, "ids", BigInteger))
    .values(company_id=bindparam("company"), version=record.c.version + 1)
)
_FILES = select(document.c.id).where(document.c.record_id == bindparam("record")).order_by(document.c.id)
_GIVE_FILES = update(document).where(among(document.c.id, "ids", BigInteger)).values(record_id=bindparam("into"))
_FOLLOW_UPS = (
    select(follow_up.c.entry_id).where(follow_up.c.record_id == bindparam("record")).order_by(follow_up.c.entry_id)
)
_GIVE_FOLLOW_UPS = (
    update(follow_up).where(among(follow_up.c.entry_id, "ids", BigInteger)).values(record_id=bindparam("into"))
)
_NEWER = (
    subject.c.record_id == bindparam("record"),
    subject.c.entry_id > bindparam("merge"),
    subject.c.merge_id.is_(None),
)
_SINCE = (
    select(subject.c.entry_id).where(*_NEWER).order_by(subject.c.entry_id).limit(bindparam("count", type_=BigInteger))
)
_COUNT_SINCE = select(func.count()).select_from(subject).where(*_NEWER)


def file_under(session: Session, record_id: int, into: int, merge: int) -> None:
    """Every entry of one record stands under the other, too; one that is filed under both already stands there once."""
    rows = session.rows(_ONLY_HERE, record=record_id, into=into)
    filed = [
        {"entry_id": row.entry_id, "record_id": into, "occurred_at": row.occurred_at, "merge_id": merge} for row in rows
    ]
    session.insert(subject, filed)


def others(session: Session, into: int) -> list[tuple[int, int]]:
    """What else was merged into a record, each with the entry that did it: its last change of being there."""
    return [(row.id, row.entry_id) for row in session.rows(_OTHERS, into=into)]


def unfile(session: Session, into: int, merge: int) -> None:
    session.execute(_UNFILE, {"into": into, "merge": merge})


def move_people(session: Session, company: int, into: int) -> list[int]:
    """Whoever belongs to one company belongs to the other, deleted ones too, who may come back; gives their ids."""
    return sorted(row.id for row in session.execute(_MOVE, {"company": company, "into": into}))


def belong(session: Session, ids: Sequence[int], company: int) -> None:
    """Some records belong to a company."""
    if ids:
        session.execute(_BELONG, {"ids": list(ids), "company": company})


def files_of(session: Session, record_id: int) -> list[int]:
    return [row.id for row in session.rows(_FILES, record=record_id)]


def give_files(session: Session, ids: Sequence[int], into: int) -> None:
    if ids:
        session.execute(_GIVE_FILES, {"ids": list(ids), "into": into})


def follow_ups_of(session: Session, record_id: int) -> list[int]:
    return [row.entry_id for row in session.rows(_FOLLOW_UPS, record=record_id)]


def give_follow_ups(session: Session, ids: Sequence[int], into: int) -> None:
    """Of whom these follow up: what happens to that one from now on makes them needless, or somebody else's."""
    if ids:
        session.execute(_GIVE_FOLLOW_UPS, {"ids": list(ids), "into": into})


def since(session: Session, record_id: int, merge: int, count: int) -> tuple[list[int], int]:
    """The first entries that were filed under a record after a merging, and how many there are."""
    found = [row.entry_id for row in session.rows(_SINCE, record=record_id, merge=merge, count=count)]
    return found, int(session.value(_COUNT_SINCE, record=record_id, merge=merge))
