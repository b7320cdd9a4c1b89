"""A client changes hands; the new and the old owner are told."""

from __future__ import annotations

from crm.actions._shared import ATTACHMENTS, CALENDAR, CLIENTS_FIELD, PARTICIPANTS, REMIND, WHEN
from crm.domain.access import VIEW, Member, Scope
from crm.domain.action import Action, Call, Plan, Set
from crm.domain.appointments import Mode
from crm.domain.clients import Record, RecordKind
from crm.domain.errors import Refused
from crm.domain.fields import Check, Members, RichText
from crm.domain.i18n import _

NAME = "assign"
WITH_CONTACTS = "with_contacts"


def owner(call: Call) -> Member:
    """To whom."""
    [chosen] = call.values["to"]
    found: Member = chosen
    can_own(found, "to")
    return found


def can_own(member: Member, field: str) -> None:
    """An owner who sees no clients could not work with them."""
    if member.reach(VIEW) is Scope.NONE:
        raise Refused.because(_("{name} may see no clients and cannot own any.", name=member.name), field)


def contacts(call: Call) -> tuple[Record, ...]:
    """The contacts that go with their companies, if they shall."""
    companies = {one.id for one in call.records if one.kind is RecordKind.COMPANY}
    if not call.values[WITH_CONTACTS] or not companies:
        return ()
    named = {one.id for one in call.records}
    found = tuple(one for one in call.book.contacts(companies) if one.id not in named)
    call.must_reach(NAME, found, WITH_CONTACTS)
    return found


def plan(call: Call) -> Plan:
    new, also = owner(call), contacts(call)
    moved = [one for one in (*call.records, *also) if one.owner != new.id]
    before = dict.fromkeys(one.owner for one in moved if one.owner is not None)
    return Plan(
        sets=tuple(Set(record, "owner_id", new.id) for record in moved),
        also=also,
        tells=(new.id, *before) if moved else (),
        body=call.values["description"],
        data={"owner": new.id},
    )


ACTION = Action(
    name=NAME,
    title=_("Assign"),
    help=_("Give one or more clients to another member. The new and the old owner are told."),
    sentence=_("{author} assigned clients"),
    icon="🤝",
    fields=(
        PARTICIPANTS,
        CLIENTS_FIELD,
        Members(name="to", label=_("To"), required=True, many=False, example=("M-1",)),
        Check(name=WITH_CONTACTS, label=_("With all contacts"), hint=_("The contacts of the companies go with them.")),
        RichText(name="description", label=_("Description"), example="You know their industry better than I do."),
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
