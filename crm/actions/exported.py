"""A workbook is made and about to be handed over: how many rows of clients leave the house is written down first."""

from __future__ import annotations

from crm.domain.action import Action, ActionKind, Writes
from crm.domain.fields import Line
from crm.domain.i18n import _

ACTION = Action(
    name="exported",
    title=_("Hand over a workbook"),
    help=_("Say how many rows a workbook holds, before somebody is given it."),
    sentence=_("{author} was given a workbook"),
    kind=ActionKind.OPERATION,
    writes=Writes.AUDIT,
    fields=(
        Line(name="export", label=_("Export"), required=True, example="A-1"),
        Line(name="rows", label=_("Rows"), required=True, example="312"),
    ),
)
