"""Something was said to Carnet; what it was understood as waits until its author has looked at it."""

from __future__ import annotations

from crm.domain.action import Action, ActionKind, Writes
from crm.domain.fields import Line
from crm.domain.i18n import _
from crm.domain.understanding import Understanding

ACTION = Action(
    name="hear",
    title=_("Listen"),
    help=_("Keep what was said until it is confirmed."),
    sentence=_("{author} said something"),
    kind=ActionKind.OPERATION,
    writes=Writes.DRAFT,
    fields=(
        Line(name="said", label=_("Message"), required=True, at_most=100, example="D0CARNET:1795478400.000100"),
        Understanding(name="understood", label=_("Understood")),
    ),
)
