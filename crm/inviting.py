"""Invitations: what stands in people's calendars keeps step with the entry, and goes when that goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from crm.domain.access import Member
from crm.domain.action import Action, Call
from crm.domain.appointments import MINUTES, Answer, Appointment, Mode, minute_of, minutes_of
from crm.domain.delivery import Channel, DeliveryKind
from crm.domain.errors import Problem
from crm.domain.i18n import _
from crm.store import appointments, outbox, records
from crm.store.outbox import Owed
from crm.store.session import Session

CALENDAR, DURATION, PLACE, INVITE = "calendar", "duration", "place", "invite"
NAMES = records.NAMES | {"name"}
FIELDS = frozenset({CALENDAR, DURATION, PLACE, INVITE})
NEWER = "there is a newer one"
OFF = "called off"
CALENDAR_KINDS = frozenset({DeliveryKind.INVITATION, DeliveryKind.CANCELLATION})
# Slack's picker knows no seconds: the minute that runs is no past.
A_MINUTE = timedelta(minutes=1)
PAST = _("This is in the past. Only what is now or still to come can be put into a calendar.")


def problems(action: Action, values: Mapping[str, Any], now: datetime) -> list[Problem]:
    """Nobody is invited to what is over."""
    chosen = action.calendar is Mode.CHOSEN and values.get(CALENDAR)
    return [Problem(PAST, CALENDAR)] if chosen and _over(values, now) else []


def wanted(action: Action, call: Call) -> dict[str, Any] | None:
    """What the entry keeps of its appointment, if it is to have one."""
    values = call.values
    chosen = action.calendar is Mode.ALWAYS or (action.calendar is Mode.CHOSEN and values.get(CALENDAR))
    if not chosen or _over(values, call.now):
        return None
    return {"minutes": int(values.get(DURATION) or MINUTES), "place": values.get(PLACE) or ""}


def _over(values: Mapping[str, Any], now: datetime) -> bool:
    when: datetime | None = values.get("when")
    return when is not None and when < now - A_MINUTE


def begin(call: Call, entry: int) -> tuple[dict[str, Any], list[dict[str, Any]], list[Owed]]:
    """The rows of a new invitation, and its mails: to the author, and to participants where they are invited."""
    chosen: Sequence[Member] = call.values.get("participants") or () if call.values.get(INVITE) else ()
    members = dict.fromkeys([call.actor.id, *(one.id for one in chosen)])
    row = {"entry_id": entry, "sequence": 0, "since": 0, "off": None}
    rows = [_row(entry, one) for one in members]
    return row, rows, [_invite(entry, one) for one in members]


def _row(entry: int, member: int) -> dict[str, Any]:
    nothing = {"note": "", "sequence": 0, "said_at": None, "proposed_at": None, "proposed_until": None}
    return {"entry_id": entry, "member_id": member, "answer": Answer.NONE.value, **nothing}


def _invite(entry: int, member: int) -> Owed:
    return Owed(entry=entry, kind=DeliveryKind.INVITATION, channel=Channel.MAIL, member=member)


def details(row: Row[Any], values: Mapping[str, Any]) -> dict[str, Any] | None:
    """How long and where it is from now on; nothing where that stays, or it is in no calendar."""
    before = (row.data or {}).get("calendar")
    if before is None:
        return None
    place = values.get(PLACE) or ("" if values.get("details") else before["place"])
    after = {"minutes": int(values.get(DURATION) or before["minutes"]), "place": place}
    return after if after != before else None


def same_time(row: Row[Any], after: Mapping[str, Any] | None) -> bool:
    """Does it last as long as before?"""
    return after is not None and after["minutes"] == minutes_of(row.data or {})


def moved(session: Session, entry: int, now: datetime) -> None:
    """An entry has another time: everybody is asked anew, and what they said to the old one is void."""
    for row in _standing(session, [entry]):
        _ask_anew(session, row, now)


def invited(session: Session, entry: int) -> set[int]:
    """Whose calendar an entry stands in, or is about to."""
    standing = [row.entry_id for row in _standing(session, [entry])]
    return {one.member for some in appointments.guests(session, standing).values() for one in some}


def changed(session: Session, entries: Sequence[int], now: datetime) -> None:
    """Appointments say something else now, at the same time as before."""
    for row in _standing(session, entries):
        _tell_anew(session, row, now, since=row.since)


def renamed(session: Session, written: Mapping[int, Mapping[str, Any]], now: datetime) -> None:
    """Some clients may have another name: what is to come with them stands under that in calendars."""
    named = [record for record, values in written.items() if NAMES & values.keys()]
    changed(session, appointments.ahead(session, named, now), now)


def _standing(session: Session, entries: Sequence[int]) -> list[Row[Any]]:
    return [row for row in appointments.some(session, entries) if row.off is None]


def _ask_anew(session: Session, row: Row[Any], now: datetime) -> None:
    appointments.forget_answers(session, row.entry_id)
    _tell_anew(session, row, now, since=row.sequence + 1)


def _tell_anew(session: Session, row: Row[Any], now: datetime, *, since: int) -> None:
    appointments.change(session, row.entry_id, sequence=row.sequence + 1, since=since, off=None)
    _withdraw(session, row.entry_id, NEWER, now)
    invited = appointments.guests(session, [row.entry_id]).get(row.entry_id, ())
    outbox.owe(session, [_invite(row.entry_id, one.member) for one in invited], now)


def _withdraw(session: Session, entry: int, why: str, now: datetime) -> None:
    outbox.withdraw(session, entry, why=why, now=now, kinds=CALENDAR_KINDS)


def call_off(session: Session, entries: Sequence[int], why: str, now: datetime, *, by: int | None = None) -> list[Owed]:
    """Take entries out of calendars: the cancellations, owed by the entry itself or by the one that deletes it.

    Whoever was not invited yet hears of nothing.
    """
    standing = _standing(session, entries)
    for row in standing:
        appointments.change(session, row.entry_id, sequence=row.sequence + 1, since=row.since, off=why)
        _withdraw(session, row.entry_id, OFF, now)
    rows = {row.entry_id: row for row in standing}
    told, organizers = appointments.told(session, list(rows)), appointments.organizers(session, list(rows))
    return [_cancel(rows[entry], member, organizers.get(entry, ""), by) for entry, member in sorted(told)]


def _cancel(row: Row[Any], member: int, organizer: str, by: int | None) -> Owed:
    gone = replace(_appointment(row), sequence=row.sequence + 1, organizer=organizer)
    return Owed(
        entry=row.entry_id if by is None else by,
        kind=DeliveryKind.CANCELLATION,
        channel=Channel.MAIL,
        member=member,
        receipt=gone.as_receipt(),
    )


def _appointment(row: Row[Any]) -> Appointment:
    return Appointment(
        entry=row.entry_id,
        action=row.action,
        sequence=row.sequence,
        starts_at=minute_of(row.occurred_at),
        minutes=minutes_of(row.data or {}),
    )


def call_again(session: Session, entries: Sequence[int], why: str, now: datetime) -> None:
    """What was called off for a reason that no longer holds stands in calendars again, if it is still to come."""
    for row in appointments.some(session, entries):
        if row.off == why and _appointment(row).ends_at > now:
            _ask_anew(session, row, now)
