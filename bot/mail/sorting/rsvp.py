"""Answers to invitations: sent by machines, on behalf of members, and so looked at before other machines' mail."""

from __future__ import annotations

from datetime import datetime

from bot.mail import address
from bot.mail.reading import itip
from bot.mail.reading.itip import Reply
from bot.mail.reading.verdict import Result, verdict
from bot.mail.sorting import thread
from bot.mail.sorting.case import Case, Filed, Place, Room, Step
from bot.mail.sorting.speaker import ANOTHER_SENDER, DOUBTFUL, NOT_GENUINE, UNKNOWN_SENDER
from crm import directory
from crm.actions import ACTIONS
from crm.domain.appointments import uid
from crm.domain.errors import Busy, Refused
from crm.perform import run
from crm.store import raw_mail
from crm.store.raw_mail import Outcome

# Why an answer counts for nothing; the mail is kept, and nobody is asked about it.
UNREADABLE = "calendar: cannot be read"
OTHER_EVENT = "calendar: about something else"


def answered(room: Room, case: Case, now: datetime) -> Step:
    """A calendar's answer to an invitation of ours, whatever its subject says."""
    part = next((one for one in case.read.calendars if one.method in itip.ANSWERS), None)
    place = _place(room, case) if part else None
    if part is None or place is None or place.entry is None:
        return case
    found = itip.reply(part)
    if found is None:
        return _nothing(place, UNREADABLE)
    with room.store.read(place.workspace) as session:
        ours = uid(str(directory.describe(session)["team"]), place.entry)
        emails = [case.sender, *(email for email, _said in found.guests)]
        known = raw_mail.members_at(session, {one.lower() for one in emails})
    guests = {one: known.get(one.lower(), set()) for one in emails}
    here = guests[case.sender]
    if found.uid.lower() != ours:
        return _nothing(place, OTHER_EVENT)
    doubt = _doubt(room, case, place, here)
    if doubt:
        return _nothing(place, f"calendar: {doubt}")
    return _perform(room, case, place, found, here, guests, now)


def _nothing(place: Place, why: str) -> Filed:
    return Filed(outcome=Outcome.MACHINE, reason=why, workspace=place.workspace, entry=place.entry)


def _place(room: Room, case: Case) -> Place | None:
    """The entry whose own address it came to; some programs answer to where other answers go."""
    for one in thread.recipients(case):
        ours = one.rpartition("@")[2].lower() == room.domain.lower()
        found = address.read_calendar(one, *room.keys) if ours else None
        if found is not None:
            return Place(workspace=found[0], entry=found[1], evidence="calendar")
    return thread.find(room, case)


def _doubt(room: Room, case: Case, place: Place, here: set[int]) -> str | None:
    """Why it is not sure that a member says this.

    The address is a secret of those invited; where a server tells us who may be believed, its word is needed, too.
    """
    said = verdict(case.read, room.authserv_id)
    if said.doubtful or len(here) > 1:
        return DOUBTFUL
    if not here:
        return UNKNOWN_SENDER
    if said.result is Result.FAIL:
        return NOT_GENUINE
    mine = place.member is not None and place.member in here
    if place.member is not None and not mine and said.result is not Result.PASS:
        return ANOTHER_SENDER
    return DOUBTFUL if room.authserv_id and not mine and said.result is not Result.PASS else None


def _perform(
    room: Room, case: Case, place: Place, found: Reply, here: set[int], guests: dict[str, set[int]], now: datetime
) -> Filed:
    [member] = here
    # A calendar may know its owner by another address than the one that it writes from; never by a colleague's.
    said = next((one for email, one in found.guests if not guests[email] or member in guests[email]), None)
    if said is None:
        return _nothing(place, f"calendar: {ANOTHER_SENDER}")
    inputs = {
        "entry": f"E-{place.entry}",
        "answer": said.value,
        "sequence": "" if found.sequence is None else str(found.sequence),
        "said": (found.stamp or now).isoformat(),
        "begins": found.begins.isoformat() if found.begins else None,
        "ends": found.ends.isoformat() if found.ends else None,
        "note": found.note,
    }
    try:
        run(
            room.store,
            place.workspace,
            ACTIONS["answer-invitation"],
            actor=f"M-{member}",
            inputs=inputs,
            source=f"mail:{case.number}:{place.entry}",
            now=now,
            background=True,
        )
    except Busy:
        raise
    except Refused as refused:
        return _nothing(place, f"calendar: {refused}")
    return Filed(outcome=Outcome.ANSWER, reason=said.value, workspace=place.workspace, entry=place.entry)
