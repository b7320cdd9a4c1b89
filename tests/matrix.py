"""Whose clients somebody may do what with, told a second time as a table; and calls of every action about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from crm.actions import TOOLBOX
from crm.domain.action import Action
from crm.domain.clients import RecordKind
from crm.domain.fields import Members, Records
from crm.store.tables import change, entry, record
from tests.factories import a_source

# Lena leads Théo; Emma is nobody's of hers, and Paul leads her.
ACTOR = "lena"
OWNERS = {"mine": ACTOR, "below": "theo", "stranger": "emma", "above": "paul", "nobody": None}
REACHED = {
    "none": frozenset(),
    "own": frozenset({"mine"}),
    "group": frozenset({"mine", "below"}),
    "all": frozenset(OWNERS),
}
SCOPES = tuple(REACHED)
# How far somebody may view, and how far they may do it.
PAIRS = [
    (view, scope) for view in SCOPES for scope in SCOPES if "all" in (view, scope) or {view, scope} == {"own", "group"}
]


def allowed(ownership: str, *scopes: str) -> bool:
    """The whole rule: every scope that is asked for reaches whose it is."""
    return all(ownership in REACHED[scope] for scope in scopes)


@dataclass(frozen=True, kw_only=True)
class Slot:
    """A place in an action's form where somebody's client, or the owner of a new one, is named."""

    action: Action
    field: Any

    def __str__(self) -> str:
        return f"{self.action.name}.{self.field.name}"

    @property
    def is_owner(self) -> bool:
        return isinstance(self.field, Members)

    @property
    def kind(self) -> RecordKind:
        return RecordKind.CONTACT if RecordKind.COMPANY not in self.field.kinds else RecordKind.COMPANY

    @property
    def ownerships(self) -> list[str]:
        """Whoever adds a client and names nobody owns it."""
        return [one for one in OWNERS if not (self.is_owner and one == "nobody")]


def _matters(action: Action, field: Any) -> bool:
    """Whom it is about, what else must be named, and of a new client everything that it belongs to.

    What else a form that begins with what stands can change is asked for other permissions.
    """
    if isinstance(field, Records):
        always = field.name == action.clients or action.creates is not None
        return always or (field.required and not action.stands)
    return isinstance(field, Members) and field.name == "owner" and action.creates is not None


SLOTS = [Slot(action=one, field=field) for one in TOOLBOX.values() for field in one.fields if _matters(one, field)]
FIRST = {slot.action.name: slot for slot in reversed(SLOTS)}


class Cast:
    """A company and a contact of each kind of owner, and some of the actor's own to stand in the other fields."""

    def __init__(self, agency: Any) -> None:
        self.agency = agency
        self.companies = self._add("add-company", lambda whose: {"name": _called(whose, "company")})
        at = {"first_name": "Kim", "company": self.companies["home"]}
        self.contacts = self._add("add-contact", lambda whose: {"last_name": _called(whose, "contact"), **at})
        for number in (self.companies["nobody"], self.contacts["nobody"]):
            agency.own(number, None)

    def _add(self, action: str, of: Any) -> dict[str, str]:
        names = [*OWNERS, "home", "goal"]
        rows = [{**of(whose), "owner": OWNERS.get(whose) or ACTOR, "confirm": "yes"} for whose in names]
        done = self.agency.perform_many(action, by="nadia", items=[(row, a_source()) for row in rows])
        return {whose: one.records[0] for whose, one in zip(names, done, strict=True)}

    def number(self, kind: RecordKind, whose: str) -> str:
        return (self.companies if kind is RecordKind.COMPANY else self.contacts)[whose]

    def name(self, slot: Slot, whose: str) -> str:
        kind = RecordKind.COMPANY if slot.is_owner else slot.kind
        return _called(whose, kind.value)

    def inputs(self, slot: Slot, whose: str) -> dict[str, Any]:
        """A sound call of the action, with somebody's client in one of its places and the actor's own in the others."""
        action = slot.action
        if action.name == "edit":
            return {"client": self.number(slot.kind, whose), "notes": f"Known since {whose}."}
        found = dict(action.example) if not action.forms else {}
        for one in action.fields:
            if isinstance(one, Members) and one.required:
                found[one.name] = self.agency.tokens["paul"]
        found |= {one.field.name: self._filled(one, slot, whose) for one in SLOTS if one.action is action}
        found = {name: value for name, value in found.items() if value}
        if action.removes:
            found["name"] = self.name(slot, whose)
        if slot.is_owner and "company" in {one.name for one in action.fields}:
            # Whoever may view nobody's clients brings the company along.
            found["new_company"] = "Zeughaus Neubau"
        return found

    def _filled(self, one: Slot, slot: Slot, whose: str) -> str:
        if one.is_owner:
            return self.agency.tokens[OWNERS[whose] or ACTOR] if one == slot else ""
        if one == slot:
            return self.number(one.kind, whose)
        if one.field.required:
            return self.number(one.kind, "goal")
        # A contact needs a company; a company needs no parent.
        return self.companies["home"] if one.field.name == "company" and not slot.is_owner else ""


def _called(whose: str, kind: str) -> str:
    return f"Zeughaus {whose.title()} {kind.title()}"


def play(agency: Any, action: str, view: str, scope: str) -> None:
    """The actor gets a role that differs from an administrator's in what a case is about."""
    name = f"{action}-{view}-{scope}-{a_source()}"
    agency.set_role(name, {"*": "all", "view": view, action: scope})
    agency.set_member(ACTOR, role=name)


def counted(agency: Any) -> tuple[int, ...]:
    """How many entries, records and changes there are."""
    with agency.read() as session:
        tables = (entry, record, change)
        return tuple(session.execute(select(func.count()).select_from(one)).scalar_one() for one in tables)
