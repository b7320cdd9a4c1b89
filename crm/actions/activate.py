"""Active clients are worked with; inactive ones stay findable, come last and get no mail."""

from __future__ import annotations

from crm.actions._shared import CLIENTS_FIELD, PARTICIPANTS
from crm.domain.action import Action, Call, Plan, Set
from crm.domain.fields import Choice, Option, RichText
from crm.domain.i18n import _

ACTIVE = "active"


def plan(call: Call) -> Plan:
    active = call.values["state"] == ACTIVE
    return Plan(
        sets=tuple(Set(record, "active", active) for record in call.records if record.active is not active),
        body=call.values["description"],
        data={"active": active},
    )


ACTION = Action(
    name="activate",
    title=_("Activate"),
    help=_("Make one or more clients active or inactive."),
    sentence=_("{author} changed who is active"),
    icon="🔘",
    fields=(
        PARTICIPANTS,
        CLIENTS_FIELD,
        Choice(
            name="state",
            label=_("State"),
            required=True,
            options=(Option(ACTIVE, _("Active")), Option("inactive", _("Inactive"))),
            example="inactive",
        ),
        RichText(name="description", label=_("Description"), example="They have closed their workshop."),
    ),
    main="description",
    clients="clients",
    plan=plan,
)
