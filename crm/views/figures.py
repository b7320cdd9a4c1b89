"""A week in numbers, for whoever has people below them: only of what they may view."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from crm.domain.access import EVERYTHING, VIEW, Member, Scope
from crm.domain.clients import StatusOption
from crm.domain.digests import DAY, due
from crm.domain.filters import Filters
from crm.domain.i18n import known_zone
from crm.store import figures, people
from crm.store.session import Session
from crm.views import listing
from crm.views.clients import within

WEEK = timedelta(days=7)
SILENT_AFTER = 60  # days
SILENT_AT_MOST = 200
ADMIN = "admin"


@dataclass(frozen=True, kw_only=True, slots=True)
class Acted:
    """What one member did in the week: how often each action."""

    name: str
    actions: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.actions.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """A status: how many active clients have it, and how many days those who left it in the week had had it."""

    key: str
    clients: int
    left: int = 0
    days: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Silent:
    """A client that nobody has dealt with for long."""

    number: str
    name: str
    owner: str
    last: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """``begins`` and ``ends`` are the first and the last day of the week; ``before`` counts the week before it."""

    begins: date
    ends: date
    people: tuple[Acted, ...]
    before: int
    stages: tuple[Stage, ...]
    silent: tuple[tuple[str, int], ...]  # by owner
    named: tuple[Silent, ...]
    whole: bool = True  # every silent client was counted

    @property
    def total(self) -> int:
        return sum(one.total for one in self.people)


def leads(session: Session) -> set[int]:
    """Who gets a report: active members with somebody below them, and administrators."""
    active = [one for one in people.everybody(session) if one.active]
    above = {one.manager for one in active}
    return {one.id for one in active if one.reach(VIEW) is not Scope.NONE and (one.id in above or runs_all(one))}


def runs_all(member: Member) -> bool:
    return member.role.name == ADMIN or member.reach(EVERYTHING) is Scope.ALL


def week(session: Session, reader: Member, *, now: datetime) -> Figures:
    """The last whole week, from Monday to Sunday, in the reader's zone."""
    zone = known_zone(reader.zone)
    monday = now.astimezone(zone).date()
    monday -= DAY * monday.weekday()
    begins, until = (due(day, datetime.min.time(), zone) for day in (monday - WEEK, monday))
    theirs = _people(session, reader)
    reach = within(reader)
    owners = None if reach is None or reach.owners is None else sorted(reach.owners)
    rows = list(figures.written(session, begins - WEEK, until, reader=reader.id, owners=owners))
    mine = [row for row in rows if row.author_id in theirs]
    this = [row for row in mine if row.created_at >= begins]
    acted = {one: Counter(row.action for row in this if row.author_id == one) for one in theirs}
    silent, named, whole = _silent(session, reader, theirs, now)
    return Figures(
        begins=monday - WEEK,
        ends=monday - DAY,
        people=tuple(
            Acted(name=theirs[one].name, actions=dict(sorted(counted.items())))
            for one, counted in sorted(acted.items(), key=lambda each: (-each[1].total(), theirs[each[0]].name))
        ),
        before=len(mine) - len(this),
        stages=_stages(session, reader, [row.id for row in rows if row.created_at >= begins], owners),
        silent=silent,
        named=named,
        whole=whole,
    )


def _people(session: Session, reader: Member) -> dict[int, Member]:
    """The reader's group; an administrator's is everybody."""
    group = people.below(session, reader.id)
    return {
        one.id: one
        for one in people.everybody(session)
        if one.active and one.reach(VIEW) is not Scope.NONE and (one.id in group or runs_all(reader))
    }


def _stages(
    session: Session, reader: Member, entries: Sequence[int], owners: Sequence[int] | None
) -> tuple[Stage, ...]:
    """In the order of the workspace's list, those that nobody has had left out."""
    statuses: Sequence[StatusOption] = people.statuses(session)
    standing = figures.standing(session, owners)
    stayed: dict[str, list[float]] = {}
    for one in figures.left(session, entries):
        if reader.may(VIEW, one.owner):
            stayed.setdefault(one.status, []).append((one.went - one.came) / DAY)
    return tuple(
        Stage(
            key=one.key,
            clients=standing.get(one.key, 0),
            left=len(stayed.get(one.key, ())),
            days=round(median(stayed[one.key]), 1) if one.key in stayed else None,
        )
        for one in statuses
        if one.key in standing or one.key in stayed
    )


def _silent(
    session: Session, reader: Member, theirs: dict[int, Member], now: datetime
) -> tuple[tuple[tuple[str, int], ...], tuple[Silent, ...], bool]:
    """By owner how many, the first of them by name, and whether all were counted."""
    counted: list[tuple[str, int]] = []
    named: list[Silent] = []
    whole = True
    for one in theirs.values():
        filters = Filters(owner=people.token_of(one.id), active=True, older=SILENT_AFTER)
        count, all_of_them = listing.count(session, reader, filters, now=now)
        whole = whole and all_of_them
        if count:
            counted.append((one.name, count))
            named += _named(session, reader, filters, one.name, now)
    never = datetime.min.replace(tzinfo=now.tzinfo)
    named.sort(key=lambda each: (each.last or never, each.name))
    return tuple(sorted(counted, key=lambda each: (-each[1], each[0]))), tuple(named[:SILENT_AT_MOST]), whole


def _named(session: Session, reader: Member, filters: Filters, owner: str, now: datetime) -> list[Silent]:
    page = listing.page(session, reader, filters, now=now, count=SILENT_AT_MOST)
    return [
        Silent(
            number=str(line.record.number), name=line.record.name, owner=owner, last=line.last.at if line.last else None
        )
        for line in page.lines
    ]
