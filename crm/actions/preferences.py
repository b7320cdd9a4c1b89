"""What a member wishes to be told of, and by which way; what is not named stays as it is."""

from __future__ import annotations

from crm.domain.action import Action, ActionKind, Writes
from crm.domain.i18n import _
from crm.domain.preferences import FIELDS

ACTION = Action(
    name="preferences",
    title=_("Preferences"),
    help=_("Choose what you are told of, and whether by mail, in Slack or both."),
    sentence=_("{author} changed their preferences"),
    icon="🔔",
    kind=ActionKind.OPERATION,
    writes=Writes.AUDIT,
    fields=FIELDS,
)
