"""The text of an entry is put right by whoever wrote it; what it said before is kept."""

from __future__ import annotations

from crm.domain.action import Action, ActionKind, Writes
from crm.domain.fields import EntryRef, Field, RichText
from crm.domain.i18n import _


def text_of(action: Action | None) -> Field | None:
    """The field that the text of an action's entries was typed into; not every action has one."""
    found = action.field(action.main) if action else None
    return found if isinstance(found, RichText) else None


ACTION = Action(
    name="edit-entry",
    title=_("Edit entry"),
    help=_("Put right what your own entry says; its earlier versions are kept."),
    sentence=_("{author} edited an entry"),
    icon="✏️",
    kind=ActionKind.OPERATION,
    writes=Writes.AUDIT,
    fields=(
        EntryRef(name="entry", label=_("Entry"), required=True, example="E-1"),
        # Empty only where the action's own form lets it be.
        RichText(name="text", label=_("Text"), example="Called back: wants *three profiles* by Friday."),
    ),
    main="text",
)
