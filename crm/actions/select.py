"""Clients are ticked in a list; what is selected stays over its pages."""

from __future__ import annotations

from crm.domain.action import Action, ActionKind, Writes
from crm.domain.clients import CLIENTS
from crm.domain.fields import Check, Line, Records
from crm.domain.filters import Filtering
from crm.domain.i18n import _

ACTION = Action(
    name="select",
    title=_("Select"),
    help=_("Select clients in a list, to act on all of them."),
    sentence=_("{author} selected clients"),
    kind=ActionKind.OPERATION,
    writes=Writes.DRAFT,
    fields=(
        Line(name="list", label=_("List"), required=True, example="V0LIST"),
        Records(name="add", label=_("Clients"), kinds=CLIENTS, example=("CMP-1",)),
        Records(name="drop", label=_("Clients"), kinds=CLIENTS),
        Filtering(name="found", label=_("All that are found")),
        Check(name="nothing", label=_("Nothing")),
    ),
)
