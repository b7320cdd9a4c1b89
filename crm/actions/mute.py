"""A member hears no more of one entry, or hears of it again."""

from __future__ import annotations

from crm.domain.action import Action, ActionKind, Writes
from crm.domain.fields import Choice, EntryRef, Option
from crm.domain.i18n import _

ON, OFF = "on", "off"

ACTION = Action(
    name="mute",
    title=_("Mute"),
    help=_("Hear no more of one entry; your own reminders still come."),
    sentence=_("{author} muted an entry"),
    icon="🔕",
    kind=ActionKind.OPERATION,
    writes=Writes.AUDIT,
    fields=(
        EntryRef(name="entry", label=_("Entry"), required=True, example="E-1"),
        Choice(
            name="mute",
            label=_("Mute"),
            options=(Option(ON, _("Mute")), Option(OFF, _("Unmute"))),
            initial=ON,
            example=ON,
        ),
    ),
    main="entry",
)
