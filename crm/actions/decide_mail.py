"""A mail that waits for a person is attached to its entry as a comment, or discarded."""

from __future__ import annotations

from crm.domain.action import Action, ActionKind, Writes
from crm.domain.fields import Check, Choice, Line, Option
from crm.domain.i18n import _

ATTACH, DISCARD = "attach", "discard"

ACTION = Action(
    name="decide-mail",
    title=_("Decide about a mail"),
    help=_("Attach a mail that waits to its entry as a comment, or discard it."),
    sentence=_("{author} decided about a mail"),
    icon="📨",
    kind=ActionKind.OPERATION,
    writes=Writes.COMMENT,
    fields=(
        Line(name="mail", label=_("Mail"), required=True, example="1"),
        Choice(
            name="decision",
            label=_("Decision"),
            required=True,
            options=(Option(ATTACH, _("Attach as comment")), Option(DISCARD, _("Discard"))),
            example=DISCARD,
        ),
        # The address is the member's whose reply address the mail came to: from now on they may write from it.
        Check(name="remember", label=_("Remember the address")),
    ),
)
