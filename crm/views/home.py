"""What Home tells a member: what waits for them, their clients, what others did around them, and their week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from crm.actions import follow_up
from crm.domain.access import VIEW, Member, Scope
from crm.domain.clients import Record
from crm.domain.digests import due
from crm.domain.i18n import known_zone
from crm.domain.reminders import When
from crm.domain.timeline import Entry
from crm.store import home as stored
from crm.store import records
from crm.store.session import Session
from crm.views.clients import as_seen
from crm.views.entries import entries
from crm.views.upcoming import Agenda, upcoming

WAITING, CLIENTS, NEWS = 5, 10, 8
SPARE = 4  # more news are asked for: some may be nothing for this reader
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Home:
    """``week`` counts the member's own entries, from ``monday`` to Sunday."""

    agenda: Agenda
    clients: tuple[Record, ...]
    news: tuple[Entry, ...]
    monday: date
    week: tuple[int, ...]


def home(session: Session, member: Member, now: datetime) -> Home:
    """A fixed number of statements, each along an index."""
    zone = known_zone(member.zone)
    today = now.astimezone(zone).date()
    monday = today - DAY * today.weekday()
    days = [due(monday + DAY * number, time.min, zone) for number in range(8)]
    return Home(
        agenda=upcoming(session, member, now, parts=(When.OVERDUE, When.TODAY), at_most=WAITING),
        clients=_clients(session, member),
        news=_news(session, member),
        monday=monday,
        week=tuple(stored.written(session, member.id, days)),
    )


def _clients(session: Session, member: Member) -> tuple[Record, ...]:
    if member.reach(VIEW) is Scope.NONE:
        return ()
    ids = stored.clients(session, member.id, CLIENTS)
    found = records.by_id(session, ids)
    return tuple(as_seen(member, found[one]) for one in ids)


def _news(session: Session, member: Member) -> tuple[Entry, ...]:
    """What Carnet plans by itself stands in the agenda."""
    rows = stored.around(session, member.id, NEWS + SPARE, but=follow_up.ACTION.name)
    return tuple(entries(session, member, rows)[:NEWS])
