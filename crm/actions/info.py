"""A formatted note."""

from __future__ import annotations

from crm.actions._shared import ATTACHMENTS, CALENDAR, CLIENTS_FIELD, PARTICIPANTS, REMIND, WHEN
from crm.domain.action import Action, Call, Plan
from crm.domain.appointments import Mode
from crm.domain.drawers import Drawer
from crm.domain.fields import RichText
from crm.domain.i18n import _


def plan(call: Call) -> Plan:
    return Plan(body=call.values["note"])


ACTION = Action(
    name="info",
    title=_("Info"),
    help=_("Write a note about one or more clients."),
    sentence=_("{author} wrote a note"),
    icon="📝",
    drawer=Drawer.FOLLOW,
    fields=(
        PARTICIPANTS,
        CLIENTS_FIELD,
        RichText(
            name="note",
            label=_("Note"),
            required=True,
            example="Called back: wants *two profiles* by Friday, see https://acme.example/jobs",
        ),
        WHEN,
        REMIND,
        *CALENDAR,
        ATTACHMENTS,
    ),
    main="note",
    clients="clients",
    calendar=Mode.CHOSEN,
    plan=plan,
)
