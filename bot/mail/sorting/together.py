"""Which mails can be worked off together: small ones without files, to one address that leads into a workspace.

They take the same steps as any other, in one transaction: to begin and to commit costs more than most of the steps.
Whatever may take long (files, a scanner, a large page) is left to those that are worked off alone, without a
transaction around it: on SQLite everybody else waits for the one who writes. So is the second mail of one sender to one
entry.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence

from bot.mail.reading import parse
from bot.mail.reading.letter import Unreadable
from bot.mail.sorting import thread
from bot.mail.sorting.case import Case, Room
from crm.store.intake import Arrived

SMALL = 64 * 1024  # bytes


def by_workspace(room: Room, arrived: Sequence[Arrived]) -> Mapping[int, Sequence[Case]]:
    """Those that can, read already; the oldest first."""
    found: dict[int, list[Case]] = defaultdict(list)
    seen: set[Hashable] = set()
    for case in thread.placed(room, list(_small(room, arrived))):
        marks = {case.number, (case.sender.lower(), case.there.entry)}
        # What was known of the first would not be true of the second any more.
        if not marks & seen:
            found[case.there.workspace].append(case)
        seen |= marks
    return found


def _small(room: Room, arrived: Sequence[Arrived]) -> Iterator[Case]:
    for one in arrived:
        ours = thread.whom(room, one)
        # One that was in our hands before has broken us, or may do so: it must not hold up the others again.
        if one.attempts or len(ours) > 1 or not ours[0] or len(one.content) > SMALL:
            continue
        try:
            letter = parse.read(one.content)
        except Unreadable:
            continue
        if all(each.ornament for each in letter.files) and not letter.enclosed:
            yield Case(arrived=one, recipient=ours[0], letter=letter)
