"""What a notice says that is about no single entry: a digest, a weekly report, or what was too much for an hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from sqlalchemy import Row, bindparam, select

from crm.domain.access import Member
from crm.domain.delivery import DeliveryKind
from crm.domain.digests import DAY, FOLDED, due
from crm.domain.i18n import known_zone
from crm.domain.timeline import Comment, Entry
from crm.store import bulletins, noise
from crm.store.session import Session
from crm.store.tables import entry, member
from crm.store.tables.upcoming import OPEN
from crm.views.entries import Pages, entries

NAMED_AT_MOST = 20
DUE_AT_MOST = 15  # of each part: a message holds fifty blocks, and what is to do has buttons
TO_DO_AT_MOST = 200  # more is no digest
NOTHING = "there was nothing to tell"
BULLETINS = frozenset({DeliveryKind.DIGEST, DeliveryKind.REPORT, DeliveryKind.FOLD})
_ENTRIES = select(entry, member.c.name.label("author_name")).join(
    member, (member.c.workspace_id == entry.c.workspace_id) & (member.c.id == entry.c.author_id)
)
_TO_DO = (
    _ENTRIES.where(
        OPEN,
        entry.c.responsible_id == bindparam("whose"),
        entry.c.occurred_at < bindparam("until", type_=entry.c.occurred_at.type),
    )
    .order_by(entry.c.occurred_at, entry.c.id)
    .limit(TO_DO_AT_MOST)
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """An entry, or a comment on it, that was not told on its own."""

    entry: Entry
    comment: Comment | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Folded:
    """The first of what was too much; ``count`` tells of how many."""

    said: tuple[Said, ...]
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Digest:
    """What a member still has to do: what is overdue, and what is planned for that day; the first of each."""

    overdue: tuple[Entry, ...]
    today: tuple[Entry, ...]
    overdue_count: int
    today_count: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A weekly report as it was made; ``templates.report`` reads it."""

    content: bytes


News = Folded | Digest | Drawn


def gathered(session: Session, ledger: Sequence[Row[Any]], readers: Mapping[int, Member]) -> dict[int, News]:
    """By the deliveries' ids; most are about an entry, and cost nothing."""
    told = [one for one in ledger if one.kind in BULLETINS and one.member_id in readers]
    found: dict[int, News] = {}
    for one in told:
        if one.kind == DeliveryKind.DIGEST:
            digest = _digest(session, one, readers[one.member_id])
            found |= {one.id: digest} if digest else {}
    found |= _reports(session, [one for one in told if one.kind == DeliveryKind.REPORT])
    return found | _folds(session, [one for one in told if one.kind == DeliveryKind.FOLD], readers)


def _reports(session: Session, told: Sequence[Row[Any]]) -> dict[int, News]:
    rows = bulletins.contents(session, [one.about for one in told])
    made = {one.id: rows[one.about] for one in told if one.about in rows}
    return {number: Drawn(row.content) for number, row in made.items() if row.content}


def _folds(session: Session, told: Sequence[Row[Any]], readers: Mapping[int, Member]) -> dict[int, News]:
    folded = noise.folded(session, [one.id for one in told], FOLDED)
    ids = {row.entry_id for some in folded.values() for row in some}
    rows = session.rows(_ENTRIES.where(entry.c.id.in_(ids))) if ids else []
    pages, known = Pages(session, rows), {row.id: row for row in rows}
    found: dict[int, News] = {}
    for one in told:
        said = [
            what
            for row in folded.get(one.id, ())
            if (what := _said(pages, known.get(row.entry_id), readers[one.member_id], row)) is not None
        ]
        if said:
            found[one.id] = Folded(said=tuple(said[:NAMED_AT_MOST]), count=len(said))
    return found


def _said(pages: Pages, row: Row[Any] | None, reader: Member, told: Row[Any]) -> Said | None:
    """As it stands now: what was undone, deleted or put out of the reader's sight meanwhile is not told."""
    found = pages.for_reader(reader, row) if row is not None and row.undone_at is None else None
    if found is None:
        return None
    comment = next((one for one in found.comments if one.id == told.comment_id), None)
    return None if told.comment_id is not None and comment is None else Said(entry=found, comment=comment)


def _digest(session: Session, told: Row[Any], reader: Member) -> Digest | None:
    """As of when it was due, so that a repeat says the same."""
    zone = known_zone(reader.zone)
    tomorrow = due(told.due_at.astimezone(zone).date() + DAY, time.min, zone)
    found = entries(session, reader, session.rows(_TO_DO, whose=reader.id, until=tomorrow))
    overdue = tuple(one for one in found if one.occurred_at < told.due_at)
    today = tuple(one for one in found if one.occurred_at >= told.due_at)
    if not found:
        return None
    return Digest(
        overdue=overdue[:DUE_AT_MOST],
        today=today[:DUE_AT_MOST],
        overdue_count=len(overdue),
        today_count=len(today),
    )
