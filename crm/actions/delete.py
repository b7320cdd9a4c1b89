"""A client is deleted, with what was written about it alone; for a day it can be brought back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from crm.actions import assign_company
from crm.domain.action import Action, Call, Plan, Set
from crm.domain.clients import CLIENTS, Record, RecordKind
from crm.domain.departures import Removal
from crm.domain.drawers import Drawer
from crm.domain.errors import Refused
from crm.domain.fields import Choice, Line, Option, Records
from crm.domain.folding import same_name
from crm.domain.i18n import Text, _, ngettext

NAME = "delete"
GRACE = timedelta(hours=24)
LATER, NOW = "later", "now"
WITH, MOVE = "delete", "move"


def plan(call: Call) -> Plan:
    [record] = call.records
    if not same_name(call.values["name"], record.name):
        raise Refused.because(_("This is not the name. Please type “{name}”.", name=record.name), "name")
    contacts = call.book.contacts({record.id}) if record.kind is RecordKind.COMPANY else ()
    going, moved = _contacts(call, record, contacts)
    at_once = call.values["when_gone"] == NOW
    removed = (*going, record)
    owners = dict.fromkeys(one.owner for one in removed if one.owner is not None)
    purge_at = call.now if at_once else call.now + GRACE
    return Plan(
        sets=(*moved, *_freed(call, record)),
        tells=tuple(owners),
        removal=Removal(records=removed, purge_at=purge_at),
        data={"gone": [one.id for one in removed], "until": None if at_once else purge_at.isoformat()},
    )


def _contacts(call: Call, record: Record, contacts: Sequence[Record]) -> tuple[Sequence[Record], Sequence[Set]]:
    """Those that are deleted with their company, and those that move to another one."""
    unseen = call.book.unseen(record.id) if record.kind is RecordKind.COMPANY else 0
    if unseen:
        raise Refused.because(_unseen(record, unseen), "contacts")
    if not contacts:
        return (), ()
    if call.values["contacts"] == WITH:
        call.must_reach(NAME, contacts, "contacts")
        return contacts, ()
    if call.values["contacts"] != MOVE:
        raise Refused.because(_asked(record, len(contacts)), "contacts")
    target = call.record("company")
    if target is None or target.id == record.id:
        raise Refused.because(_("Choose the company that the contacts move to."), "company")
    call.must_reach(assign_company.NAME, contacts, "contacts")
    call.must_reach(assign_company.NAME, (target,), "company")
    return (), [Set(one, "company_id", target.id) for one in contacts]


def _asked(record: Record, count: int) -> Text:
    return ngettext(
        "{name} has {count} contact: delete it too, or move it to another company.",
        "{name} has {count} contacts: delete them too, or move them to another company.",
        count,
        name=record.name,
    )


def _unseen(record: Record, count: int) -> Text:
    return ngettext(
        "{name} has {count} contact that you may not see. Ask an administrator to delete it.",
        "{name} has {count} contacts that you may not see. Ask an administrator to delete it.",
        count,
        name=record.name,
    )


def _freed(call: Call, record: Record) -> Sequence[Set]:
    """The companies below a deleted one stay, without it."""
    below = call.book.subsidiaries(record.id) if record.kind is RecordKind.COMPANY else ()
    return [Set(one, "company_id", None) for one in below]


CLIENT = Records(name="client", label=_("Client"), required=True, kinds=CLIENTS, many=False, example=("CMP-1",))
TYPED = Line(
    name="name",
    label=_("Type the name"),
    hint=_("The client’s name, so that no other one is deleted by mistake."),
    required=True,
    example="Acme Précision SA",
)
CONTACTS = Choice(
    name="contacts",
    label=_("Contacts"),
    hint=_("What becomes of a company’s contacts."),
    options=(Option(WITH, _("Delete them too")), Option(MOVE, _("Move them to another company"))),
    example=WITH,
)
TARGET = Records(name="company", label=_("Move them to"), kinds=(RecordKind.COMPANY,), many=False)
WHEN_GONE = Choice(
    name="when_gone",
    label=_("When"),
    options=(
        Option(LATER, _("In 24 hours; until then it can be undone")),
        Option(NOW, _("At once, for good")),
    ),
    initial=LATER,
    example=LATER,
)


ACTION = Action(
    name=NAME,
    title=_("Delete"),
    help=_("Delete a client with all that is written about it. For 24 hours it can be undone."),
    sentence=_("{author} deleted a client"),
    icon="🗑️",
    drawer=Drawer.TIDY,
    fields=(CLIENT, TYPED, CONTACTS, TARGET, WHEN_GONE),
    clients=CLIENT.name,
    forms={
        RecordKind.COMPANY: (TYPED, CONTACTS, TARGET, WHEN_GONE),
        RecordKind.CONTACT: (TYPED, WHEN_GONE),
    },
    asks=(assign_company.NAME,),
    removes=True,
    plan=plan,
)
