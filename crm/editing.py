"""Forms that begin with what stands: what was left as it was is not given, and two who edit at once are told."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from sqlalchemy import Row

from crm.actions.edit import column
from crm.domain.access import VIEW, Member
from crm.domain.action import Action
from crm.domain.clients import Record, RecordNumber
from crm.domain.errors import CONFIRM, NeedsConfirmation, Problem
from crm.domain.field import Field, shown, tokens
from crm.domain.fields import Choice, Members, Reading, Records
from crm.domain.i18n import Text, _
from crm.domain.seen import Seen
from crm.store import people, records, since
from crm.store.session import Session

SEEN = "seen"
MINE = "mine"
NOTHING = "–"
HIDDEN = "…"


class Named(Protocol):
    """Whom and what the raw values of a form may mean."""

    @property
    def actor(self) -> Member: ...

    @property
    def people(self) -> Mapping[str, Member]: ...

    @property
    def records(self) -> Mapping[RecordNumber, Record]: ...

    @property
    def reading(self) -> Reading: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit:
    """One record with all its columns, what was really given for it, and what is to be asked before."""

    record: Record
    inputs: Mapping[str, Any]
    problems: Sequence[Problem] = ()
    seen: str = ""

    def ask(self) -> None:
        """Two who edit at once: the second is shown what changed.

        Raises:
            NeedsConfirmation: somebody else changed meanwhile what this form changes, too.
        """
        if self.problems:
            how = _("Tick the box to put yours in its place; without it theirs stays, and the rest is saved.")
            raise NeedsConfirmation(
                *self.problems, Problem(how), box=MINE, label=_("Put mine in its place"), seen=self.seen
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """The fields that are read and the inputs that they are read from; ``strange`` is what no field takes."""

    fields: Sequence[Field]
    inputs: Mapping[str, Any]
    strange: Sequence[Problem]
    edit: Edit | None = None


def asked(session: Session, action: Action, named: Named, inputs: Mapping[str, Any]) -> Asked:
    """What is read of the inputs of a call: all fields, or of a form that begins with what stands what was given."""
    record = _client(action, named, inputs) if action.forms else None
    if record is None:
        known = {CONFIRM, *(one.name for one in action.fields)}
        return Asked(fields=action.form(None), inputs=inputs, strange=_strange(inputs, known))
    fields = (*action.form(None), *action.form(record.kind))
    strange = _strange(inputs, {CONFIRM, SEEN, MINE, *(one.name for one in fields)})
    if not action.stands:
        return Asked(fields=fields, inputs=inputs, strange=_strange(inputs, {CONFIRM, *(one.name for one in fields)}))
    edit = _begun(session, action.form(record.kind), named, record, inputs)
    given = [one for one in fields if one.name in edit.inputs]
    return Asked(fields=given, inputs=edit.inputs, strange=strange, edit=edit)


def _client(action: Action, named: Named, inputs: Mapping[str, Any]) -> Record | None:
    """The one that an edit is about; nothing where it is none, which its field will tell."""
    token = next(iter(tokens(inputs.get(action.clients or "") or ())), "")
    number = RecordNumber.read(token)
    record = named.records.get(number) if number else None
    seen = record is not None and record.kind in action.forms and named.actor.may(VIEW, record.owner)
    return record if seen else None


def _strange(inputs: Mapping[str, Any], known: Collection[str]) -> list[Problem]:
    return [Problem(_("“{field}” is not part of this form.", field=name)) for name in inputs if name not in known]


def whole(session: Session, record: Record) -> Record:
    """The record with the columns of its kind; what an item before it in the chunk changed is kept."""
    return replace(record, fields={**records.details(session, record), **record.fields})


def _begun(session: Session, form: Sequence[Field], named: Named, record: Record, inputs: Mapping[str, Any]) -> Edit:
    """What an edit comes to, once what its form only repeats is left out.

    Raises:
        Refused: what the form knew was not written by us.
    """
    found = whole(session, record)
    newer: Sequence[Row[Any]] = ()
    seen = Seen(0)
    if inputs.get(SEEN):
        newest = since.newest(session, record.id)
        seen = Seen.read(inputs[SEEN], newest)
        newer = since.since(session, record.id, seen.begun)
    return _compared(session, form, named, _Stand(record=found, newer=_by_column(newer), seen=seen), inputs)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Stand:
    """What a form is about, and what others made of it since the form began."""

    record: Record
    newer: Mapping[str, Sequence[Row[Any]]]
    seen: Seen

    def repeats(self, one: Field, raw: Any, named: Named) -> bool:
        """Is it what stands, or what stood when the form began?"""
        newer = self.newer.get(column(one.name), ())
        return any(_means(one, raw, value, named) for value in (self._stands(one), *(row.before for row in newer[:1])))

    def conflict(self, one: Field) -> Row[Any] | None:
        """The newest change of a field by somebody else, if it says something new by now."""
        newer = self.newer.get(column(one.name), ())
        return newer[-1] if newer and newer[0].before != self._stands(one) else None

    def _stands(self, one: Field) -> Any:
        return self.record.value(column(one.name))


def _by_column(newer: Sequence[Row[Any]]) -> dict[str, list[Row[Any]]]:
    found: dict[str, list[Row[Any]]] = {}
    for row in newer:
        found.setdefault(row.field, []).append(row)
    return found


def _compared(session: Session, form: Sequence[Field], named: Named, stand: _Stand, inputs: Mapping[str, Any]) -> Edit:
    given, problems = dict(inputs), []
    newest = stand.seen.asked
    for one in form:
        if one.name not in inputs:
            continue
        other = stand.conflict(one)
        if stand.repeats(one, inputs[one.name], named):
            del given[one.name]
        elif other is not None and other.id > stand.seen.asked:
            problems.append(Problem(_told(session, named, one, other), one.name))
            newest = max(newest, other.id)
        elif other is not None and not inputs.get(MINE):
            del given[one.name]
    return Edit(record=stand.record, inputs=given, problems=problems, seen=str(replace(stand.seen, asked=newest)))


def _told(session: Session, named: Named, one: Field, row: Row[Any]) -> Text:
    value = _said(session, named, one, row.after)
    return _("{name} has changed this to “{value}” meanwhile.", name=row.by or _("Somebody"), value=value)


def _said(session: Session, named: Named, one: Field, value: Any) -> Any:
    """A value as people call it; a company that the reader may not view has no name."""
    if value is None:
        return NOTHING
    if isinstance(one, Members):
        return people.by_id(session, [value])[value].name
    if isinstance(one, Records):
        record = records.by_id(session, [value])[value]
        return record.name if named.actor.may(VIEW, record.owner) else HIDDEN
    options = one.choices(named.reading) if isinstance(one, Choice) else ()
    return next((option.label for option in options if option.key == value), shown(value))


def _means(one: Field, raw: Any, value: Any, named: Named) -> bool:
    """Is a raw value of this field the same as a column's?"""
    given = tokens(() if raw is None else raw)
    if not given or value is None:
        return not given and value is None
    if isinstance(one, Members):
        found: Any = named.people.get(given[0].strip("<@>").split("|")[0])
    elif isinstance(one, Records):
        number = RecordNumber.read(given[0])
        found = named.records.get(number) if number else None
    else:
        return given == [str(value)]
    return len(given) == 1 and found is not None and found.id == value
