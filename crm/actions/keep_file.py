"""A file that was given with an entry has been fetched: it is kept, or refused for what was inside."""

from __future__ import annotations

from crm.domain.action import Action, ActionKind, Writes
from crm.domain.fields import EntryRef, Line
from crm.domain.i18n import _

ACTION = Action(
    name="keep-file",
    title=_("Keep file"),
    help=_("Keep a file that was given with an entry, or refuse it."),
    sentence=_("{author} added a file"),
    icon="📎",
    kind=ActionKind.OPERATION,
    writes=Writes.AUDIT,
    fields=(
        EntryRef(name="entry", label=_("Entry"), required=True, example="E-1"),
        Line(name="file", label=_("File"), required=True, example="F0LEBENSLAUF"),
        # Nothing stands for a file whose content is not what its name says.
        Line(name="digest", label=_("Digest")),
    ),
)
