"""The entry that an operation is about, if the one who asks may see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from crm import notices
from crm.domain.action import Call
from crm.domain.clients import Record
from crm.domain.errors import EntryDeleted, NotFound, Refused
from crm.store import entries, records
from crm.store.session import Session

Found = tuple[Row[Any], list[Record]]


def entry_of(session: Session, call: Call) -> Found:
    """The entry and the records it is filed under; what the actor may not see does not exist for them."""
    [found] = entries_of(session, [call])
    if isinstance(found, Refused):
        raise found
    return found


def entries_of(session: Session, calls: Sequence[Call]) -> list[Found | Refused]:
    """``entry_of`` for some calls, in a few queries; a refusal stands in its place."""
    rows = entries.some(session, {call.values["entry"] for call in calls})
    filed = entries.subjects(session, list(rows)) if rows else {}
    known = records.by_id(session, [one for some in filed.values() for one in some])
    return [_found(session, call, rows, [known[one] for one in filed.get(call.values["entry"], ())]) for call in calls]


def _found(session: Session, call: Call, rows: Mapping[int, Row[Any]], known: Sequence[Record]) -> Found | Refused:
    row = rows.get(call.values["entry"])
    # What was deleted or merged opens nothing to whoever might see that alone.
    found = [one for one in known if not one.gone] or list(known)
    visible = row is not None and (row.author_id == call.actor.id or notices.may_view(session, call.actor, found))
    if row is None or not visible:
        return NotFound(what=f"E-{call.values['entry']}")
    if row.removal_id is not None:
        return EntryDeleted(what=f"E-{row.id}")
    return row, found
