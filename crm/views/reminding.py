"""What a message reminds of: all that was due to one person at the same time, as it stands now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from crm import upcoming
from crm.domain.access import Member
from crm.domain.delivery import DeliveryKind, DeliveryState
from crm.domain.timeline import Entry
from crm.store import bundles, planned
from crm.store.session import Session
from crm.views.entries import Pages
from crm.views.pointless import pointless

REMINDING = frozenset({DeliveryKind.REMINDER, DeliveryKind.REMINDED})
SAID = frozenset({DeliveryState.SENT, DeliveryState.LATE})
NOT_SEEN = "recipient may no longer see it"
GONE = "entry or recipient is gone"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reminded:
    """One entry of a message that reminds. ``again_at`` is when its reader hears of it once more."""

    delivery: int
    entry: Entry
    due_at: datetime
    again_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reminding:
    """What reminders are packed with: what each carries, and what is wanted by now."""

    rows: Mapping[int, Sequence[Row[Any]]]
    asked: Mapping[int, Mapping[int, Row[Any]]]

    @classmethod
    def of(cls, session: Session, ledger: Sequence[Row[Any]]) -> Reminding:
        mine = {one.id for one in ledger if one.kind == DeliveryKind.REMINDER}
        standing = {one.about for one in ledger if one.kind == DeliveryKind.REMINDED}
        rows = bundles.messages(session, mine | standing)
        entries = [row.entry_id for some in rows.values() for row in some]
        return cls(rows=rows, asked=planned.reminders(session, entries))

    @property
    def entries(self) -> set[int]:
        return {row.entry_id for some in self.rows.values() for row in some}

    def sorted(
        self, one: Row[Any], reader: Member, pages: Pages, known: Mapping[int, Row[Any]]
    ) -> tuple[tuple[Reminded, ...], tuple[tuple[int, str], ...]]:
        """What the message says, and what it does not say any more, with the reason."""
        standing = one.kind == DeliveryKind.REMINDED
        told, left = [], []
        for row in self.rows.get(one.about if standing else one.id, ()):
            found = known.get(row.entry_id)
            entry = pages.for_reader(reader, found) if found is not None else None
            if standing and row.state not in SAID:
                continue
            reason = None if standing else self._needless(row, found, reader)
            if reason or entry is None:
                left.append((row.id, reason or (GONE if found is None else NOT_SEEN)))
            else:
                again = self._again(row) if standing else None
                bare = replace(entry, comments=(), link=None)
                told.append(Reminded(delivery=row.id, entry=bare, due_at=row.due_at, again_at=again))
        return tuple(told), tuple(left)

    def where(self, one: Row[Any]) -> tuple[str, str] | None:
        """The message that stands, of which this is to say what is true now."""
        receipts = [row.receipt for row in self.rows.get(one.about, ()) if row.state in SAID and row.receipt]
        return (receipts[0]["channel"], receipts[0]["ts"]) if receipts else None

    def _needless(self, row: Row[Any], found: Row[Any] | None, reader: Member) -> str | None:
        if found is None:
            return GONE
        if found.done_at is not None:
            return upcoming.DONE
        return pointless(row, found, reader) or self._moved(row)

    def _moved(self, row: Row[Any]) -> str | None:
        """It was put off while a relay held it; the one for the new time comes by itself."""
        asked = self.asked.get(row.entry_id, {}).get(row.member_id)
        if asked is None:
            return upcoming.HANDED_OVER
        return upcoming.MOVED if asked.due_at is None or asked.due_at > row.due_at else None

    def _again(self, row: Row[Any]) -> datetime | None:
        asked = self.asked.get(row.entry_id, {}).get(row.member_id)
        later = asked is not None and asked.due_at is not None and asked.due_at > row.due_at
        return asked.due_at if asked is not None and later else None
