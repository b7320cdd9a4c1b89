"""A company gets a Slack channel of its own: what happens with its clients is posted there."""

from __future__ import annotations

from crm.domain.action import Action, Call, Plan, Set
from crm.domain.clients import RecordKind
from crm.domain.errors import Refused
from crm.domain.fields import Records
from crm.domain.i18n import _
from crm.domain.places import PlaceField


def plan(call: Call) -> Plan:
    [company] = call.records
    place = call.values["channel"]
    wanted = place.id if place else None
    if wanted == call.book.whole(company).fields["channel"]:
        raise Refused.because(
            _("{name} has this channel already.", name=company.name)
            if place
            else _("{name} has no channel. Choose one.", name=company.name),
            "channel",
        )
    return Plan(sets=(Set(company, "channel", wanted),))


ACTION = Action(
    name="link-channel",
    title=_("Link a channel"),
    help=_("Give a company a Slack channel of its own, where its entries are posted."),
    sentence=_("{author} changed the channel"),
    icon="📢",
    fields=(
        Records(
            name="company",
            label=_("Company"),
            required=True,
            kinds=(RecordKind.COMPANY,),
            many=False,
            example=("CMP-1",),
        ),
        PlaceField(
            name="channel",
            label=_("Channel"),
            hint=_("You and Carnet must be in it. Empty: entries go to the infobox channel again."),
            example="#infobox",
        ),
    ),
    clients="company",
    plan=plan,
)
