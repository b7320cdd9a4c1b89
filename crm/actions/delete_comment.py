"""A comment goes when the message it came from is deleted; administrators keep its history."""

from __future__ import annotations

from crm.domain.action import Action, ActionKind, Writes
from crm.domain.fields import EntryRef, Line
from crm.domain.i18n import _

ACTION = Action(
    name="delete-comment",
    title=_("Delete comment"),
    help=_("Take a comment back."),
    sentence=_("{author} deleted a comment"),
    kind=ActionKind.OPERATION,
    writes=Writes.COMMENT,
    fields=(
        EntryRef(name="entry", label=_("Entry"), required=True, example="E-1"),
        Line(name="origin", label=_("Origin"), at_most=100, required=True, example="C0INFOBOX/1795478401.000200"),
    ),
)
