"""Two clients turn out to be one: all that belongs to the second goes over to the first, and its number leads there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from crm.actions import edit
from crm.domain.action import Action, Call, Plan, Set
from crm.domain.clients import CLIENTS, Record, RecordKind
from crm.domain.departures import Merge
from crm.domain.drawers import Drawer
from crm.domain.errors import Refused
from crm.domain.fields import Choice, Field, Option, Records
from crm.domain.i18n import _

NAME = "merge"
FIRST, SECOND = "first", "second"
CLIENT = Records(name="client", label=_("Client"), required=True, kinds=CLIENTS, many=False, example=("CMP-1",))
WITH = Records(
    name="with",
    label=_("Merge with"),
    hint=_("The same client a second time. Its number will lead to the first."),
    required=True,
    kinds=CLIENTS,
    many=False,
    example=("CMP-2",),
)


def plan(call: Call) -> Plan:
    [record] = call.records
    [other] = call.values[WITH.name]
    if other.id == record.id:
        raise Refused.because(_("This is the same client already."), WITH.name)
    if other.kind is not record.kind:
        raise Refused.because(_("A company and a contact cannot be merged."), WITH.name)
    call.must_reach(NAME, (other,), WITH.name)
    first, second = call.book.whole(record), call.book.whole(other)
    owners = dict.fromkeys(one.owner for one in (record, other) if one.owner is not None)
    return Plan(
        sets=tuple(_sets(call, first, second)),
        also=(other,),
        tells=tuple(owners),
        merge=Merge(record=other, into=record),
        data={"merged": str(other.number), "merged_id": other.id},
    )


def _sets(call: Call, first: Record, second: Record) -> Iterator[Set]:
    """The first's fields as they shall be; where it has nothing to say, the second's are taken."""
    chosen = {edit.column(one.name): call.values.get(one.name) for one in FORMS[first.kind] if one is not WITH}
    for column in dict.fromkeys([*chosen, *second.fields]):
        value = _taken(chosen.get(column), first.value(column), second.value(column))
        if edit.column(column) == "company_id" and value in {first.id, second.id}:
            # A subsidiary that is merged with its parent does not belong to itself.
            value = None
        if value != first.value(column):
            yield Set(first, column, value)
    if second.active and not first.active:
        yield Set(first, "active", second.active)


def _taken(choice: str | None, first: Any, second: Any) -> Any:
    if choice is None:
        return first if first not in (None, "") else second
    return second if choice == SECOND else first


def choice(one: Field) -> Choice:
    """One of the two values of a field."""
    return Choice(
        name=one.name,
        label=one.label,
        options=(Option(FIRST, _("That of the first")), Option(SECOND, _("That of the second"))),
        example=FIRST,
        advanced=True,
    )


CHOICES: Mapping[RecordKind, tuple[Choice, ...]] = {
    kind: tuple(choice(one) for one in form) for kind, form in edit.FORMS.items()
}
FORMS: Mapping[RecordKind, tuple[Field, ...]] = {kind: (WITH, *choices) for kind, choices in CHOICES.items()}


ACTION = Action(
    name=NAME,
    title=_("Merge"),
    help=_("Make one client of two. What was written about either stands in one infobox."),
    sentence=_("{author} merged two clients"),
    icon="🔗",
    drawer=Drawer.TIDY,
    fields=tuple({one.name: one for one in (CLIENT, *FORMS[RecordKind.COMPANY], *FORMS[RecordKind.CONTACT])}.values()),
    clients=CLIENT.name,
    forms=FORMS,
    plan=plan,
)
