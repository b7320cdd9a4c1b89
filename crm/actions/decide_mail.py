"""A mail that waits for a person is attached to its entry, filed as a note or as a client's answer, or discarded."""

from __future__ import annotations

from dataclasses import replace

from crm.actions._shared import CLIENTS_FIELD
from crm.domain.action import Action, ActionKind, Writes
from crm.domain.fields import Check, Choice, Line, Option
from crm.domain.i18n import _

ATTACH, INFO, ANSWER, DISCARD = "attach", "info", "answer", "discard"

ACTION = Action(
    name="decide-mail",
    title=_("Decide about a mail"),
    help=_("Attach a mail that waits to its entry, file it as an info or as a client’s answer, or discard it."),
    sentence=_("{author} decided about a mail"),
    icon="📨",
    kind=ActionKind.OPERATION,
    writes=Writes.COMMENT,
    asks=("info",),
    fields=(
        Line(name="mail", label=_("Mail"), required=True, example="1"),
        Choice(
            name="decision",
            label=_("Decision"),
            required=True,
            options=(
                Option(ATTACH, _("Attach as comment")),
                Option(INFO, _("New info")),
                Option(ANSWER, _("Attach as the client’s answer")),
                Option(DISCARD, _("Discard")),
            ),
            example=DISCARD,
        ),
        replace(CLIENTS_FIELD, required=False),
        # The address is the member's whose reply address the mail came to: from now on they may write from it.
        Check(name="remember", label=_("Remember the address")),
    ),
    clients="clients",
)
