"""An entry as an event of somebody's calendar, in their words."""

from __future__ import annotations

from datetime import datetime, timedelta

from crm.domain.appointments import minute_of, minutes_of, place_of, uid
from crm.domain.i18n import _
from crm.domain.timeline import Entry
from templates import words
from templates.calendar import Happening
from templates.catalogue import Reader, say

NAMED_AT_MOST = 2


def title(entry: Entry, reader: Reader) -> str:
    """Action and client: ``Info: Acme Précision SA``; of one whose clients are gone, its number."""
    number = entry.appointment.number if entry.appointment else entry.number
    clients = words.about(entry, reader, at_most=NAMED_AT_MOST) or number
    return say(_("{label}: {value}", label=words.title(entry.action, reader), value=clients), reader)


def happening(entry: Entry, team: str, reader: Reader, *, stamp: datetime, said: str = "") -> Happening:
    """What stands in calendars as an appointment, or in a feed only."""
    one = entry.appointment
    starts = one.starts_at if one else minute_of(entry.occurred_at)
    minutes = one.minutes if one else minutes_of(entry.data)
    return Happening(
        uid=uid(team, one.entry if one else entry.id),
        sequence=one.sequence if one else 0,
        stamp=stamp,
        starts=starts,
        ends=starts + timedelta(minutes=minutes),
        title=title(entry, reader),
        place=one.place if one else place_of(entry.data),
        words=said,
    )
