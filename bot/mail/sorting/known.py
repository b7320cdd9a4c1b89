"""What the store knows that bears on a mail: asked once for all mails that are worked off together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.mail.sorting.case import Case, Known, Room, Step
from crm.store import people, raw_mail

AN_HOUR = timedelta(hours=1)


def look_up(room: Room, case: Case, now: datetime) -> Step:
    return case if case.known else look_up_all(room, [case], now)[0]


def look_up_all(room: Room, cases: Sequence[Case], now: datetime) -> list[Case]:
    """Mails that lead into one workspace, each with what is known of it there."""
    ids = {case.read.message_id for case in cases} - {""}
    entries = {case.there.entry for case in cases if case.there.entry}
    with room.store.read(cases[0].there.workspace) as session:
        before = raw_mail.same(session, ids)
        here = raw_mail.members_at(session, {case.sender.lower() for case in cases})
        known = people.by_id(session, {one for some in here.values() for one in some})
        written = raw_mail.comments_since(session, known, entries, now - AN_HOUR)
    return [
        replace(
            case,
            known=Known(
                before=before.get(case.read.message_id, ()),
                people={one: known[one] for one in sorted(here.get(case.sender.lower(), ())) if one in known},
                written={one: times for (one, entry), times in written.items() if entry == case.there.entry},
            ),
        )
        for case in cases
    ]
