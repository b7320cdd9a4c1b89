"""A reminder comes again later; the entry keeps its time."""

from __future__ import annotations

from crm.domain.action import Action, ActionKind, Writes
from crm.domain.fields import Choice, EntryRef, Moment, Option
from crm.domain.i18n import _
from crm.domain.reminders import Snooze

OPTIONS = (
    Option(Snooze.HOUR, _("In an hour")),
    Option(Snooze.TOMORROW, _("Tomorrow at 9:00")),
    Option(Snooze.MONDAY, _("Next Monday at 9:00")),
    Option(Snooze.OWN, _("At another time…")),
)

ACTION = Action(
    name="snooze",
    title=_("Snooze"),
    help=_("Be reminded of an upcoming action later; the action keeps its time."),
    sentence=_("{author} put off a reminder"),
    icon="💤",
    kind=ActionKind.OPERATION,
    writes=Writes.AUDIT,
    fields=(
        EntryRef(name="entry", label=_("Entry"), required=True, example="E-1"),
        Choice(name="until", label=_("Remind me again"), required=True, options=OPTIONS, example=Snooze.HOUR),
        Moment(name="when", label=_("Date and time"), hint=_("Only for another time.")),
    ),
    main="until",
)
