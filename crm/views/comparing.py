"""Two clients side by side, for somebody who is about to make one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from crm import editing
from crm.actions import edit
from crm.domain.access import VIEW, Member
from crm.domain.clients import Record
from crm.domain.field import Field
from crm.domain.fields import Choice, Members, Reading, Records
from crm.domain.i18n import Words
from crm.store import people, records
from crm.store.session import Session

HIDDEN = "…"


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """A field that both fill in, each otherwise."""

    field: Field
    first: Words | str
    second: Words | str


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """What is to be chosen, and what only the second knows: that is taken over."""

    differences: Sequence[Difference]
    taken: Sequence[Field]


def compare(session: Session, reader: Member, record: Record, other: Record, reading: Reading) -> Comparison:
    first, second = editing.whole(session, record), editing.whole(session, other)
    mine = {record.id, other.id}
    differences: list[Difference] = []
    taken: list[Field] = []
    for one in edit.FORMS[record.kind]:
        values = [each.value(edit.column(one.name)) for each in (first, second)]
        if isinstance(one, Records) and mine & set(values):
            # Neither can belong to what it becomes itself.
            continue
        said = [_said(session, reader, one, value, reading) for value in values]
        if all(said) and values[0] != values[1]:
            differences.append(Difference(field=one, first=said[0], second=said[1]))
        elif said[1] and not said[0]:
            taken.append(one)
    return Comparison(differences=differences, taken=taken)


def _said(session: Session, reader: Member, one: Field, value: Any, reading: Reading) -> Words | str:
    """A value as people call it; nothing for none."""
    if value in (None, ""):
        return ""
    if isinstance(one, Members):
        return people.by_id(session, [value])[value].name
    if isinstance(one, Records):
        known = records.by_id(session, [value])[value]
        return known.name if reader.may(VIEW, known.owner) else HIDDEN
    return next(_labels(one, value, reading), str(value))


def _labels(one: Field, value: Any, reading: Reading) -> Iterator[Words]:
    options = one.choices(reading) if isinstance(one, Choice) else ()
    return (option.label for option in options if option.key == value)
