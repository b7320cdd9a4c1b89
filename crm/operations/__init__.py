"""What actions do that write no entry of their own: comments, undo, planned changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crm.domain.action import Call
from crm.domain.errors import Refused
from crm.operations import (
    answers,
    bulletins,
    comments,
    edits,
    effects,
    exports,
    feeds,
    files,
    hearing,
    lists,
    logged,
    mails,
    moving,
    preferences,
    rules,
    shortcuts,
    undo,
    upcoming,
)
from crm.outcome import Done
from crm.store.session import Session

OPERATIONS: Mapping[str, Callable[[Session, Call, str], Done]] = {
    "answer-invitation": answers.answer,
    "budget": bulletins.limit,
    "calendar-feed": feeds.decide,
    "decide-mail": mails.decide,
    "default-shortcuts": shortcuts.offer,
    "delete-comment": comments.remove,
    "done": upcoming.finish,
    "edit-comment": comments.edit,
    "edit-entry": edits.edit,
    "export": exports.ask,
    "exported": exports.note,
    "hear": hearing.hear,
    "keep-file": files.keep,
    "keep-filters": lists.keep_filters,
    "log-address": logged.address,
    "log-mail": logged.log,
    "move-comment": moving.move,
    "mute": preferences.mute,
    "preferences": preferences.change,
    "remind": upcoming.remind,
    "report": bulletins.ask,
    "reschedule": upcoming.reschedule,
    "select": lists.select,
    "shortcuts": shortcuts.change,
    "silent-clients": rules.silent_clients,
    "snooze": upcoming.snooze,
    "status-rule": rules.status_rule,
    "take-effect": effects.take,
}
# Those that are done for all of a chunk together; by source, what came of each.
TOGETHER: Mapping[str, Callable[[Session, Mapping[str, Call]], Mapping[str, Done | Refused]]] = {
    "comment": comments.add_all,
    "undo": undo.undo_all,
}
