"""Puts back what an entry changed; an operation with changes of its own, so it can be undone too."""

from __future__ import annotations

from crm.domain.action import Action, ActionKind, Writes
from crm.domain.fields import EntryRef
from crm.domain.i18n import _

ACTION = Action(
    name="undo",
    title=_("Undo"),
    help=_("Put back what an entry changed."),
    sentence=_("{author} undid an entry"),
    icon="↩️",
    kind=ActionKind.OPERATION,
    writes=Writes.AUDIT,
    fields=(EntryRef(name="entry", label=_("Entry"), required=True, example="E-1"),),
    main="entry",
)
