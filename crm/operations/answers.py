"""Answers to invitations: the newest of each guest stands, in whatever order they arrive."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from crm import notices
from crm.domain.action import Call
from crm.domain.appointments import Answer, minute_of, minutes_of
from crm.domain.errors import Refused
from crm.domain.i18n import _
from crm.operations.access import entry_of
from crm.outcome import Done
from crm.store import appointments, audits, outbox
from crm.store.session import Session


def answer(session: Session, call: Call, source: str) -> Done:
    """Keep what a guest said.

    Raises:
        Refused: nobody asked them, or they said something newer, or it was about another time.
    """
    entry, _records = entry_of(session, call)
    row = _invitation(session, entry.id)
    number = _number(call.values["sequence"], row)
    said, begins, ends = _proposal(call, row)
    told = {
        "said": said.value,
        "words": call.values["note"] or "",
        "number": number,
        "moment": min(call.values["said"], call.now),
        "begins": begins,
        "ends": ends,
    }
    if not appointments.say(session, entry.id, call.actor.id, told):
        raise Refused.because(_("You were not invited to this, or have answered since."), "entry")
    outbox.owe(session, notices.of_update(session, entry.id), call.now)
    data = {"answer": said.value, "begins": begins.isoformat() if begins else None}
    result = audits.keep(session, "answer-invitation", call.actor.id, source, data, call.now, entry=entry.id)
    return Done(result=result)


def _invitation(session: Session, entry: int) -> Row[Any]:
    found = [row for row in appointments.some(session, [entry]) if row.off is None]
    if not found:
        raise Refused.because(_("This is in no calendar."), "entry")
    return found[0]


def _number(given: str | None, row: Row[Any]) -> int:
    """The number of the invitation that was answered; without one, the newest is meant."""
    number = int(given) if given and given.isascii() and given.isdecimal() else row.sequence
    if number < row.since:
        raise Refused.because(_("This was an answer to an earlier time."), "entry")
    return int(min(number, row.sequence))


def _proposal(call: Call, row: Row[Any]) -> tuple[Answer, datetime | None, datetime | None]:
    """What was said; who proposes the very time that stands, or names none, only says perhaps."""
    said = Answer(call.values["answer"])
    begins: datetime | None = call.values["begins"]
    if said is not Answer.PROPOSED:
        return said, None, None
    if begins is None or begins == minute_of(row.occurred_at):
        return Answer.TENTATIVE, None, None
    long = timedelta(minutes=minutes_of(row.data or {}))
    ends: datetime | None = call.values["ends"]
    return said, begins, ends if ends is not None and ends > begins else begins + long
