"""After how many days a client who has got a status is to be looked after again."""

from __future__ import annotations

from crm.domain.action import Action, ActionKind, Writes
from crm.domain.fields import Check, Line, Status
from crm.domain.i18n import _

ACTION = Action(
    name="status-rule",
    title=_("Follow up a status"),
    help=_("After how many days the owner of a client with this status is to follow up."),
    sentence=_("{author} set when a status is followed up"),
    icon="🔁",
    kind=ActionKind.OPERATION,
    writes=Writes.AUDIT,
    fields=(
        Status(name="status", label=_("Status"), required=True, example="meeting"),
        Line(name="days", label=_("After how many days"), hint=_("Empty: never."), example="14"),
        Check(name="always", label=_("Even if the status is another by then")),
    ),
    main="status",
)
