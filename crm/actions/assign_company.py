"""Contacts move to another company; their history stays with them, and both companies' infoboxes show it."""

from __future__ import annotations

from crm.actions._shared import ATTACHMENTS, CALENDAR, PARTICIPANTS, REMIND, WHEN
from crm.domain.action import Action, Call, Plan, Set
from crm.domain.appointments import Mode
from crm.domain.clients import Record, RecordKind
from crm.domain.fields import Records, RichText
from crm.domain.i18n import _

NAME = "assign-company"


def plan(call: Call) -> Plan:
    [chosen] = call.values["company"]
    company: Record = chosen
    call.must_reach(NAME, (company,), "company")
    return Plan(
        sets=tuple(Set(one, "company_id", company.id) for one in call.records if one.company != company.id),
        also=(company,),
        body=call.values["description"],
        data={"company": company.id},
    )


ACTION = Action(
    name=NAME,
    title=_("Assign company"),
    help=_("Move one or more contacts to another company. Their history stays with them."),
    sentence=_("{author} moved contacts to another company"),
    icon="🏭",
    fields=(
        PARTICIPANTS,
        Records(
            name="clients",
            label=_("Contacts"),
            required=True,
            kinds=(RecordKind.CONTACT,),
            example=("CST-1",),
        ),
        Records(
            name="company",
            label=_("Company"),
            required=True,
            kinds=(RecordKind.COMPANY,),
            many=False,
            example=("CMP-1",),
        ),
        RichText(name="description", label=_("Description"), example="She starts there on the first of March."),
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
