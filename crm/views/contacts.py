"""The contacts of a company, for somebody: only those whom they may view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm.domain import folding
from crm.domain.access import VIEW, Member
from crm.domain.clients import Record, RecordKind, RecordNumber
from crm.missing import missing
from crm.store import contacts as stored
from crm.store import records
from crm.store.session import Session
from crm.views.clients import within


@dataclass(frozen=True, kw_only=True, slots=True)
class Contacts:
    """Some contacts of a company, by name; ``after`` is the key of the next page, if any."""

    company: Record
    found: Sequence[Record] = ()
    after: RecordNumber | None = None


def page(
    session: Session, reader: Member, number: RecordNumber, *, count: int, after: RecordNumber | None = None
) -> Contacts:
    """The first contacts of a company, or those behind one of an earlier page.

    Raises:
        NotFound: no such company, or none that this reader may view.
    """
    known = records.by_number(session, [number])
    company = known.get(number)
    if company is None or company.kind is not RecordKind.COMPANY or not reader.may(VIEW, company.owner):
        raise missing(session, reader, number)
    return of(session, reader, company, count=count, after=after)


def of(session: Session, reader: Member, company: Record, *, count: int, after: RecordNumber | None = None) -> Contacts:
    """The same of a company that the reader may view."""
    last = records.by_number(session, [after]).get(after) if after else None
    reach = within(reader)
    found = stored.page(
        session,
        company.id,
        count=count + 1,
        owners=reach.owners if reach else (),
        after=(last.name, last.id) if last else None,
    )
    shown = found[:count]
    if last is None and len(found) <= count:
        # On one page “Étienne” stands where people look for him; several need the database’s own order.
        shown = sorted(shown, key=lambda one: (folding.fold(one.name), one.id))
    return Contacts(company=company, found=shown, after=shown[-1].number if len(found) > count else None)
