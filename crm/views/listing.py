"""Lists for somebody: their clients, and what is coming up with one of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from crm.domain.access import Member
from crm.domain.clients import Record, RecordKind
from crm.domain.timeline import Entry
from crm.store import entries as stored
from crm.store import people, search
from crm.store.session import Session
from crm.views.clients import within
from crm.views.entries import entries

UPCOMING_AT_MOST = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """Records, with what their rows need to be written out."""

    records: Sequence[Record]
    owners: Mapping[int, str]
    statuses: Mapping[str, Mapping[str, str]]

    def owner(self, one: Record) -> str:
        return self.owners.get(one.owner or 0, "")

    def status(self, one: Record, language: str) -> str:
        labels = self.statuses.get(one.status or "", {})
        return labels.get(language) or labels.get("en") or one.status or ""


def records(session: Session, reader: Member, text: str, *, kinds: Collection[RecordKind], count: int) -> Listed:
    """The best for some words, or the newest; only what this reader may view."""
    reach = within(reader, kinds=kinds)
    found = search.find(session, text, reach, count) if reach else []
    return Listed(
        records=found,
        owners={one.id: one.name for one in people.everybody(session)},
        statuses={one.key: one.labels for one in people.statuses(session)},
    )


def upcoming(session: Session, reader: Member, record: Record, now: datetime) -> list[Entry]:
    """What is still to come with a client, the next first."""
    rows = stored.upcoming(session, record.id, now, count=UPCOMING_AT_MOST)
    found = [one for one in entries(session, reader, rows) if not one.undone]
    return sorted(found, key=lambda one: (one.occurred_at, one.id))
