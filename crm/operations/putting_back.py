"""Putting fields back as they were, unless somebody has touched them since; and saying what stays, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, exists, select

from crm import inviting, upcoming
from crm.actions import ACTIONS
from crm.domain.clients import Record
from crm.domain.i18n import Text, Words, _
from crm.domain.timeline import FIELD_LABELS
from crm.store import alike, records, search, standing, words
from crm.store.details import details_of
from crm.store.session import Session
from crm.store.tables import record, subject

RECORD = "record"  # the field name of a record's own existence
EMPLOYER = "company_id"
_OTHERS = select(exists().where(subject.c.record_id == bindparam("record"), subject.c.entry_id != bindparam("entry")))
_AT = select(exists().where(record.c.company_id == bindparam("record"), record.c.deleted_at.is_(None)))
_GONE = select(exists().where(record.c.id == bindparam("record"), record.c.deleted_at.is_not(None)))

Turned = tuple[list[Text], list[dict[str, Any]]]


def put_back(session: Session, wishes: Sequence[tuple[Row[Any], Sequence[Row[Any]]]], now: datetime) -> list[Turned]:
    """Changes of some entries, each entry with other records: what stays as it is, and the changes of all the rest.

    Fields are written together at the end; who comes and goes is told at once, since others ask for them.
    """
    changes = [one for _row, some in wishes for one in some]
    known = _known(session, changes)
    untouched = standing.untouched(session, changes)
    empty = _gone(session, changes)
    wanted: dict[int, dict[str, Any]] = {}
    turned: list[Turned] = []
    for row, some in wishes:
        kept: list[Text] = []
        rows: list[dict[str, Any]] = []
        for one in some:
            found = known[one.record_id]
            if reason := _kept(session, row, one, found, untouched=one.id in untouched, gone=empty):
                kept.append(reason)
                continue
            if one.field == RECORD:
                _come_and_go(session, found, one, now)
                known[found.id] = records.changed(found, {})
            else:
                wanted.setdefault(found.id, {})[one.field] = one.before
            change = {"entry_id": row.id, "record_id": one.record_id, "field": one.field}
            rows.append({**change, "before": one.after, "after": one.before})
        turned.append((kept, rows))
    _write(session, known, wanted, now)
    return turned


def _write(
    session: Session, known: Mapping[int, Record], wanted: Mapping[int, Mapping[str, Any]], now: datetime
) -> None:
    alike.change_all(session, [(known[one], values) for one, values in wanted.items()])
    search.follow(session, wanted)
    inviting.renamed(session, wanted, now)
    owners = {one: values["owner_id"] for one, values in wanted.items() if "owner_id" in values}
    upcoming.hand_over(session, owners, now)


def _known(session: Session, changes: Sequence[Row[Any]]) -> dict[int, Record]:
    """The records that some changes are about; with the columns of their kinds where one of those was changed."""
    known = records.by_id(session, [one.record_id for one in changes])
    detailed = {one.record_id for one in changes if one.field not in {RECORD, *records.ROOT_FIELDS}}
    fields = details_of(session, [known[one] for one in sorted(detailed)])
    return {one.id: replace(one, fields=fields.get(one.id, {})) for one in known.values()}


def _gone(session: Session, changes: Iterable[Row[Any]]) -> set[int]:
    """The companies that nobody can go back to."""
    left = {one.before for one in changes if one.field == EMPLOYER and one.before is not None}
    return {one.id for one in records.by_id(session, left).values() if one.gone}


def _kept(
    session: Session, row: Row[Any], one: Row[Any], found: Record, *, untouched: bool, gone: set[int]
) -> Text | None:
    """Why a field stays as it is, if it does."""
    if not untouched or (one.field != RECORD and found.value(one.field) != one.after):
        return _("{name}: “{field}” was changed since and stays as it is.", name=found.name, field=_label(row, one))
    if one.field == EMPLOYER and one.before in gone:
        return _("{name} stays at the new company, since the old one is gone.", name=found.name)
    if one.field != RECORD:
        return None
    if one.before is None and _in_use(session, row, found):
        return _("{name} is in use by now and stays.", name=found.name)
    if one.before is not None and found.company is not None and session.value(_GONE, record=found.company):
        return _("{name} does not come back, since its company is gone.", name=found.name)
    return None


def _in_use(session: Session, row: Row[Any], found: Record) -> bool:
    """A created record that other entries are filed under, or others belong to, is not taken away again."""
    return bool(session.value(_OTHERS, record=found.id, entry=row.id) or session.value(_AT, record=found.id))


def _label(row: Row[Any], one: Row[Any]) -> Words:
    """A field as the form calls it that changed it."""
    action = ACTIONS.get(row.action)
    field = action.field(one.field) if action else None
    return field.label if field else FIELD_LABELS.get(one.field, Text(one.field))


def _come_and_go(session: Session, found: Record, one: Row[Any], now: datetime) -> None:
    if one.before is None:
        records.change(session, found, {"deleted_at": now})
        words.forget(session, [found.id])
    else:
        records.change(session, found, {"deleted_at": None})
        search.index_records(session, [found])
