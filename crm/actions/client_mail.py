"""A client's answer to a mail that the agency sent: an entry of its own, in Carnet's name."""

from __future__ import annotations

from crm.domain.action import Action, ActionKind, Call, Plan
from crm.domain.clients import RecordKind
from crm.domain.fields import EntryRef, Line, Members, Moment, Records, RichText
from crm.domain.i18n import _
from crm.domain.kept import Kept
from crm.domain.preferences import Topic


def plan(call: Call) -> Plan:
    """Filed under who answered and the profiles it is about; the owner and whoever wrote to the client are told."""
    owners = [one.owner for one in call.records if one.owner is not None and one.kind is not RecordKind.PROFILE]
    tells = dict.fromkeys([*(one.id for one in call.values["tells"] or ()), *owners])
    data = {"answers": call.values["answers"], "from": call.values["sender"]}
    return Plan(body=call.values["text"], data=data, tells=tuple(tells), topic=Topic.CLIENT_MAIL)


ACTION = Action(
    name="client-mail",
    title=_("Client’s mail"),
    help=_("A client’s answer to a mail that was sent through Carnet."),
    sentence=_("{author} received a client’s mail"),
    icon="📩",
    kind=ActionKind.OPERATION,
    fields=(
        Records(
            name="clients",
            label=_("Clients"),
            required=True,
            kinds=(RecordKind.CONTACT, RecordKind.COMPANY, RecordKind.PROFILE),
            example=("CST-1",),
        ),
        RichText(name="text", label=_("Text"), required=True, example="Yes, please send both profiles."),
        EntryRef(name="answers", label=_("Entry"), example="E-1"),
        Line(name="sender", label=_("Email"), at_most=320),
        Members(name="tells", label=_("Participants")),
        Moment(name="when", label=_("Date and time")),
        Kept(name="files", label=_("Attachments")),
    ),
    main="text",
    clients="clients",
    plan=plan,
)
