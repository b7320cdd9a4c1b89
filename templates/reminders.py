"""What a mail that reminds says beside its first entry: what else is due, and what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence

from crm.domain.i18n import Text, _, ngettext
from crm.views.parcels import Parcel
from templates import words
from templates.catalogue import Reader, moment, say

LINES_AT_MOST = 50
ANSWER_THERE = _("In Slack, “/upcoming” marks it as done, puts the reminder off or gives it another time.")
ANSWER_HERE = _(
    "In Slack, “/upcoming” marks it as done, puts the reminder off or gives it another time. "
    "Your answer to this mail becomes a comment for everybody concerned."
)


def headline(parcel: Parcel, reader: Reader) -> str:
    """``Coming up: 1 Dec 2026, 14:30 CET``, or how many things there are."""
    count = len(parcel.reminded)
    if count > 1:
        return say(ngettext("{count} thing to do", "{count} things to do", count), reader)
    at, due = parcel.entry.occurred_at, next((one.due_at for one in parcel.reminded), parcel.due_at)
    said = _("Still to do: {when}", when=at) if due > at else _("Coming up: {when}", when=at)
    return say(said, reader)


def others(parcel: Parcel, reader: Reader) -> Sequence[str]:
    """What is due beside the first: ``🔁 Acme · Follow up · 1 Dec 2026, 14:30 CET · E-12``."""
    found = []
    for one in parcel.reminded[1 : LINES_AT_MOST + 1]:
        said = words.lines(one.entry, parcel.workspace.statuses, reader)
        title = words.title(one.entry.action, reader)
        parts = (said.clients, title, moment(one.entry.occurred_at, reader), one.entry.number)
        found.append(f"{said.icon} {' · '.join(parts)}")
    more = len(parcel.reminded) - 1 - len(found)
    return [*found, say(ngettext("and {count} more", "and {count} more", more), reader)] if more > 0 else found


def footer(*, answerable: bool) -> Text:
    return ANSWER_HERE if answerable else ANSWER_THERE
