"""Undo: puts back every field that nobody has touched since, keeps the others and says which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, bindparam, exists, select

from crm import follow_ups, inviting, upcoming
from crm.actions import ACTIONS
from crm.domain.action import Call
from crm.domain.clients import Record
from crm.domain.delivery import OF_NO_USE_ONCE_UNDONE
from crm.domain.errors import NotAllowed, NothingToUndo
from crm.domain.i18n import Text, Words, _
from crm.domain.timeline import FIELD_LABELS
from crm.domain.undoing import may_undo
from crm.operations import departures
from crm.operations.access import entry_of
from crm.outcome import Done
from crm.store import entries, outbox, records, search, standing, words
from crm.store.details import details_of
from crm.store.session import Session
from crm.store.tables import record, subject

UNDONE = "undone"
RECORD = "record"  # the field name of a record's own existence
EMPLOYER = "company_id"
_OTHERS = select(exists().where(subject.c.record_id == bindparam("record"), subject.c.entry_id != bindparam("entry")))
_AT = select(exists().where(record.c.company_id == bindparam("record"), record.c.deleted_at.is_(None)))
_GONE = select(exists().where(record.c.id == bindparam("record"), record.c.deleted_at.is_not(None)))


def undo(session: Session, call: Call, source: str) -> Done:
    """Undo an entry, or undo its undoing; the entry stays readable, what was not sent yet is withdrawn."""
    row, filed = entry_of(session, call)
    _allowed(call, row)
    [number] = session.numbers("audit")
    kept, rows = _turned(session, call, row)
    entries.mark_undone(session, row.id, None if row.undone_at else call.now)
    if row.undone_at is None:
        outbox.owe(session, inviting.call_off(session, [row.id], UNDONE, call.now), call.now)
        follow_ups.undone(session, row.id, call.now, again=False)
        outbox.withdraw(session, row.id, why=UNDONE, now=call.now, kinds=OF_NO_USE_ONCE_UNDONE)
    else:
        outbox.owe_again(session, [row.id], why=UNDONE, now=call.now)
        follow_ups.undone(session, row.id, call.now, again=True)
        inviting.call_again(session, [row.id], UNDONE, call.now)
    upcoming.tell(session, row.id, call.now)
    result = f"A-{number}"
    audit = {
        "id": number,
        "operation": "undo",
        "actor_id": call.actor.id,
        "at": call.now,
        "entry_id": row.id,
        "data": None,
    }
    entries.write(
        session,
        {
            "audit": [audit],
            "change": [{**one, "audit_id": number} for one in rows],
            "source": [{"source": source, "result": result, "at": call.now}],
        },
    )
    return Done(result=result, records=tuple(str(one.number) for one in filed), notes=tuple(kept))


def _turned(session: Session, call: Call, row: Row[Any]) -> tuple[list[Text], list[dict[str, Any]]]:
    """What stays as it is, and the changes of all the rest."""
    away, back = departures.bring_back(session, call, row)
    changes = _newest_of_each(entries.changes(session, [row.id]), redo=row.undone_at is not None)
    changes = [one for one in changes if not departures.takes(row, one)]
    kept, rows = _put_back(session, row, call, changes)
    gone, again = departures.go_again(session, call, row)
    return [*away, *kept, *gone], [*back, *rows, *again]


def _allowed(call: Call, row: Row[Any]) -> None:
    if row.author_id != call.actor.id and call.actor.role.name != "admin":
        raise NotAllowed
    if not may_undo(call.actor, author=row.author_id, created_at=row.created_at, now=call.now):
        raise NothingToUndo


def _newest_of_each(changes: Sequence[Row[Any]], *, redo: bool) -> list[Row[Any]]:
    """The last word of this entry on each field, latest first: a contact goes before the company made with it.

    What an undoing took back and no redoing brought again is out already; the rest is in. To undo is to take out what
    is in, to redo the other way round.
    """
    newest = {(one.record_id, one.field): one for one in changes}
    turns = Counter((one.record_id, one.field) for one in changes if one.audit_id is not None)
    mine = [one for key, one in newest.items() if bool(turns[key] % 2) is redo]
    return sorted(mine, key=lambda one: -one.id)


def _put_back(
    session: Session, row: Row[Any], call: Call, changes: Sequence[Row[Any]]
) -> tuple[list[Text], list[dict[str, Any]]]:
    """Fields are written together at the end; who comes and goes is told at once, since others ask for them."""
    known = _known(session, changes)
    untouched = standing.untouched(session, changes)
    kept: list[Text] = []
    rows: list[dict[str, Any]] = []
    wanted: dict[int, dict[str, Any]] = {}
    for one in changes:
        found = known[one.record_id]
        if reason := _kept(session, row, one, found, untouched=one.id in untouched):
            kept.append(reason)
            continue
        if one.field == RECORD:
            _come_and_go(session, call, found, one)
            known[found.id] = records.changed(found, {})
        else:
            wanted.setdefault(found.id, {})[one.field] = one.before
        change = {"entry_id": row.id, "record_id": one.record_id, "field": one.field}
        rows.append({**change, "before": one.after, "after": one.before})
    # In one order for everybody, so that two who change the same records do not wait for each other for ever.
    for record_id, values in sorted(wanted.items()):
        records.change(session, known[record_id], values)
    search.follow(session, wanted)
    inviting.renamed(session, wanted, call.now)
    owners = {record_id: values["owner_id"] for record_id, values in wanted.items() if "owner_id" in values}
    upcoming.hand_over(session, owners, call.now)
    return kept, rows


def _known(session: Session, changes: Sequence[Row[Any]]) -> dict[int, Record]:
    """The records that some changes are about; with the columns of their kinds where one of those was changed."""
    known = records.by_id(session, [one.record_id for one in changes])
    detailed = {one.record_id for one in changes if one.field not in {RECORD, *records.ROOT_FIELDS}}
    fields = details_of(session, [known[one] for one in sorted(detailed)])
    return {one.id: replace(one, fields=fields.get(one.id, {})) for one in known.values()}


def _kept(session: Session, row: Row[Any], one: Row[Any], found: Record, *, untouched: bool) -> Text | None:
    """Why a field stays as it is, if it does."""
    if not untouched or (one.field != RECORD and found.value(one.field) != one.after):
        return _("{name}: “{field}” was changed since and stays as it is.", name=found.name, field=_label(row, one))
    if one.field == EMPLOYER and one.before is not None and session.value(_GONE, record=one.before):
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


def _come_and_go(session: Session, call: Call, found: Record, one: Row[Any]) -> None:
    if one.before is None:
        records.change(session, found, {"deleted_at": call.now})
        words.forget(session, [found.id])
    else:
        records.change(session, found, {"deleted_at": None})
        search.index_records(session, [found])
