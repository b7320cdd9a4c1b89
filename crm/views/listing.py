"""Lists for somebody: their clients, and what is coming up with one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crm.domain.access import VIEW, Member
from crm.domain.clients import CLIENTS, Record, RecordNumber, StatusOption
from crm.domain.errors import NotFound, Problem, Refused
from crm.domain.filters import ME, NOBODY, Filters
from crm.domain.folding import words
from crm.domain.i18n import _
from crm.domain.timeline import Entry
from crm.store import entries as stored
from crm.store import lately, listing, people, records, search
from crm.store.listing import Found
from crm.store.seeking import Sought
from crm.store.session import Session
from crm.views.clients import as_seen, within
from crm.views.entries import entries

UPCOMING_AT_MOST = 200
PAGE = 15
SELECTED_AT_MOST = 10_000
SEARCHED_AMONG = 500_000  # clients looked at for a selection of all that are found


@dataclass(frozen=True, kw_only=True, slots=True)
class Happening:
    """What was done with a client, or is to be: the action and when."""

    action: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A client of the list, with what its line says."""

    record: Record
    owner: str = ""
    function: str = ""
    last: Happening | None = None
    next: Happening | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A page of the list. ``before`` is the key of the next one; ``tired``: it is short, and there may be more."""

    lines: Sequence[Line]
    statuses: Sequence[StatusOption]
    before: int | None = None
    tired: bool = False

    def status(self, one: Record, language: str) -> str:
        found = next((each.label(language) for each in self.statuses if each.key == one.status), None)
        return found or one.status or ""


def page(
    session: Session,
    reader: Member,
    filters: Filters,
    *,
    now: datetime,
    before: int | None = None,
    count: int = PAGE,
    patience: int | None = None,
    permissions: Sequence[str] = (),
) -> Page:
    """A page of the clients that this reader may view, and for which they have these permissions; newest first.

    Raises:
        Refused: a filter names somebody or something that is not there.
    """
    sought = _sought(session, reader, filters, now, permissions)
    found = listing.page(session, sought, before=before, count=count, patience=patience) if sought else Found(ids=())
    return Page(
        lines=_lines(session, reader, found.ids, now),
        statuses=people.statuses(session),
        before=found.before,
        tired=found.tired,
    )


def count(session: Session, reader: Member, filters: Filters, *, now: datetime) -> tuple[int, bool]:
    """How many clients the whole list has, and whether that is all: beyond ten thousand nobody counts."""
    sought = _sought(session, reader, filters, now)
    return listing.count(session, sought) if sought else (0, True)


def everything(
    session: Session, reader: Member, filters: Filters, *, now: datetime, at_most: int = SELECTED_AT_MOST
) -> list[int]:
    """The ids of all clients of the list, the newest first."""
    sought = _sought(session, reader, filters, now)
    return list(listing.everything(session, sought, at_most=at_most, patience=SEARCHED_AMONG)) if sought else []


def _lines(session: Session, reader: Member, ids: Sequence[int], now: datetime) -> list[Line]:
    found = records.by_id(session, ids)
    rows = lately.of(session, ids, now)
    happened = lately.entries(session, [one for row in rows.values() for one in (row.last, row.next) if one])
    owners = people.names(session, {one.owner for one in found.values() if one.owner is not None})
    said = {one: Happening(action=row.action, at=row.occurred_at) for one, row in happened.items()}
    return [
        Line(
            record=as_seen(reader, found[one]),
            owner=owners.get(found[one].owner or 0, ""),
            function=rows[one].function or "",
            last=said.get(rows[one].last),
            next=said.get(rows[one].next),
        )
        for one in ids
    ]


def _sought(
    session: Session, reader: Member, filters: Filters, now: datetime, permissions: Sequence[str] = ()
) -> Sought | None:
    """The filters with everybody and everything found that they name; nothing where nothing can be found."""
    reach = within(reader, *permissions, kinds=(filters.kind,) if filters.kind else CLIENTS)
    if reach is None:
        return None
    chosen = _owners(session, reader, filters)
    limits = [set(some) for some in (chosen, reach.owners) if some is not None]
    among = replace(reach, owners=set.intersection(*limits) if limits else None)
    return Sought(
        within=among,
        now=now,
        active=filters.active,
        status=filters.status,
        nobody=filters.owner == NOBODY,
        company=_company(session, reader, filters.company),
        city=tuple(sorted(words(filters.city), key=len, reverse=True)),
        words=tuple(search.meant(session, search.query_words(filters.words), among)),
        since=now - timedelta(days=filters.older) if filters.older is not None else None,
    )


def _owners(session: Session, reader: Member, filters: Filters) -> frozenset[int] | None:
    if filters.owner in {"", NOBODY}:
        return None
    found = reader if filters.owner == ME else people.members(session, [filters.owner]).get(filters.owner)
    if found is None:
        text = _("“{what}” was not found. Check the name or the number.", what=filters.owner)
        raise Refused(Problem(text, "owner"))
    return people.below(session, found.id) if filters.group else frozenset({found.id})


def _company(session: Session, reader: Member, token: str) -> int | None:
    number = RecordNumber.read(token) if token else None
    if number is None:
        return None
    found = records.by_number(session, [number]).get(number)
    if found is None or not reader.may(VIEW, found.owner):
        raise Refused(*(Problem(one.text, "company") for one in NotFound(what=token).problems))
    return found.id


def upcoming(session: Session, reader: Member, record: Record, now: datetime) -> list[Entry]:
    """What is still to come with a client, the next first."""
    rows = stored.upcoming(session, record.id, now, count=UPCOMING_AT_MOST)
    found = [one for one in entries(session, reader, rows) if not (one.undone or one.done)]
    return sorted(found, key=lambda one: (one.occurred_at, one.id))
