"""A comment on an entry, from a thread, a mail or a shell."""

from __future__ import annotations

from crm.domain.action import Action, ActionKind, Writes
from crm.domain.fields import EntryRef, Line, RichText
from crm.domain.i18n import _
from crm.domain.kept import Kept

ACTION = Action(
    name="comment",
    title=_("Comment"),
    help=_("Comment on an entry."),
    sentence=_("{author} commented"),
    icon="💬",
    kind=ActionKind.OPERATION,
    writes=Writes.COMMENT,
    fields=(
        EntryRef(name="entry", label=_("Entry"), required=True, example="E-1"),
        RichText(name="text", label=_("Comment"), required=True, example="I will call them *tomorrow*."),
        Line(name="origin", label=_("Origin"), at_most=100),
        Kept(name="files", label=_("Attachments")),
    ),
    main="text",
)
