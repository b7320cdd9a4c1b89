"""A member's quick access, changed one step at a time: an action is added, removed, moved up or down."""

from __future__ import annotations

from crm.domain.action import Action, ActionKind, Writes
from crm.domain.fields import Choice, Line, Option
from crm.domain.i18n import _
from crm.domain.shortcuts import Step

ACTION = Action(
    name="shortcuts",
    title=_("Modify shortcuts"),
    help=_("Choose what your quick access holds, and in which order."),
    sentence=_("{author} changed their shortcuts"),
    icon="⭐",
    kind=ActionKind.OPERATION,
    writes=Writes.AUDIT,
    fields=(
        Line(name="shortcut", label=_("Shortcut"), required=True, example="status"),
        Choice(
            name="step",
            label=_("Step"),
            required=True,
            options=(
                Option(Step.ADD, _("Add")),
                Option(Step.REMOVE, _("Remove")),
                Option(Step.UP, _("Move up")),
                Option(Step.DOWN, _("Move down")),
            ),
            example="up",
        ),
    ),
    main="shortcut",
)
