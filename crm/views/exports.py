"""What a member may take out of the house: read a page at a time, so that nothing is ever in memory as a whole."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from crm.actions import edit, export
from crm.domain.access import VIEW, Member
from crm.domain.clients import Record, RecordKind, RecordNumber
from crm.domain.errors import NotAllowed, NotFound, Refused, out_of_reach
from crm.domain.exports import Extent
from crm.domain.filters import Filters
from crm.domain.timeline import Entry
from crm.missing import missing
from crm.store import audits, heads, people, records
from crm.store import entries as stored
from crm.store.details import details_of
from crm.store.session import Session
from crm.views import listing
from crm.views.clients import within
from crm.views.entries import entries
from crm.views.listing import Happening

T = TypeVar("T")
PAGE = 500
PATIENCE = 2**31  # nobody waits: however few there are, they are looked for to the end
AUDIT = re.compile(r"A-([1-9][0-9]{0,17})")


@dataclass(frozen=True, kw_only=True, slots=True)
class Client:
    """A client with what the form asks for that it was added with; people and companies by their names."""

    record: Record
    values: Mapping[str, Any] = field(default_factory=dict)
    last: Happening | None = None
    next: Happening | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Unfinished:
    """An export that somebody asked for and was not given."""

    number: str
    slack_user: str
    source: str  # the door where it was asked for


@dataclass(frozen=True, kw_only=True, slots=True)
class Page(Generic[T]):
    """Some of what is exported; ``before`` is the key of the next page, if any."""

    items: Sequence[T]
    before: Any = None


def unfinished(session: Session, since: datetime) -> list[Unfinished]:
    """What was asked for from then on and did not come to be handed over; the oldest first."""
    given = {(row.data or {}).get("export") for row in audits.since(session, "exported", since)}
    rows = [row for row in audits.since(session, export.NAME, since) if f"A-{row.id}" not in given]
    known = people.by_id(session, {row.actor_id for row in rows}) if rows else {}
    return [
        Unfinished(
            number=f"A-{row.id}", slack_user=known[row.actor_id].slack_user, source=(row.data or {}).get("source", "")
        )
        for row in rows
    ]


def asked(session: Session, member: Member, token: str) -> Extent:
    """What the member asked to be given.

    Raises:
        NotFound: there is no such export, or it is somebody else's.
    """
    found = AUDIT.fullmatch(token)
    row = audits.of(session, int(found[1]), export.NAME, member.id) if found else None
    if row is None:
        raise NotFound(what=token[:40])
    return Extent.kept(row.data)


def clients(
    session: Session, reader: Member, filters: Filters, *, now: datetime, before: int | None = None
) -> Page[Client]:
    """The next clients of the list, of those that the reader may view and may export.

    Raises:
        NotAllowed: none at all.
    """
    if within(reader, export.NAME) is None:
        raise NotAllowed
    page = listing.page(
        session,
        reader,
        filters,
        now=now,
        before=before,
        count=PAGE,
        patience=PATIENCE,
        permissions=(export.NAME,),
    )
    details = details_of(session, (line.record for line in page.lines))
    found = [
        Client(
            record=line.record,
            values=_values(reader, line.record, line.owner, details.get(line.record.id, {})),
            last=line.last,
            next=line.next,
        )
        for line in page.lines
    ]
    return Page(items=found, before=page.before)


def contacts(session: Session, reader: Member, company: Record, *, now: datetime, before: int | None) -> Page[Client]:
    """The next contacts of a company."""
    filters = Filters(company=str(company.number), kind=RecordKind.CONTACT)
    return clients(session, reader, filters, now=now, before=before)


def client(session: Session, reader: Member, number: RecordNumber) -> Client:
    """One client with its details.

    Raises:
        NotFound: no such client, or none that this reader may view.
        Refused: the reader may not export it.
    """
    found = records.by_number(session, [number]).get(number)
    if found is None or not reader.may(VIEW, found.owner):
        raise missing(session, reader, number)
    if not reader.may(export.NAME, found.owner):
        raise Refused(out_of_reach([found.name], export.CLIENT.name))
    head = heads.head(session, found)
    return Client(record=found, values=_values(reader, found, head.owner or "", head.details))


def infobox(
    session: Session, reader: Member, record: Record, *, before: tuple[datetime, int] | None = None
) -> Page[Entry]:
    """The next entries of a client, the newest first, as the reader may see them."""
    rows = stored.page(session, record.id, count=PAGE, before=before)
    older = (rows[-1].occurred_at, rows[-1].id) if len(rows) == PAGE else None
    return Page(items=entries(session, reader, rows), before=older)


def _values(reader: Member, record: Record, owner: str, details: Mapping[str, Any]) -> dict[str, Any]:
    """By the names of the form's fields. A company that the reader may not view has no name for them."""
    seen = record.company is not None and reader.may(VIEW, record.company_owner)
    known = {"owner": owner, "status": record.status, "name": record.name}
    known |= dict.fromkeys(("company", "parent"), record.company_name if seen else None)
    found = {one.name: known.get(one.name, details.get(one.name)) for one in edit.FORMS[record.kind]}
    return {**found, "channel": details.get("channel")}
