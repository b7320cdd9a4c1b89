"""What is known of a client is put right, in the form that it was added with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from crm.actions import add_company, add_contact, assign, assign_company
from crm.domain.action import Action, Call, Plan, Set
from crm.domain.clients import Record, RecordKind, contact_name
from crm.domain.errors import NeedsConfirmation, Problem, Refused
from crm.domain.fields import Field, Records
from crm.domain.i18n import _

NAME = "edit"
CLIENT = "client"
# Who is here already has a company; moving to a new one begins with adding that.
ONLY_NEW = frozenset({"new_company"})
COLUMNS = {"owner": "owner_id", "company": "company_id", "parent": "company_id"}
# What has an action of its own is changed by whoever may do that.
NEEDS = {"owner": assign.NAME, "status": "status", "company": assign_company.NAME}


def column(field: str) -> str:
    """Where the value of a form's field stands."""
    return COLUMNS.get(field, field)


def form(adding: Action) -> tuple[Field, ...]:
    return tuple(_standing(one) for one in adding.fields if one.name not in ONLY_NEW)


def _standing(one: Field) -> Field:
    """A field of an add form as it is asked of what stands: no owner is assumed, and a contact keeps a company."""
    if one.name == "company":
        return replace(one, required=True)
    return replace(one, hint=None) if one.name == "owner" else one


FORMS: Mapping[RecordKind, tuple[Field, ...]] = {
    RecordKind.COMPANY: form(add_company.ACTION),
    RecordKind.CONTACT: form(add_contact.ACTION),
}


def _all_fields() -> Iterator[Field]:
    """Each field once; where both forms have one of the same name, it is the same."""
    known: set[str] = set()
    for one in (one for form_of in FORMS.values() for one in form_of):
        if one.name not in known:
            known.add(one.name)
            yield one


def plan(call: Call) -> Plan:
    [record] = call.records
    wanted = dict(_wanted(call, record))
    if not wanted:
        raise Refused.because(_("Nothing was changed: this is what stands here already."))
    for field, permission in NEEDS.items():
        if field in wanted:
            call.must_reach(permission, (record,), field)
    company = _company(call, record, wanted)
    _look_twice(call, record, wanted)
    owners = _owners(call, record) if "owner" in wanted else ()
    return Plan(
        sets=tuple(Set(record, column(field), value) for field, value in wanted.items()),
        also=(company,) if company else (),
        tells=owners,
    )


def _wanted(call: Call, record: Record) -> Iterator[tuple[str, Any]]:
    """The fields that come to something else than what stands."""
    for field in call.values:
        if field != CLIENT:
            value = _value(call, field)
            if value != record.value(column(field)):
                yield field, value


def _value(call: Call, field: str) -> Any:
    if field not in COLUMNS:
        return call.values[field]
    chosen = call.values[field]
    return chosen[0].id if chosen else None


def _owners(call: Call, record: Record) -> tuple[int, ...]:
    """The new and the old owner; a client is never left without one."""
    if not call.values["owner"]:
        raise Refused.because(_("Choose an owner. A client that has one is not left without."), "owner")
    [new] = call.values["owner"]
    assign.can_own(new, "owner")
    return (new.id, *(() if record.owner is None else (record.owner,)))


def _company(call: Call, record: Record, wanted: Mapping[str, Any]) -> Record | None:
    """The company that a contact moves to shows it; a new parent company must be within reach, and no subsidiary."""
    if "company" in wanted:
        [company] = call.values["company"]
        call.must_reach(NEEDS["company"], (company,), "company")
        return company  # type: ignore[no-any-return]
    parent = call.record("parent") if "parent" in wanted else None
    if parent is not None:
        call.must_reach(NAME, (parent,), "parent")
        if record.id in {parent.id, *call.book.above(parent)}:
            raise Refused.because(_("{name} belongs to this company itself.", name=parent.name), "parent")
    return None


def _look_twice(call: Call, record: Record, wanted: Mapping[str, Any]) -> None:
    """As when it was added, but only if what makes it look alike is new."""
    company = wanted.get("company", record.company)
    name = wanted.get("name", record.name)
    if record.kind is not RecordKind.COMPANY:
        first, last = (wanted.get(one, record.fields.get(one)) or "" for one in ("first_name", "last_name"))
        name = contact_name(first, last)
    renamed = bool({"name", "first_name", "last_name", "company"} & wanted.keys())
    names = call.alike(record.kind, name=name if renamed else "", email=wanted.get("email"), company=company)
    if names:
        question = _("This looks like {names}, already here. Send it once more to save it all the same.", names=names)
        raise NeedsConfirmation(Problem(question), label=_("Save it all the same"))


ACTION = Action(
    name=NAME,
    title=_("Edit"),
    help=_("Put right what is known of a client: the form it was added with, filled in."),
    sentence=_("{author} edited the details"),
    icon="✏️",
    fields=(
        Records(name=CLIENT, label=_("Client"), required=True, kinds=tuple(FORMS), many=False, example=("CMP-1",)),
        *_all_fields(),
    ),
    clients=CLIENT,
    forms=FORMS,
    stands=True,
    asks=tuple(NEEDS.values()),
    plan=plan,
)
