"""A mail to an address that stops something: whatever it says, its member hears no more of it."""

from __future__ import annotations

from datetime import datetime

from bot.mail.sorting.case import Case, Filed, Room, Step
from bot.mail.sorting.thread import recipients
from bot.stop_links import StopLinks, hear_no_more
from crm.domain.errors import Busy, Refused
from crm.store.raw_mail import Outcome


def stop(room: Room, case: Case, now: datetime) -> Step:
    """Mail programs write it by themselves, so it comes before machines are looked for."""
    links = StopLinks(public="", keys=room.keys)
    ours = (one for one in recipients(case) if one.rpartition("@")[2].lower() == room.domain.lower())
    found = next((found for one in ours if (found := links.read_address(one))), None)
    if found is None:
        return case
    try:
        hear_no_more(room.store, found, token=links.token(found), door="mail", now=now)
    except Busy:
        raise
    except Refused as refused:
        return Filed(outcome=Outcome.REFUSED, reason=str(refused), workspace=found.workspace, entry=found.entry)
    return Filed(outcome=Outcome.STOPPED, workspace=found.workspace, entry=found.entry)
