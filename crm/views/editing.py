"""What a form that changes a client begins with, for somebody: only the fields that they may change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm import editing
from crm.actions import edit
from crm.domain.access import VIEW, Member
from crm.domain.clients import Record
from crm.domain.field import Field
from crm.domain.fields import Members, Records
from crm.domain.seen import Seen
from crm.store import people, records, since
from crm.store.session import Session


@dataclass(frozen=True, kw_only=True, slots=True)
class Beginning:
    """The fields of a form and what stands in them: members and records as they are shown, the rest as it is stored.

    ``seen`` tells ``perform`` what the form knew.
    """

    record: Record
    fields: Sequence[Field]
    values: Mapping[str, Any]
    seen: str

    @property
    def raw(self) -> dict[str, Any]:
        """The form as it comes back when nothing is touched."""
        return {one.name: _token(self.values[one.name]) for one in self.fields}


def _token(value: Any) -> Any:
    return str(getattr(value, "number", None) or people.token_of(value.id)) if hasattr(value, "id") else value


def begin(session: Session, reader: Member, record: Record) -> Beginning:
    """The form of a client, as it stands now."""
    # First what is known: a change that comes between is then asked about once too often, never once too little.
    seen = Seen(since.newest(session, record.id))
    found = editing.whole(session, record)
    fields = [one for one in edit.FORMS[record.kind] if _open(reader, record, one)]
    values = {one.name: _value(session, found, one) for one in fields}
    hidden = {name for name, value in values.items() if isinstance(value, Record) and not reader.may(VIEW, value.owner)}
    return Beginning(
        record=found, fields=[one for one in fields if one.name not in hidden], values=values, seen=str(seen)
    )


def _open(reader: Member, record: Record, one: Field) -> bool:
    permission = edit.NEEDS.get(one.name)
    return permission is None or reader.may(permission, record.owner)


def _value(session: Session, record: Record, one: Field) -> Any:
    value = record.value(edit.column(one.name))
    if value is None:
        return None
    if isinstance(one, Members):
        return people.by_id(session, [value])[value]
    return records.by_id(session, [value])[value] if isinstance(one, Records) else value
