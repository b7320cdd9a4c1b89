"""Who is not here: never was, for all that the reader may know, or was deleted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from crm.domain.access import VIEW, Member
from crm.domain.clients import RecordNumber
from crm.domain.errors import Deleted, NotFound
from crm.store import records, removals
from crm.store.session import Session


def missing(session: Session, reader: Member, number: RecordNumber) -> NotFound:
    """What to tell somebody who asks for a number that no client has."""
    grave = removals.of_number(session, number) or _of_survivor(session, number)
    if grave is None or not reader.may(VIEW, grave.owner_id):
        return NotFound(what=str(number))
    return Deleted(what=str(number), name=grave.by, when=grave.at)


def _of_survivor(session: Session, number: RecordNumber) -> Row[Any] | None:
    """What was merged into a client went with it."""
    survivor = records.became(session, [number]).get(number)
    return removals.of_number(session, survivor.number) if survivor else None
