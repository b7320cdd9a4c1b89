"""Loading and writing records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Row, Table, and_, bindparam, select, update

from crm.domain.clients import ATTRIBUTES, Record, RecordKind, RecordNumber, contact_name
from crm.store.among import among
from crm.store.session import Session
from crm.store.tables import company, contact, profile, record, subject
from crm.store.troubles import Overtaken

DETAILS: Mapping[RecordKind, Table] = {
    RecordKind.COMPANY: company,
    RecordKind.CONTACT: contact,
    RecordKind.PROFILE: profile,
}
NAMES = frozenset({"first_name", "last_name"})
ROOT_FIELDS = frozenset({"name", "owner_id", "active", "status", "company_id", "deleted_at", "merged_into"})

employer = record.alias("employer")
RECORDS = (
    select(
        *(record.c[name] for name in ("id", "kind", "number", "name", "owner_id", "active", "status", "company_id")),
        record.c.version,
        record.c.deleted_at,
        record.c.merged_into,
        employer.c.name.label("company_name"),
        employer.c.owner_id.label("company_owner"),
    )
    .select_from(record)
    .outerjoin(
        employer,
        and_(employer.c.workspace_id == record.c.workspace_id, employer.c.id == record.c.company_id),
    )
)
_BY_NUMBER = RECORDS.where(
    record.c.deleted_at.is_(None),
    record.c.kind == bindparam("of"),
    among(record.c.number, "numbers", BigInteger),
)
_BY_ID = RECORDS.where(among(record.c.id, "ids", BigInteger))
_LIVING = _BY_ID.where(record.c.deleted_at.is_(None))
_CONTACTS = RECORDS.where(
    among(record.c.company_id, "companies", BigInteger),
    record.c.kind == RecordKind.CONTACT.value,
    record.c.deleted_at.is_(None),
).order_by(record.c.id)
_BELOW = RECORDS.where(
    record.c.company_id == bindparam("company"),
    record.c.kind == RecordKind.COMPANY.value,
    record.c.deleted_at.is_(None),
).order_by(record.c.id)


def as_record(row: Row[Any], fields: Mapping[str, Any] | None = None) -> Record:
    return Record(
        id=row.id,
        number=RecordNumber(RecordKind(row.kind), row.number),
        name=row.name,
        owner=row.owner_id,
        active=row.active,
        status=row.status,
        company=row.company_id,
        company_name=row.company_name,
        company_owner=row.company_owner,
        version=row.version,
        gone=row.deleted_at is not None,
        merged_into=row.merged_into,
        fields=fields or {},
    )


def by_number(session: Session, numbers: Iterable[RecordNumber]) -> dict[RecordNumber, Record]:
    """The living records of some numbers; that of a merged one leads to what it became, unknown ones are left out."""
    wanted: dict[RecordKind, list[int]] = {}
    for number in numbers:
        wanted.setdefault(number.kind, []).append(number.number)
    # A query for each kind: asked for several at once, SQLite reads all records (264 ms for one of a million).
    found = [
        as_record(row) for kind, some in wanted.items() for row in session.rows(_BY_NUMBER, of=kind.value, numbers=some)
    ]
    living = {one.number: one for one in found}
    missing = [RecordNumber(kind, one) for kind, some in wanted.items() for one in some]
    led = became(session, [one for one in missing if one not in living])
    return living | {number: one for number, one in led.items() if not one.gone}


_MERGED = select(record.c.number, record.c.merged_into).where(
    record.c.merged_into.is_not(None), record.c.kind == bindparam("of"), among(record.c.number, "numbers", BigInteger)
)


def became(session: Session, numbers: Iterable[RecordNumber]) -> dict[RecordNumber, Record]:
    """What some merged records have become, which may have been deleted since."""
    wanted: dict[RecordKind, list[int]] = {}
    for one in numbers:
        wanted.setdefault(one.kind, []).append(one.number)
    leads = {
        RecordNumber(kind, row.number): row.merged_into
        for kind, some in wanted.items()
        for row in session.rows(_MERGED, of=kind.value, numbers=some)
    }
    ends = survivors(session, leads.values())
    return {number: ends[one] for number, one in leads.items()}


def survivors(session: Session, ids: Iterable[int]) -> dict[int, Record]:
    """What some records have become, through however many mergings; those of none are themselves."""
    leads = {one: one for one in ids}
    known = by_id(session, leads.values())
    while ghosts := {one.merged_into for one in known.values() if one.merged_into is not None} - known.keys():
        known |= by_id(session, ghosts)

    def end(one: Record) -> Record:
        return end(known[one.merged_into]) if one.merged_into is not None else one

    return {one: end(known[one]) for one in leads}


def by_id(session: Session, ids: Iterable[int]) -> dict[int, Record]:
    """Records by id, deleted ones too: an old entry still names them."""
    wanted = list(dict.fromkeys(ids))
    return {row.id: as_record(row) for row in session.rows(_BY_ID, ids=wanted)} if wanted else {}


def living(session: Session, ids: Iterable[int]) -> dict[int, Record]:
    """Records by id, but for those that were deleted."""
    wanted = list(ids)
    return {row.id: as_record(row) for row in session.rows(_LIVING, ids=wanted)} if wanted else {}


_FILED = (
    RECORDS.add_columns(subject.c.entry_id)
    .join(subject, and_(subject.c.workspace_id == record.c.workspace_id, subject.c.record_id == record.c.id))
    .where(among(subject.c.entry_id, "entries", BigInteger))
    .order_by(subject.c.entry_id, subject.c.record_id)
)


def filed(session: Session, entries: Sequence[int]) -> dict[int, list[Record]]:
    """The records that some entries are filed under, deleted ones too."""
    found: dict[int, list[Record]] = {}
    for row in session.rows(_FILED, entries=list(entries)):
        found.setdefault(row.entry_id, []).append(as_record(row))
    return found


def companies_below(session: Session, company: int) -> list[Record]:
    """The living companies that belong to a company."""
    return [as_record(row) for row in session.rows(_BELOW, company=company)]


def contacts_of(session: Session, companies: Iterable[int]) -> list[Record]:
    """The living contacts of some companies."""
    return [as_record(row) for row in session.rows(_CONTACTS, companies=list(companies))]


_DETAIL = {kind: select(table).where(table.c.id == bindparam("record")) for kind, table in DETAILS.items()}


def details(session: Session, one: Record) -> dict[str, Any]:
    """The columns of a record's kind: what its add form asked for."""
    row = session.execute(_DETAIL[one.kind], {"record": one.id}).mappings().first()
    return {key: value for key, value in (row or {}).items() if key not in {"workspace_id", "id"}}


def create(session: Session, rows: Sequence[Mapping[str, Any]], details_of: Sequence[Mapping[str, Any]]) -> None:
    """Write new records: ``rows`` for the root table, and for each its detail columns with ``id`` and ``kind``."""
    session.insert(record, rows)
    for kind, table in DETAILS.items():
        columns = [column.name for column in table.c if column.name != "workspace_id"]
        mine = [{name: one.get(name) for name in columns} for one in details_of if one["kind"] == kind]
        session.insert(table, mine)


@cache
def _update(fields: tuple[str, ...]) -> Any:
    return (
        update(record)
        .where(record.c.id == bindparam("record"), record.c.version == bindparam("seen"))
        .values({**{field: bindparam(f"to_{field}") for field in fields}, "version": record.c.version + 1})
    )


def current(session: Session, one: Record, fields: Iterable[str]) -> dict[str, Any]:
    """What some fields of a loaded record say; the columns of its kind are read when they are asked for."""
    wanted = list(fields)
    rest = {} if ROOT_FIELDS.issuperset(wanted) else details(session, one)
    return {field: one.value(field) if field in ROOT_FIELDS else rest[field] for field in wanted}


def changed(one: Record, values: Mapping[str, Any]) -> Record:
    """The record as it stands once these fields are written."""
    mine = {ATTRIBUTES.get(field, field): value for field, value in values.items()}
    root = {name: value for name, value in mine.items() if name in Record.__slots__}
    rest = {name: value for name, value in mine.items() if name not in root}
    fields = {**one.fields, **rest}
    return replace(one, version=one.version + 1, fields=fields, **{**root, **_called(rest, fields)})


def _called(changed: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, str]:
    """A person is called by both their names; what else is changed leaves that as it is."""
    if not NAMES & changed.keys() or not fields.keys() >= NAMES:
        return {}
    return {"name": contact_name(fields["first_name"] or "", fields["last_name"] or "")}


def change(session: Session, one: Record, values: Mapping[str, Any]) -> None:
    """Write some fields of a record that still has the version we read."""
    root = {field: value for field, value in values.items() if field in ROOT_FIELDS}
    rest = {field: value for field, value in values.items() if field not in ROOT_FIELDS}
    if NAMES & rest.keys():
        root |= _called(rest, {**details(session, one), **rest})
    blanks = {f"to_{field}": value for field, value in root.items()}
    done = session.execute(_update(tuple(sorted(root))), {"record": one.id, "seen": one.version, **blanks})
    if done.rowcount != 1:
        raise Overtaken
    if rest:
        table = DETAILS[one.kind]
        session.execute(update(table).where(table.c.id == one.id).values(rest))


def root_row(
    one: int,
    number: RecordNumber,
    *,
    name: str,
    owner: int | None,
    status: str | None,
    company_id: int | None,
    now: datetime,
) -> dict[str, Any]:
    return {
        "id": one,
        "kind": number.kind.value,
        "number": number.number,
        "name": name,
        "owner_id": owner,
        "status": status,
        "company_id": company_id,
        "created_at": now,
    }
