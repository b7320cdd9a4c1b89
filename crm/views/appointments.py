"""Entries as they stand in calendars, and as they go out of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from crm.domain.access import Member
from crm.domain.appointments import Appointment, minute_of, minutes_of, place_of
from crm.domain.delivery import DeliveryKind
from crm.domain.timeline import Entry
from crm.store import appointments
from crm.store.session import Session
from crm.views.pointless import pointless, unreachable

IN_CALENDARS = frozenset({DeliveryKind.INVITATION, DeliveryKind.CANCELLATION})
OFF = "called off"
HIDDEN = "recipient may no longer see it"


def of_entries(session: Session, rows: Sequence[Row[Any]]) -> dict[int, Appointment]:
    """Those of some entries that stand in calendars; most do not, and cost nothing."""
    ids = [row.id for row in rows if "calendar" in (row.data or {})]
    guests, organizers = appointments.guests(session, ids), appointments.organizers(session, ids)
    return {
        row.entry_id: Appointment(
            entry=row.entry_id,
            action=row.action,
            sequence=row.sequence,
            starts_at=minute_of(row.occurred_at),
            minutes=minutes_of(row.data),
            place=place_of(row.data),
            guests=tuple(guests.get(row.entry_id, ())),
            organizer=organizers.get(row.entry_id, ""),
        )
        for row in appointments.some(session, ids)
        if row.off is None
    }


def carried(one: Row[Any], row: Row[Any], reader: Member, seen: Entry | None, bare: Entry | None) -> Entry | str:
    """The entry of a calendar mail, or why there is none to send.

    Whoever has it in their calendar is told that it is off, even if they may see it no more: then without a name.
    """
    if one.kind == DeliveryKind.CANCELLATION:
        return unreachable(one, reader) or _called_off(one, seen, bare)
    if reason := pointless(one, row, reader):
        return reason
    if seen is None:
        return HIDDEN
    return OFF if seen.appointment is None else seen


def _called_off(one: Row[Any], seen: Entry | None, bare: Entry | None) -> Entry | str:
    gone = Appointment.from_receipt(one.receipt)
    if seen is not None and seen.id == gone.entry:
        return replace(seen, appointment=gone)
    if bare is None:
        return HIDDEN
    unnamed = replace(bare, records=(), hidden=0, deleted=(), body=None, changes=(), participants=(), comments=())
    return replace(unnamed, action=gone.action, occurred_at=gone.starts_at, data={}, appointment=gone)
