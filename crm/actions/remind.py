"""Whoever sees an upcoming entry may be reminded of it, too."""

from __future__ import annotations

from dataclasses import replace

from crm.actions._shared import REMIND
from crm.domain.action import Action, ActionKind, Writes
from crm.domain.fields import EntryRef
from crm.domain.i18n import _

ACTION = Action(
    name="remind",
    title=_("Remind me"),
    help=_("Be reminded of an upcoming action, or not any more."),
    sentence=_("{author} asked to be reminded"),
    icon="⏰",
    kind=ActionKind.OPERATION,
    writes=Writes.AUDIT,
    fields=(
        EntryRef(name="entry", label=_("Entry"), required=True, example="E-1"),
        replace(REMIND, advanced=False),
    ),
    main="remind",
)
