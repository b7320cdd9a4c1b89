"""A comment that stands under the wrong entry moves to the right one."""

from __future__ import annotations

from crm.domain.action import Action, ActionKind, Writes
from crm.domain.fields import EntryRef, Line
from crm.domain.i18n import _

ACTION = Action(
    name="move-comment",
    title=_("Move a comment"),
    help=_("Move a comment to the entry that it belongs to."),
    sentence=_("{author} moved a comment"),
    icon="↪️",
    kind=ActionKind.OPERATION,
    writes=Writes.AUDIT,
    fields=(
        Line(name="comment", label=_("Comment"), required=True, example="C-1"),
        EntryRef(name="to", label=_("Entry"), required=True, example="E-2"),
    ),
)
