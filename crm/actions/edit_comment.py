"""A comment follows the message it came from when that is edited."""

from __future__ import annotations

from crm.domain.action import Action, ActionKind, Writes
from crm.domain.fields import EntryRef, Line, RichText
from crm.domain.i18n import _

ACTION = Action(
    name="edit-comment",
    title=_("Edit comment"),
    help=_("Change what a comment says."),
    sentence=_("{author} edited a comment"),
    kind=ActionKind.OPERATION,
    writes=Writes.COMMENT,
    fields=(
        EntryRef(name="entry", label=_("Entry"), required=True, example="E-1"),
        RichText(name="text", label=_("Comment"), required=True, example="I will call them *on Monday*."),
        Line(name="origin", label=_("Origin"), at_most=100, required=True, example="C0INFOBOX/1795478401.000200"),
        Line(name="mark", label=_("Origin"), at_most=100, required=True, example="1795478500.000000"),
    ),
    main="text",
)
