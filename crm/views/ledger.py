"""What became of notices, for somebody: only of entries that they may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from crm.domain.access import Member
from crm.domain.delivery import Channel, DeliveryKind, DeliveryState
from crm.domain.errors import NotFound
from crm.domain.i18n import Text, _
from crm.domain.timeline import Entry
from crm.store import outbox, people
from crm.store.session import Session
from crm.store.tables import channel, entry, member
from crm.views.entries import entries
from crm.views.entries import entry as one_entry

_ENTRIES = select(entry, member.c.name.label("author_name")).join(
    member, (member.c.workspace_id == entry.c.workspace_id) & (member.c.id == entry.c.author_id)
)
_CHANNELS = select(channel.c.id, channel.c.name)


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """One delivery with the names of what it is about; ``to`` is a member, or a Slack channel."""

    id: int
    entry: Entry
    to: str
    kind: DeliveryKind
    channel: Channel
    state: DeliveryState
    reason: str | None
    attempts: int
    created_at: datetime
    due_at: datetime
    finished_at: datetime | None


def newest(session: Session, reader: Member, *, troubled: bool, count: int) -> list[Notice]:
    """The newest notices, or only those that need a person."""
    return _notices(session, reader, outbox.newest(session, troubled=troubled, count=count))


def why(session: Session, reader: Member, entry_id: int, token: str) -> tuple[list[Notice], Text]:
    """What became of a member's notices of an entry; without any, why there are none.

    Raises:
        NotFound: no such entry or member for this reader.
    """
    whom = people.members(session, [token]).get(token)
    if whom is None:
        raise NotFound(what=token)
    found = one_entry(session, reader, entry_id)
    if found is None:
        raise NotFound(what=f"E-{entry_id}")
    rows = outbox.of_entry(session, entry_id)
    return _notices(session, reader, [row for row in rows if row.member_id == whom.id]), _untold(found, whom)


def told(session: Session, found: Entry) -> list[Notice]:
    """What became of the news of an entry that the reader sees: one notice for each person and way, the newest."""
    rows = [row for row in outbox.of_entry(session, found.id) if row.kind == DeliveryKind.ENTRY]
    newest_of_each = {(row.channel, row.place, row.member_id): row for row in rows}
    return sorted(_written(session, list(newest_of_each.values()), {found.id: found}), key=lambda one: one.to)


def _untold(found: Entry, whom: Member) -> Text:
    if found.author == whom.id:
        return _("{name} wrote {entry}; nobody is told of their own doing.", name=whom.name, entry=found.number)
    if whom.name not in found.participants:
        return _("{name} does not take part in {entry}.", name=whom.name, entry=found.number)
    return _("{name} reads {entry} in the Slack channel only.", name=whom.name, entry=found.number)


def _notices(session: Session, reader: Member, rows: Sequence[Row[Any]]) -> list[Notice]:
    """In a fixed number of queries; a notice of an entry that the reader may not see is left out."""
    if not rows:
        return []
    stored = session.rows(_ENTRIES.where(entry.c.id.in_({row.entry_id for row in rows})))
    visible = {one.id: one for one in entries(session, reader, stored)}
    return _written(session, rows, visible)


def _written(session: Session, rows: Sequence[Row[Any]], visible: Mapping[int, Entry]) -> list[Notice]:
    names = {one.id: one.name for one in people.everybody(session)}
    places = {row.id: f"#{row.name}" for row in session.rows(_CHANNELS)}
    return [
        Notice(
            id=row.id,
            entry=visible[row.entry_id],
            to=names.get(row.member_id) or places.get(row.place) or row.place or "",
            kind=DeliveryKind(row.kind),
            channel=Channel(row.channel),
            state=DeliveryState(row.state),
            reason=row.reason,
            attempts=row.attempts,
            created_at=row.created_at,
            due_at=row.due_at,
            finished_at=row.finished_at,
        )
        for row in rows
        if row.entry_id in visible
    ]
