"""What a calendar feed shows: what its owner still has to do, as far as they may see it at this moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crm.domain.access import Member
from crm.domain.timeline import Entry
from crm.store import feeds, people, planned
from crm.store.session import Session
from crm.views.entries import Pages
from crm.views.houses import House, house
from crm.views.upcoming import whose_of

EVENTS_AT_MOST = 500
# What was to be done yesterday is still to be done, and programs show their past.
BACK = timedelta(days=30)


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """A member's events, the next first."""

    house: House
    member: Member
    entries: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """What a feed's address is made with, and since when there is this one."""

    salt: str
    digest: bytes
    since: datetime


def feed(session: Session, member_id: int, now: datetime) -> Feed | None:
    """Nothing for whoever has left."""
    member = people.by_id(session, [member_id]).get(member_id)
    if member is None or not member.active:
        return None
    reader = replace(member, group=people.below(session, member.id))
    rows = planned.page(
        session, whose_of(reader, {member.id}), since=now - BACK, until=None, after=None, count=EVENTS_AT_MOST
    )
    pages = Pages(session, rows)
    seen = (pages.for_reader(reader, row) for row in rows)
    return Feed(house=house(session), member=member, entries=tuple(one for one in seen if one is not None))


def address(session: Session, member: Member) -> Address | None:
    row = feeds.of(session, member.id)
    return Address(salt=row.salt, digest=row.digest, since=row.created_at) if row else None
