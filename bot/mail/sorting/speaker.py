"""Who speaks: an address of a member that is not forged, and that fits the address it was sent to."""

from __future__ import annotations

from collections.abc import Iterable

from bot.mail.reading.verdict import Result, verdict
from bot.mail.sorting.case import Case, Filed, Place, Room
from crm.domain.access import Member
from crm.store.raw_mail import Outcome

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
    here = case.looked_up.people
    if not here:
        return Filed(outcome=Outcome.HELD, reason=UNKNOWN_SENDER)
    if said.result is Result.FAIL:
        return Filed(outcome=Outcome.HELD, reason=NOT_GENUINE)
    if place.member is not None and place.member in here:
        return _living([here[place.member]])
    if said.result is not Result.PASS:
        reason = ANOTHER_SENDER if place.member is not None else DOUBTFUL
        return Filed(outcome=Outcome.HELD, reason=reason)
    return _living(here.values())


def _living(here: Iterable[Member]) -> Member | Filed:
    """Who left and came back has two accounts with one address; the living one is meant."""
    found = [one for one in here if one.active]
    return found[0] if len(found) == 1 else Filed(outcome=Outcome.HELD, reason=DOUBTFUL if found else GONE)
