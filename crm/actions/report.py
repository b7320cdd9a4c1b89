"""The weekly report, for whoever does not wish to wait for Monday."""

from __future__ import annotations

from crm.domain.action import Action, ActionKind, Writes
from crm.domain.i18n import _

ACTION = Action(
    name="report",
    title=_("Weekly report"),
    help=_("Get last week’s report now. On Mondays it comes by itself."),
    sentence=_("{author} asked for the weekly report"),
    icon="📊",
    kind=ActionKind.OPERATION,
    writes=Writes.AUDIT,
)
