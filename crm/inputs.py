"""From raw input to a validated call: everybody and everything named is loaded, and all problems are gathered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from crm import editing, inviting, notices
from crm.book import StoreBook
from crm.domain.access import VIEW, Member, Scope
from crm.domain.action import Action, ActionKind, Call, Set
from crm.domain.clients import Record, RecordKind, RecordNumber
from crm.domain.errors import CONFIRM, NotAllowed, NotFound, Problem, Refused, UnknownMember, out_of_reach
from crm.domain.field import tokens
from crm.domain.fields import Field, Members, Reading, Records, Status
from crm.domain.i18n import Text, _, known_zone, language_of
from crm.domain.places import Place, PlaceField, token_of
from crm.domain.reminders import without_a_time
from crm.missing import missing
from crm.store import people, places, records
from crm.store.session import Session

PARTICIPANTS = "participants"
_ADDING = tuple(f"add-{kind.value}" for kind in RecordKind)


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One call as a door hands it over. ``source`` names where it came from: the same source is never done twice.

    One of a ``job`` tells nobody by itself; the job does, once and for all.
    """

    inputs: Mapping[str, Any]
    source: str
    job: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """What the items of one chunk name, read in a few queries."""

    actor: Member
    people: Mapping[str, Member]
    lists: Mapping[int, Sequence[int]]
    records: dict[RecordNumber, Record]
    reading: Reading
    places: Mapping[str, Place]
    missing: Mapping[RecordNumber, Text]

    def carry(self, sets: Iterable[Set]) -> None:
        """What one item of the chunk changes is what the next one finds."""
        found: dict[RecordNumber, tuple[Record, dict[str, Any]]] = {}
        for one in sets:
            found.setdefault(one.record.number, (one.record, {}))[1][one.field] = one.value
        for number, (record, values) in found.items():
            # One that was merged answers to several numbers.
            mine = [one for one, known in self.records.items() if known.id == record.id]
            self.records.update(dict.fromkeys([number, *mine], records.changed(record, values)))


def known_actor(session: Session, token: str, *permissions: str) -> Member:
    """The member who asks; with the members below them where one of the permissions reaches that far."""
    return _ready(session, people.members(session, [token]).get(token), permissions)


def _ready(session: Session, found: Member | None, permissions: Iterable[str]) -> Member:
    if found is None or not found.active:
        raise UnknownMember
    needs_group = any(found.reach(permission) is Scope.GROUP for permission in permissions)
    return replace(found, group=people.below(session, found.id)) if needs_group else found


def load(session: Session, action: Action, actor: str, items: Sequence[Item], now: datetime) -> Loaded:
    """Read the actor, the people, lists, records and choices that some items name."""
    return load_each(session, action, [actor], items, now)[actor]


def load_each(
    session: Session, action: Action, actors: Iterable[str], items: Sequence[Item], now: datetime
) -> dict[str, Loaded]:
    """``load`` for some actors, whose items are together; what one of them changes the others find."""
    actors = list(dict.fromkeys(actors))
    named = [token for field in _fields(action, Members) for token in _raw(field, items)]
    lists = people.in_lists(session, list_ids) if (list_ids := _list_ids(named)) else {}
    members_of_lists = [people.token_of(one) for ids in lists.values() for one in ids]
    found = people.members(session, dict.fromkeys([*actors, *named, *members_of_lists]))
    statuses = people.statuses(session) if _fields(action, Status) else ()
    spots = {token_of(item.inputs.get(one.name)) for one in _fields(action, PlaceField) for item in items}
    read = (RecordNumber.read(token) for field in _fields(action, Records) for token in _raw(field, items))
    numbers = {number for number in read if number}
    loaded = records.by_number(session, numbers)
    asked = (action.name, VIEW, *action.asks, *(_ADDING if action.creates else ()))

    def of(member: Member) -> Loaded:
        zone, language = known_zone(member.zone), language_of(member.locale)
        return Loaded(
            actor=member,
            people=found,
            lists=lists,
            records=loaded,
            reading=Reading(now=now, zone=zone, language=language, statuses=statuses),
            places=places.known(session, member.slack_user, filter(None, spots)),
            missing={one: missing(session, member, one).problems[0].text for one in numbers - loaded.keys()},
        )

    return {actor: of(_ready(session, found.get(actor), asked)) for actor in actors}


def _fields(action: Action, kind: type[Field]) -> list[Field]:
    return [field for field in action.fields if isinstance(field, kind)]


def _raw(field: Field, items: Sequence[Item]) -> list[str]:
    """The tokens that the items give for a field, before anything is checked."""
    found: list[str] = []
    for item in items:
        found += tokens(item.inputs.get(field.name) or ())
    return [token.strip().strip("<@>").split("|")[0] for token in found]


def _list_ids(tokens: Iterable[str]) -> list[int]:
    return [int(found[1]) for found in map(people.LIST.fullmatch, tokens) if found]


def call(session: Session, action: Action, loaded: Loaded, item: Item) -> Call:
    """One checked call, or a refusal that names every problem of the form at once."""
    asked = editing.asked(session, action, loaded, item.inputs)
    values, problems = _read(asked, loaded)
    chosen: tuple[Record, ...] = values.get(action.clients or "") or ()
    problems += [*asked.strange, *inviting.problems(action, values, loaded.reading.now)]
    problems += _forbidden(action, loaded.actor, chosen) + _blind(session, loaded.actor, values, chosen)
    if problems:
        raise Refused.gathered(problems)
    if asked.edit:
        asked.edit.ask()
        chosen = (asked.edit.record,)
    return Call(
        actor=loaded.actor,
        now=loaded.reading.now,
        values=values,
        records=chosen,
        book=StoreBook(session, loaded.actor, loaded.records),
        confirmed=bool(item.inputs.get(CONFIRM)),
    )


def _read(asked: editing.Asked, loaded: Loaded) -> tuple[dict[str, Any], list[Problem]]:
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for field in asked.fields:
        try:
            # Details of a box that is not ticked are not asked for, and not looked at.
            given = field.name if not field.under or values.get(field.under) else ""
            read = field.read(asked.inputs.get(given), loaded.reading)
            if isinstance(field, Records):
                read = _records(field, read or (), loaded)
            elif isinstance(field, PlaceField) and read:
                read = field.resolve(read, loaded.places)
            elif isinstance(field, Members):
                read = _members(field, read or (), loaded)
            values[field.name] = read
        except Refused as refused:
            values[field.name] = None
            problems += refused.problems
    return values, [*problems, *without_a_time(values, problems, loaded.reading.now)]


def _records(field: Field, numbers: Sequence[RecordNumber], loaded: Loaded) -> tuple[Record, ...]:
    """The records of some numbers. What the actor may not view does not exist for them."""
    found: list[Record] = []
    for number in numbers:
        one = loaded.records.get(number)
        if one is None or not loaded.actor.may(VIEW, one.owner):
            raise field.refused(loaded.missing.get(number) or Text(NotFound.message, {"what": str(number)}))
        found.append(one)
    # Two numbers may be one client by now.
    return tuple({one.id: one for one in found}.values())


def _members(field: Members, tokens: Sequence[str], loaded: Loaded) -> tuple[Member, ...]:
    found: dict[int, Member] = {}
    for token in tokens:
        listed = people.LIST.fullmatch(token) if field.lists else None
        if listed:
            # A list's inactive members are passed over; only somebody named in person is refused by name.
            ids = loaded.lists.get(int(listed[1]), ())
            members = [loaded.people[people.token_of(one)] for one in ids if people.token_of(one) in loaded.people]
            found |= {one.id: one for one in members if one.active}
            continue
        member = loaded.people.get(token)
        if member is None or member.system:
            raise field.refused(_("“{what}” was not found. Check the name or the number.", what=token[:80]))
        if not member.active:
            raise field.refused(_("{name} is no longer active and cannot take part.", name=member.name))
        found[member.id] = member
    return tuple(found.values())


def _forbidden(action: Action, actor: Member, chosen: Sequence[Record]) -> list[Problem]:
    if action.kind is ActionKind.OPERATION:
        # Operations have no permission of their own; each looks at the entry that it is about.
        return []
    if actor.reach(action.name) is Scope.NONE:
        return list(NotAllowed().problems)
    refused = [one.name for one in chosen if not actor.may(action.name, one.owner)]
    return [out_of_reach(refused, action.clients)] if refused else []


def _blind(session: Session, actor: Member, values: Mapping[str, Any], chosen: Sequence[Record]) -> list[Problem]:
    """Whoever may view none of the records cannot take part."""
    named: Sequence[Member] = values.get(PARTICIPANTS) or () if chosen else ()
    blind = [one.name for one in named if one.id != actor.id and not notices.may_view(session, one, chosen)]
    return (
        [Problem(_("{names} may not see these clients and cannot take part.", names=blind), PARTICIPANTS)]
        if blind
        else []
    )
