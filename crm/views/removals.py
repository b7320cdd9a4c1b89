"""What would go with a client if it were deleted, for somebody who thinks about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crm.domain.clients import Record, RecordKind
from crm.store import purges, records, removals
from crm.store.session import Session


@dataclass(frozen=True, kw_only=True, slots=True)
class Goes:
    """How much there is of everything; ``upcoming`` are some of the ``entries``, ``stay`` those with other clients."""

    contacts: int
    entries: int
    upcoming: int
    files: int
    stay: int


def what_goes(session: Session, record: Record, now: datetime) -> Goes:
    """A company is counted with its contacts."""
    contacts = records.contacts_of(session, [record.id]) if record.kind is RecordKind.COMPANY else []
    ids = [record.id, *(one.id for one in contacts)]
    going = removals.would_go(session, ids)
    return Goes(
        contacts=len(contacts),
        entries=len(going),
        upcoming=sum(one.occurred_at > now for one in going),
        files=purges.files_of(session, ids, [one.id for one in going]),
        stay=removals.filed_here(session, ids) - len(going),
    )
