"""Where the relation with a client stands."""

from __future__ import annotations

from crm.actions._shared import ATTACHMENTS, CALENDAR, CLIENTS_FIELD, PARTICIPANTS, REMIND, WHEN
from crm.domain.action import Action, Call, Plan, Set
from crm.domain.appointments import Mode
from crm.domain.drawers import Drawer
from crm.domain.fields import RichText, Status
from crm.domain.i18n import _


def plan(call: Call) -> Plan:
    new = call.values["status"]
    return Plan(
        sets=tuple(Set(record, "status", new) for record in call.records if record.status != new),
        body=call.values["description"],
        data={"status": new},
    )


ACTION = Action(
    name="status",
    title=_("Status"),
    help=_("Change the status of one or more clients."),
    sentence=_("{author} changed the status"),
    icon="🚦",
    drawer=Drawer.FOLLOW,
    fields=(
        PARTICIPANTS,
        CLIENTS_FIELD,
        Status(name="status", label=_("New status"), required=True, example="meeting"),
        RichText(name="description", label=_("Description"), example="They want to meet us on Monday."),
        WHEN,
        REMIND,
        *CALENDAR,
        ATTACHMENTS,
    ),
    main="description",
    clients="clients",
    calendar=Mode.CHOSEN,
    settles=True,
    plan=plan,
)
