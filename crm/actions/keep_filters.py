"""The filters that a member's list of clients opens with."""

from __future__ import annotations

from crm.domain.action import Action, ActionKind, Writes
from crm.domain.filters import Filtering
from crm.domain.i18n import _

ACTION = Action(
    name="keep-filters",
    title=_("Keep filters"),
    help=_("Let your list of clients open with these filters."),
    sentence=_("{author} kept filters"),
    kind=ActionKind.OPERATION,
    writes=Writes.AUDIT,
    fields=(Filtering(name="filters", label=_("Filters")),),
)
