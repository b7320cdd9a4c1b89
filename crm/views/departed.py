"""Records that entries name though they are here no more: deleted ones by number, merged ones as what they became."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row

from crm.domain.access import VIEW, Member
from crm.domain.clients import Record, RecordKind, RecordNumber
from crm.store import records, removals
from crm.store.session import Session


@dataclass(frozen=True, kw_only=True, slots=True)
class Departed:
    """``graves`` by record id; ``leads`` from merged records to their survivors."""

    graves: Mapping[int, Row[Any]] = field(default_factory=dict)
    leads: Mapping[int, Record] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session, known: Iterable[Record], named: Collection[int]) -> Departed:
        """Asked for only where something is missing, which is rare."""
        by_id = {one.id: one for one in known}
        merged = [one.id for one in by_id.values() if one.merged_into is not None]
        missing = {one for one in named if one not in by_id} | {one.id for one in by_id.values() if one.gone}
        return cls(
            graves=removals.of_records(session, missing - set(merged)),
            leads=records.survivors(session, merged) if merged else {},
        )

    def number(self, record: int) -> str:
        grave = self.graves[record]
        return str(RecordNumber(RecordKind(grave.kind), grave.number))

    def numbers(self, reader: Member, named: Sequence[int]) -> tuple[str, ...]:
        """The numbers of those that were deleted, as far as the reader may know of them."""
        mine = [one for one in named if one in self.graves and reader.may(VIEW, self.graves[one].owner_id)]
        return tuple(self.number(one) for one in mine)

    def named(self, chosen: Sequence[int], filed: Sequence[Record]) -> list[Record]:
        """What an author named, in order; companies that stand there only for their contact are left out."""
        here = {one.id: self.leads.get(one.id, one) for one in filed if one.id not in self.graves}
        named = [here[one] for one in chosen if one in here]
        known = any(one in here or one in self.graves for one in chosen)
        return list({one.id: one for one in (named if known else here.values())}.values())
