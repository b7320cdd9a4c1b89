"""After how many days without any action a client is to be looked after again."""

from __future__ import annotations

from crm.domain.action import Action, ActionKind, Writes
from crm.domain.fields import Line
from crm.domain.i18n import _

ACTION = Action(
    name="silent-clients",
    title=_("Silent clients"),
    help=_("After how many days without any action the owner of a client is to follow up."),
    sentence=_("{author} set when silent clients are followed up"),
    icon="🔁",
    kind=ActionKind.OPERATION,
    writes=Writes.AUDIT,
    fields=(Line(name="days", label=_("After how many days"), hint=_("Empty: never."), example="90"),),
    main="days",
)
