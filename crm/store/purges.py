"""Taking rows out for good: what hangs on an entry or a record goes with it, whichever tables there are by now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Column, Delete, Row, Table, and_, bindparam, delete, or_, select, update

from crm.store import search, spellings, texts
from crm.store.among import among
from crm.store.claims import database_now
from crm.store.fence import MINE
from crm.store.session import Session
from crm.store.tables import delivery, delivery_due, document, entry, metadata, record, removal, reply_token, subject

# Who did what, and when: it names nobody outside the agency.
KEPT = frozenset({"audit", "removal"})


def _own(root: Table, table: Table) -> list[Column[Any]]:
    """The columns by which a table's rows hang on a root table's."""
    found = {
        key.parent.name for key in table.foreign_keys if key.column is root.c.id and key.parent.name != "workspace_id"
    }
    return [one for one in table.c if one.name in found | {f"{root.name}_id"}]


@cache
def hanging(root: Table) -> dict[Table, Any]:
    """Each table with the criterion of its rows that hang on some rows of the root, children after their parents."""
    criteria: dict[Table, Any] = {}
    for table in metadata.sorted_tables:
        if table is root or table.name in KEPT or not table.info.get("fenced"):
            continue
        found = [among(column, "ids", BigInteger) for column in _own(root, table)]
        for key in table.foreign_keys:
            parent = key.column.table
            if parent in criteria and key.parent.name != "workspace_id":
                found.append(key.parent.in_(select(key.column).where(criteria[parent])))
        if found:
            criteria[table] = or_(*found)
    return criteria


@cache
def _goes(root: Table) -> list[Delete]:
    criteria = hanging(root)
    rows = [delete(table).where(criteria[table]) for table in reversed(criteria)]
    return [*rows, delete(root).where(among(root.c.id, "ids", BigInteger))]


_DELIVERIES = select(delivery.c.id).where(among(delivery.c.entry_id, "entries", BigInteger))
_QUEUED = and_(delivery_due.c.workspace_id == MINE, among(delivery_due.c.delivery_id, "ids", BigInteger))
_HELD = (
    select(delivery_due.c.delivery_id)
    .where(_QUEUED, delivery_due.c.leased_until > bindparam("real", type_=delivery_due.c.leased_until.type))
    .limit(1)
)
_UNQUEUE = delete(delivery_due).where(_QUEUED)
_TOKENS = delete(reply_token).where(
    reply_token.c.workspace_id == MINE, among(reply_token.c.entry_id, "ids", BigInteger)
)
_TOKENS_OF_RECORDS = delete(reply_token).where(
    reply_token.c.workspace_id == MINE, among(reply_token.c.record_id, "ids", BigInteger)
)
_GHOSTS = select(record.c.id, record.c.kind, record.c.number).where(among(record.c.merged_into, "ids", BigInteger))
_FREE = (
    update(record)
    .where(among(record.c.company_id, "ids", BigInteger), ~among(record.c.id, "ids", BigInteger))
    .values(company_id=None)
)
_other = subject.alias("other")
_LAST = (
    select(subject.c.entry_id)
    .distinct()
    .where(
        among(subject.c.record_id, "ids", BigInteger),
        subject.c.entry_id != bindparam("but"),
        ~select(_other.c.entry_id)
        .where(_other.c.entry_id == subject.c.entry_id, ~among(_other.c.record_id, "ids", BigInteger))
        .exists(),
    )
    .order_by(subject.c.entry_id)
)
_OF_ENTRIES = select(document.c.digest).where(among(document.c.entry_id, "ids", BigInteger))
_OF_RECORDS = select(document.c.digest).where(among(document.c.record_id, "ids", BigInteger))
_USED = select(document.c.id).where(document.c.digest == bindparam("digest")).limit(1)
_NEXT = (
    select(removal)
    .join(record, and_(record.c.workspace_id == removal.c.workspace_id, record.c.id == removal.c.record_id))
    .where(
        removal.c.entry_id == bindparam("entry"),
        removal.c.purged_at.is_(None),
        removal.c.purge_at <= bindparam("now", type_=removal.c.purge_at.type),
        record.c.deleted_at.is_not(None),
    )
    # A company after its contacts, which point at it.
    .order_by(removal.c.kind.desc(), removal.c.record_id)
    .limit(1)
    .with_for_update()
)
_LEFT = (
    select(removal.c.record_id).where(removal.c.entry_id == bindparam("entry"), removal.c.purged_at.is_(None)).limit(1)
)
_PURGED = (
    update(removal)
    .where(removal.c.entry_id == bindparam("entry"), removal.c.record_id == bindparam("record"))
    .values(
        purged_at=bindparam("moment", type_=removal.c.purged_at.type),
        files=bindparam("digests", type_=removal.c.files.type),
    )
)
_FILES = select(removal).where(removal.c.entry_id == bindparam("entry"), removal.c.files.is_not(None))
_FILED = update(removal).where(removal.c.record_id == bindparam("record")).values(files=None)


def due(session: Session, entry_id: int, now: datetime) -> Row[Any] | None:
    """The next record that a deletion takes for good, held fast; nothing if it was brought back meanwhile."""
    return session.first(_NEXT, entry=entry_id, now=now)


def is_left(session: Session, entry_id: int) -> bool:
    return session.first(_LEFT, entry=entry_id) is not None


def ghosts(session: Session, ids: Sequence[int]) -> Iterator[Row[Any]]:
    """What was merged into some records, and into that: it goes with them."""
    while ids:
        found = session.rows(_GHOSTS, ids=list(ids))
        yield from found
        ids = [row.id for row in found]


def last_of(session: Session, ids: Sequence[int], *, but: int) -> list[int]:
    """The entries that are filed under nothing else than these records."""
    return [row.entry_id for row in session.rows(_LAST, ids=list(ids), but=but)]


def held(session: Session, entries: Sequence[int]) -> bool:
    """Is a relay about to send something about these entries?"""
    ids = [row.id for row in session.rows(_DELIVERIES, entries=list(entries))]
    real = database_now(session.connection)
    return session.execute(_HELD, {"ids": ids, "real": real}).first() is not None


def entries_go(session: Session, entries: Sequence[int]) -> set[bytes]:
    """Take entries out with all that hangs on them; gives the digests of their files."""
    if not entries:
        return set()
    ids = list(entries)
    digests = {row.digest for row in session.rows(_OF_ENTRIES, ids=ids)}
    texts.forget(session, ids)
    session.execute(_UNQUEUE, {"ids": [row.id for row in session.rows(_DELIVERIES, entries=ids)]})
    session.execute(_TOKENS, {"ids": ids})
    for statement in _goes(entry):
        session.execute(statement, {"ids": ids})
    return digests


def records_go(session: Session, ids: Sequence[int]) -> set[bytes]:
    """Take records out with their details, words, filings and changes; gives the digests of their files."""
    digests, spelt = {row.digest for row in session.rows(_OF_RECORDS, ids=list(ids))}, search.spelt(session, ids)
    session.execute(_FREE, {"ids": list(ids)})
    session.execute(_TOKENS_OF_RECORDS, {"ids": list(ids)})
    for statement in _goes(record):
        session.execute(statement, {"ids": list(ids)})
    spellings.forget(session, spelt)
    return digests


def files_of(session: Session, ids: Sequence[int], entries: Sequence[int]) -> int:
    """How many files some records and entries have."""
    return len(session.rows(_OF_RECORDS, ids=list(ids))) + len(session.rows(_OF_ENTRIES, ids=list(entries)))


def purged(session: Session, entry_id: int, record_id: int, *, at: datetime, digests: set[bytes]) -> None:
    """Write on the gravestone that the record is gone, and which files are still to go."""
    files = sorted(one.hex() for one in digests) or None
    session.execute(_PURGED, {"entry": entry_id, "record": record_id, "moment": at, "digests": files})


def bury_too(session: Session, grave: Row[Any], merged: Sequence[Row[Any]], at: datetime) -> None:
    """What had been merged into it has a gravestone of its own, since people may still know the number."""
    told = {one: getattr(grave, one) for one in ("owner_id", "entry_id", "actor_id", "at", "purge_at")}
    rows = [{"kind": one.kind, "number": one.number, "record_id": one.id, "purged_at": at} | told for one in merged]
    session.insert(removal, rows)


def files_left(session: Session, entry_id: int) -> Sequence[Row[Any]]:
    """The gravestones whose files are still to go."""
    return session.rows(_FILES, entry=entry_id)


def files_gone(session: Session, record_id: int) -> None:
    session.execute(_FILED, {"record": record_id})


def uses(session: Session, digest: bytes) -> bool:
    """Does anything of this workspace have the file?"""
    return session.first(_USED, digest=digest) is not None
