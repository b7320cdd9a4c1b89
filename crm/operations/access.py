"""The entry that an operation is about, if the one who asks may see it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from crm import notices
from crm.domain.action import Call
from crm.domain.clients import Record
from crm.domain.errors import EntryDeleted, NotFound
from crm.store import entries, records
from crm.store.session import Session


def entry_of(session: Session, call: Call) -> tuple[Row[Any], list[Record]]:
    """The entry and the records it is filed under; what the actor may not see does not exist for them."""
    number = call.values["entry"]
    row = entries.one(session, number)
    filed = entries.subjects(session, [number]).get(number, []) if row is not None else []
    known = records.by_id(session, filed).values()
    # What was deleted or merged opens nothing to whoever might see that alone.
    found = [one for one in known if not one.gone] or list(known)
    visible = row is not None and (row.author_id == call.actor.id or notices.may_view(session, call.actor, found))
    if row is None or not visible:
        raise NotFound(what=f"E-{number}")
    if row.removal_id is not None:
        raise EntryDeleted(what=f"E-{number}")
    return row, found
