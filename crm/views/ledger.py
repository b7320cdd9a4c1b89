"""What became of notices, for somebody: only of entries that they may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from crm.domain.access import VIEW, Member, Scope
from crm.domain.delivery import Channel, DeliveryKind, DeliveryState
from crm.domain.timeline import Entry
from crm.store import outbox, people
from crm.store.session import Session
from crm.store.tables import channel, entry, member
from crm.views.entries import entries

_ENTRIES = select(entry, member.c.name.label("author_name")).join(
    member, (member.c.workspace_id == entry.c.workspace_id) & (member.c.id == entry.c.author_id)
)
_CHANNELS = select(channel.c.id, channel.c.name)


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """One delivery with the names of what it is about; ``to`` is a member, or a Slack channel.

    A digest, a report, and notices that came together are about no single entry.
    """

    id: int
    entry: Entry | None
    to: str
    kind: DeliveryKind
    channel: Channel
    state: DeliveryState
    reason: str | None
    attempts: int
    created_at: datetime
    due_at: datetime
    finished_at: datetime | None
    member: int | None = None
    comment: int | None = None


def newest(session: Session, reader: Member, *, troubled: bool, count: int) -> list[Notice]:
    """The newest notices, or only those that need a person."""
    return _notices(session, reader, outbox.newest(session, troubled=troubled, count=count))


def told(session: Session, found: Entry) -> list[Notice]:
    """What became of the news of an entry that the reader sees: one notice for each person and way, the newest."""
    rows = [row for row in outbox.of_entry(session, found.id) if row.kind == DeliveryKind.ENTRY]
    newest_of_each = {(row.channel, row.place, row.member_id): row for row in rows}
    return sorted(written(session, list(newest_of_each.values()), {found.id: found}), key=lambda one: one.to)


def _notices(session: Session, reader: Member, rows: Sequence[Row[Any]]) -> list[Notice]:
    """In a fixed number of queries; a notice of an entry that the reader may not see is left out."""
    if not rows:
        return []
    stored = session.rows(_ENTRIES.where(entry.c.id.in_({row.entry_id for row in rows if row.entry_id is not None})))
    visible = {one.id: one for one in entries(session, reader, stored)}
    mine = reader.reach(VIEW) is Scope.ALL
    return written(
        session, [row for row in rows if row.entry_id is not None or mine or row.member_id == reader.id], visible
    )


def written(session: Session, rows: Sequence[Row[Any]], visible: Mapping[int, Entry]) -> list[Notice]:
    names = {one.id: one.name for one in people.everybody(session)}
    places = {row.id: f"#{row.name}" for row in session.rows(_CHANNELS)}
    return [
        Notice(
            id=row.id,
            entry=visible.get(row.entry_id),
            to=names.get(row.member_id) or places.get(row.place) or row.place or "",
            kind=DeliveryKind(row.kind),
            channel=Channel(row.channel),
            state=DeliveryState(row.state),
            reason=row.reason,
            attempts=row.attempts,
            created_at=row.created_at,
            due_at=row.due_at,
            finished_at=row.finished_at,
            member=row.member_id,
            comment=row.comment_id,
        )
        for row in rows
        if row.entry_id is None or row.entry_id in visible
    ]
