"""What somebody, or everybody below them, still has to do: overdue, today, this week, later."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row

from crm.domain.access import VIEW, Member, Scope
from crm.domain.i18n import known_zone
from crm.domain.reminders import Horizon, When
from crm.domain.timeline import Entry
from crm.store import people, planned
from crm.store.planned import Key, Whose
from crm.store.session import Session
from crm.views.entries import Pages

PAGE = 10


class Of(StrEnum):
    MINE = "mine"
    GROUP = "group"


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One thing to do: whose it is, and when its reader is reminded of it next, or was last."""

    entry: Entry
    responsible: str
    mine: bool
    reminded_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A part of an agenda, the next first; ``after`` is the key of its next page, if any."""

    when: When
    lines: Sequence[Line] = ()
    count: int = 0
    after: Key | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Agenda:
    """``leads``: there is a group to look at."""

    of: Of
    leads: bool
    parts: Mapping[When, Part]

    @property
    def count(self) -> int:
        return sum(one.count for one in self.parts.values())


def upcoming(
    session: Session,
    member: Member,
    now: datetime,
    *,
    of: Of = Of.MINE,
    parts: Collection[When] = tuple(When),
    at_most: int = PAGE,
    after: Key | None = None,
) -> Agenda:
    """An agenda by the calendar of whoever looks, with what they may see of it.

    ``parts`` are those whose lines are wanted, ``at_most`` of each; all are counted. ``after`` goes on from an earlier
    page of the one part that is wanted then.
    """
    group = people.below(session, member.id)
    reader = replace(member, group=group)
    whose = whose_of(reader, group if of is Of.GROUP else {member.id})
    horizon = Horizon.of(now, known_zone(member.zone))
    counts = planned.counts(session, whose, horizon)
    pages = {
        one: _page(session, whose, horizon, one, after, at_most) for one in When if one in parts and counts[one.value]
    }
    lines = _lines(session, reader, [row for rows in pages.values() for row in rows])
    found = {one: _part(one, pages.get(one, ()), lines, counts[one.value], at_most) for one in When}
    return Agenda(of=of, leads=len(group) > 1, parts=found)


def whose_of(reader: Member, members: Collection[int]) -> Whose:
    """What some members have to do, narrowed to what the reader may see."""
    owners: Collection[int] | None = ()
    match reader.reach(VIEW):
        case Scope.ALL:
            owners = None
        case Scope.GROUP:
            owners = reader.group
        case Scope.OWN:
            owners = (reader.id,)
    return Whose(members=members, reader=reader.id, owners=owners)


def _page(
    session: Session, whose: Whose, horizon: Horizon, when: When, after: Key | None, at_most: int
) -> Sequence[Row[Any]]:
    since, until = horizon.part(when)
    return planned.page(session, whose, since=since, until=until, after=after, count=at_most + 1)


def _lines(session: Session, reader: Member, rows: Sequence[Row[Any]]) -> Mapping[int, Line]:
    pages = Pages(session, rows)
    reminded = planned.reminders(session, [row.id for row in rows])
    names = people.by_id(session, {row.responsible_id for row in rows})
    seen = ((row, pages.for_reader(reader, row)) for row in rows)
    return {
        row.id: Line(
            entry=entry,
            responsible=names[row.responsible_id].name,
            mine=row.responsible_id == reader.id,
            reminded_at=_reminded(reminded.get(row.id, {}), reader.id),
        )
        for row, entry in seen
        if entry is not None
    }


def _reminded(asked: Mapping[int, Row[Any]], reader: int) -> datetime | None:
    return asked[reader].due_at if reader in asked else None


def _part(when: When, rows: Sequence[Row[Any]], lines: Mapping[int, Line], count: int, at_most: int) -> Part:
    shown, more = rows[:at_most], len(rows) > at_most
    return Part(
        when=when,
        lines=_known(lines, shown),
        count=count,
        after=(shown[-1].occurred_at, shown[-1].id) if more else None,
    )


def _known(lines: Mapping[int, Line], rows: Iterable[Row[Any]]) -> Sequence[Line]:
    return tuple(lines[row.id] for row in rows if row.id in lines)
