"""Entries as one reader may see them, read a page at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from crm.domain.access import VIEW, Member
from crm.domain.clients import Record, RecordKind
from crm.domain.timeline import Change, Comment, Entry, attached
from crm.store import entries as stored
from crm.store import people, places, records
from crm.store.session import Session
from crm.views import appointments
from crm.views.departed import Departed

HIDDEN = "…"


class Pages:
    """What hangs on some entries, read in a fixed number of queries however many they are."""

    def __init__(self, session: Session, rows: Sequence[Row[Any]]) -> None:
        ids = [row.id for row in rows]
        self.rows = rows
        filed = records.filed(session, ids)
        changes = stored.changes(session, ids)
        self.subjects = {entry: [one.id for one in some] for entry, some in filed.items()}
        self.changes = _grouped(changes)
        self.participants = _grouped(stored.participants(session, ids))
        self.comments = _grouped(stored.comments(session, ids))
        self.links = _grouped(stored.links(session, ids))
        self.appointments = appointments.of_entries(session, rows)
        self.records = {one.id: one for some in filed.values() for one in some}
        # What an entry changes is mostly filed under it, and then is here already.
        changed = {one.record_id for one in changes} | {*_values(changes, "company_id")}
        self.records |= records.by_id(session, changed - self.records.keys())
        self.places = places.names(session, linked) if (linked := [*map(str, _values(changes, "channel"))]) else {}
        self.owners = people.by_id(session, _values(changes, "owner_id"))
        self.departed = Departed.of(session, self.records.values(), [*changed, *_chosen(rows)])

    def for_reader(self, reader: Member, row: Row[Any]) -> Entry | None:
        """The entry as this reader sees it; None when they may view none of its records and did not write it."""
        if row.removal_id is not None:
            return None
        filed = [self.records[one] for one in self.subjects.get(row.id, ())]
        chosen: Sequence[int] = (row.data or {}).get("filed") or ()
        deleted = self.departed.numbers(reader, chosen)
        named = self.departed.named(chosen, filed)
        visible = tuple(one for one in named if reader.may(VIEW, one.owner))
        known = [one for one in filed if one.id not in self.departed.graves]
        living = [one for one in known if not one.gone] or known
        seen = any(reader.may(VIEW, one.owner) for one in living) if living else deleted
        if not seen and row.author_id != reader.id:
            return None
        links = self.links.get(row.id, ())
        return Entry(
            id=row.id,
            action=row.action,
            version=row.version,
            author=row.author_id,
            author_name=row.author_name,
            occurred_at=row.occurred_at,
            created_at=row.created_at,
            body=row.body,
            data=row.data or {},
            undone=row.undone_at is not None,
            edited=row.edited_at is not None,
            planned=row.planned_at is not None,
            done=row.done_at is not None,
            responsible=row.responsible_id,
            records=visible,
            hidden=len(named) - len(visible),
            deleted=deleted,
            changes=self._changes(reader, row),
            participants=tuple(one.name for one in self.participants.get(row.id, ())),
            attachments=tuple(one["name"] for one in (row.data or {}).get("attachments", ()) if not one["refused"]),
            comments=tuple(_comment(one) for one in self.comments.get(row.id, ())),
            link=(links[0].place, links[0].mark) if links else None,
            appointment=self.appointments.get(row.id),
        )

    def _changes(self, reader: Member, row: Row[Any]) -> tuple[Change, ...]:
        mine = [one for one in self.changes.get(row.id, ()) if one.audit_id is None and one.field != "record"]
        return tuple(
            Change(
                record=one.record_id,
                record_name=self.records[one.record_id].name,
                field=_called(one.field, self.records[one.record_id]),
                before=self._said(reader, one.field, one.before),
                after=self._said(reader, one.field, one.after),
            )
            for one in mine
            if one.record_id not in self.departed.graves and reader.may(VIEW, self.records[one.record_id].owner)
        )

    def _said(self, reader: Member, field: str, value: Any) -> Any:
        """Who and what is meant by its name; a company that the reader may not view has none."""
        if value is None or field not in {"owner_id", "company_id", "channel"}:
            return value
        if field == "channel":
            return self.places.get(value, value)
        if field == "owner_id":
            return self.owners[value].name
        if value in self.departed.graves:
            return self.departed.number(value)
        company = self.records[value]
        return company.name if reader.may(VIEW, company.owner) else HIDDEN


def _chosen(rows: Sequence[Row[Any]]) -> list[int]:
    """The records that some entries' authors named."""
    return [one for row in rows for one in (row.data or {}).get("filed") or ()]


def _called(field: str, record: Record) -> str:
    """What a company belongs to is asked for under another name than a contact's employer."""
    return "parent" if field == "company_id" and record.kind is RecordKind.COMPANY else field


def _values(changes: Sequence[Row[Any]], field: str) -> list[int]:
    """The numbers that some changes of a field put in the place of each other."""
    found = [value for one in changes if one.field == field for value in (one.before, one.after)]
    return [value for value in found if value is not None]


def _comment(row: Row[Any]) -> Comment:
    return Comment(
        id=row.id,
        author=row.author_name,
        at=row.at,
        body=row.body,
        source=row.source,
        edited=row.edited_at is not None,
        author_id=row.author_id,
        files=tuple(one["name"] for one in (row.data or {}).get("files", ())),
        attached=attached((row.data or {}).get("files", ())),
    )


def _grouped(rows: Sequence[Row[Any]]) -> Mapping[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = {}
    for row in rows:
        found.setdefault(row.entry_id, []).append(row)
    return found


def entries(session: Session, reader: Member, rows: Sequence[Row[Any]]) -> list[Entry]:
    """Some entries' rows, made ready for a reader; what they may not see is left out."""
    pages = Pages(session, rows)
    return [found for row in rows if (found := pages.for_reader(reader, row)) is not None]


def entry(session: Session, reader: Member, entry_id: int) -> Entry | None:
    row = stored.one(session, entry_id)
    found = entries(session, reader, [row]) if row is not None else []
    return found[0] if found else None
