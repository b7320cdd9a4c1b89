"""Mails that were too large to be fetched: only the head is here. Whoever is known and sent one is told so, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.mail.sorting import speaker
from bot.mail.sorting.case import Case, Filed, Room, Step
from crm.domain.access import Member
from crm.store.raw_mail import Outcome
from templates.refused import TOO_LARGE

# Written by us above a head that stands for the whole; whoever else writes it has their own mail refused.
MARK = b"X-Carnet-Too-Large: "
REFUSED = Filed(outcome=Outcome.REFUSED, reason=TOO_LARGE)


def marked(head: bytes, size: int) -> bytes:
    return b"%b%d\r\n%b" % (MARK, size, head)


def known(room: Room, case: Case, now: datetime) -> Step:
    """Nobody is asked about words that are not here: a stranger's goes no further."""
    if not case.arrived.content.startswith(MARK):
        return case
    found = speaker.find(room, case, case.there)
    return replace(case, speaker=found) if isinstance(found, Member) else REFUSED


def told(room: Room, case: Case, now: datetime) -> Step:
    return REFUSED if case.arrived.content.startswith(MARK) else case
