"""A dated change takes effect when its time has come."""

from __future__ import annotations

from crm.domain.action import Action, ActionKind, Writes
from crm.domain.fields import EntryRef
from crm.domain.i18n import _

ACTION = Action(
    name="take-effect",
    title=_("Take effect"),
    help=_("Do now what an entry announced."),
    sentence=_("{author} made a planned change"),
    kind=ActionKind.OPERATION,
    writes=Writes.AUDIT,
    fields=(EntryRef(name="entry", label=_("Entry"), required=True, example="E-1"),),
)
