"""Who speaks: an address of a member that is not forged, and that fits the address it was sent to."""

from __future__ import annotations

from bot.mail.reading.verdict import Result, verdict
from bot.mail.sorting.case import Case, Filed, Place, Room
from crm.domain.access import Member
from crm.store import people, raw_mail
from crm.store.raw_mail import Outcome
from crm.store.session import Session

# Why a mail waits for a person; words for them are in templates.held.
UNKNOWN_SENDER = "unknown sender"
ANOTHER_SENDER = "another sender"
DOUBTFUL = "doubtful sender"
NOT_GENUINE = "not genuine"
GONE = "no longer active"


def find(room: Room, case: Case, place: Place) -> Member | Filed:
    """The member who wrote it, or why a person must look first.

    A reply address is a secret of one member: with it their own address is believed unless it is known to be forged;
    everything else needs the word of a server that we trust.
    """
    said = verdict(case.read, room.authserv_id)
    if said.doubtful:
        return Filed(outcome=Outcome.HELD, reason=DOUBTFUL)
    with room.store.read(place.workspace) as session:
        here = raw_mail.members_at(session, case.sender)
        if not here:
            return Filed(outcome=Outcome.HELD, reason=UNKNOWN_SENDER)
        if said.result is Result.FAIL:
            return Filed(outcome=Outcome.HELD, reason=NOT_GENUINE)
        if place.member in here and place.member is not None:
            return _living(session, {place.member})
        if said.result is not Result.PASS:
            reason = ANOTHER_SENDER if place.member is not None else DOUBTFUL
            return Filed(outcome=Outcome.HELD, reason=reason)
        return _living(session, here)


def _living(session: Session, here: set[int]) -> Member | Filed:
    """Who left and came back has two accounts with one address; the living one is meant."""
    found = [one for one in people.by_id(session, here).values() if one.active]
    return found[0] if len(found) == 1 else Filed(outcome=Outcome.HELD, reason=DOUBTFUL if found else GONE)
