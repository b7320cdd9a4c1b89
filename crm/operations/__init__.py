"""What actions do that write no entry of their own: comments, undo, planned changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crm.domain.action import Call
from crm.operations import comments, edits, effects, exports, files, lists, mails, preferences, shortcuts, undo
from crm.outcome import Done
from crm.store.session import Session

OPERATIONS: Mapping[str, Callable[[Session, Call, str], Done]] = {
    "comment": comments.add,
    "decide-mail": mails.decide,
    "default-shortcuts": shortcuts.offer,
    "edit-comment": comments.edit,
    "edit-entry": edits.edit,
    "delete-comment": comments.remove,
    "export": exports.ask,
    "exported": exports.note,
    "keep-file": files.keep,
    "keep-filters": lists.keep_filters,
    "mute": preferences.mute,
    "preferences": preferences.change,
    "select": lists.select,
    "shortcuts": shortcuts.change,
    "take-effect": effects.take,
    "undo": undo.undo,
}
