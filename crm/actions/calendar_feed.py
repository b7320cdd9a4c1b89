"""A member's own calendar feed: its address is made, made anew, or leads nowhere any more."""

from __future__ import annotations

from crm.domain.action import Action, ActionKind, Writes
from crm.domain.fields import Choice, Line, Option
from crm.domain.i18n import _

RENEW, STOP = "renew", "stop"

ACTION = Action(
    name="calendar-feed",
    title=_("Calendar feed"),
    help=_("Show what you still have to do in your own calendar."),
    sentence=_("{author} changed a calendar feed"),
    icon="📅",
    kind=ActionKind.OPERATION,
    writes=Writes.AUDIT,
    fields=(
        Choice(
            name="decision",
            label=_("Decision"),
            required=True,
            options=(Option(RENEW, _("Make a new address")), Option(STOP, _("Stop the feed"))),
            example=STOP,
        ),
        # The address is nobody's but its owner's: here stands what it is made with, and a digest that finds it.
        Line(name="salt", label=_("Address"), at_most=64),
        Line(name="digest", label=_("Address"), at_most=64),
    ),
)
