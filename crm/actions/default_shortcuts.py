"""An administrator's quick access becomes what members begin with, until they change their own."""

from __future__ import annotations

from crm.domain.action import Action, ActionKind, Writes
from crm.domain.i18n import _

ACTION = Action(
    name="default-shortcuts",
    title=_("Use mine for new members"),
    help=_("Let everybody who has not changed their quick access begin with yours."),
    sentence=_("{author} chose the shortcuts for new members"),
    icon="⭐",
    kind=ActionKind.OPERATION,
    writes=Writes.AUDIT,
)
