"""What was to be done is done; nobody is reminded of it any more."""

from __future__ import annotations

from crm.domain.action import Action, ActionKind, Writes
from crm.domain.fields import EntryRef
from crm.domain.i18n import _

ACTION = Action(
    name="done",
    title=_("Done"),
    help=_("Mark an upcoming action as done; nobody is reminded of it any more."),
    sentence=_("{author} did what was planned"),
    icon="✅",
    kind=ActionKind.OPERATION,
    writes=Writes.AUDIT,
    fields=(EntryRef(name="entry", label=_("Entry"), required=True, example="E-1"),),
    main="entry",
)
