"""New records: numbered, written with their details, and made findable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from crm.domain.access import Member, Scope
from crm.domain.action import Call, NewRecord, Plan
from crm.domain.clients import Record, RecordKind, RecordNumber
from crm.domain.errors import NotAllowed, Problem, Refused, out_of_reach
from crm.domain.i18n import Text, _
from crm.store import likeness, records, words
from crm.store.session import Session
from crm.store.wording import words_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Created:
    """A record that was written, and the values it began with."""

    record: Record
    values: Mapping[str, Any]


def create(session: Session, call: Call, plan: Plan) -> list[Created]:
    """Write the records that a plan creates, in its order: a contact may name the company before it."""
    made: dict[int, Created] = {}
    for new in plan.creates:
        made[id(new)] = _write(session, call, new, _company(new, made))
    return list(made.values())


def _company(new: NewRecord, made: Mapping[int, Created]) -> Record | None:
    return made[id(new.company)].record if isinstance(new.company, NewRecord) else new.company


def may_create(call: Call, plan: Plan) -> None:
    """For add-* the scope is checked on the chosen owner and company.

    Raises:
        Refused: with every problem; nothing was written.
    """
    found = [one for new in plan.creates for one in _problems(call.actor, new, asked_for=new is plan.creates[-1])]
    if found:
        raise Refused.gathered({(one.field, one.text.msgid): one for one in found}.values())


def _problems(actor: Member, new: NewRecord, *, asked_for: bool) -> Iterator[Problem]:
    """The last record is the one the form asks for; what comes before is made on the way, like its company."""
    permission = f"add-{new.kind.value}"
    if actor.reach(permission) is Scope.NONE:
        yield Problem(Text(NotAllowed.message), None if asked_for else f"new_{new.kind.value}")
    elif not actor.may(permission, new.owner):
        text = _("You may only add records of your own. Choose yourself as the owner, or ask an administrator.")
        yield Problem(text, "owner")
    company = new.company
    if isinstance(company, Record) and not actor.may(permission, company.owner):
        yield out_of_reach([company.name], "parent" if new.kind is RecordKind.COMPANY else "company")


def _write(session: Session, call: Call, new: NewRecord, company: Record | None) -> Created:
    [identifier] = session.numbers("record")
    [serial] = session.numbers(new.kind.value)
    number = RecordNumber(new.kind, serial)
    row = records.root_row(
        identifier,
        number,
        name=new.name,
        owner=new.owner,
        status=new.status,
        company_id=company.id if company else None,
        now=call.now,
    )
    fields = {key: value for key, value in new.fields.items() if value is not None}
    records.create(session, [row], [{"id": identifier, "kind": new.kind, **fields}])
    found = words_of(
        number, new.name, new.owner, identifier, fields=fields, company_name=company.name if company else None
    )
    words.index(session, found)
    record = Record(
        id=identifier,
        number=number,
        name=new.name,
        owner=new.owner,
        status=new.status,
        company=row["company_id"],
        company_name=company.name if company else None,
        fields=fields,
    )
    likeness.index(session, [record], {identifier: fields})
    return Created(record=record, values={"name": new.name, "status": new.status, "owner": new.owner, **fields})
