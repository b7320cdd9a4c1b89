"""An upcoming entry gets another time; what it plans and whom it reminds move with it."""

from __future__ import annotations

from dataclasses import replace

from crm.actions._shared import DURATION, PLACE
from crm.domain.action import Action, ActionKind, Writes
from crm.domain.fields import Check, EntryRef, Moment
from crm.domain.i18n import _

ACTION = Action(
    name="reschedule",
    title=_("Reschedule"),
    help=_("Give an upcoming action another time; its reminders move with it."),
    sentence=_("{author} rescheduled an action"),
    icon="📅",
    kind=ActionKind.OPERATION,
    writes=Writes.AUDIT,
    fields=(
        EntryRef(name="entry", label=_("Entry"), required=True, example="E-1"),
        Moment(name="when", label=_("Date and time"), required=True, example="2030-01-07 09:00"),
        # Of what stands in calendars; what is not given stays.
        replace(DURATION, initial=None, under=""),
        replace(PLACE, under=""),
        Check(name="details", label=_("Clear what is left empty")),
    ),
    main="when",
)
