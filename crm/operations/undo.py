"""Undo: puts back every field that nobody has touched since, keeps the others and says which."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, bindparam, exists, select

from crm import notices
from crm.domain.action import Call
from crm.domain.clients import Record
from crm.domain.errors import NotAllowed, NothingToUndo
from crm.domain.i18n import Text, _
from crm.operations.access import entry_of
from crm.outcome import Done
from crm.store import entries, outbox, records, search
from crm.store.session import Session
from crm.store.tables import subject

UNDO_WITHIN = timedelta(days=30)
RECORD = "record"  # the field name of a record's own existence
_OTHERS = select(exists().where(subject.c.record_id == bindparam("record"), subject.c.entry_id != bindparam("entry")))


def undo(session: Session, call: Call, source: str) -> Done:
    """Undo an entry, or undo its undoing; the entry stays readable, what was not sent yet is withdrawn."""
    row, filed = entry_of(session, call)
    _allowed(call, row)
    changes = _newest_of_each(entries.changes(session, [row.id]), redo=row.undone_at is not None)
    known = records.by_id(session, [one.record_id for one in changes])
    [number] = session.numbers("audit")
    kept, rows = _put_back(session, call, row, changes, known)
    entries.mark_undone(session, row.id, None if row.undone_at else call.now)
    if row.undone_at is None:
        outbox.withdraw(session, row.id, why="undone", now=call.now)
    outbox.owe(session, notices.of_update(session, row.id), call.now)
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


def _allowed(call: Call, row: Row[Any]) -> None:
    admin = call.actor.role.name == "admin"
    if row.author_id != call.actor.id and not admin:
        raise NotAllowed
    if not admin and call.now - row.created_at > UNDO_WITHIN:
        raise NothingToUndo


def _newest_of_each(changes: Sequence[Row[Any]], *, redo: bool) -> list[Row[Any]]:
    """The last word of this entry on each field; to redo is to take back what the undoing did, and no more."""
    newest = {(one.record_id, one.field): one for one in changes}.values()
    return [one for one in newest if one.audit_id is not None or not redo]


def _put_back(
    session: Session, call: Call, row: Row[Any], changes: Sequence[Row[Any]], known: dict[int, Record]
) -> tuple[list[Text], list[dict[str, Any]]]:
    kept: list[Text] = []
    rows: list[dict[str, Any]] = []
    for one in changes:
        record = known[one.record_id]
        # A → B → A looks untouched to whoever compares values; the field's last change does not lie.
        if entries.last_change(session, one.record_id, one.field) != one.id or _still_used(session, row, one):
            kept.append(_("{name}: “{field}” was changed since and stays as it is.", name=record.name, field=one.field))
            continue
        _restore(session, call, record, one)
        rows.append(
            {
                "entry_id": row.id,
                "record_id": one.record_id,
                "field": one.field,
                "before": one.after,
                "after": one.before,
            }
        )
    return kept, rows


def _still_used(session: Session, row: Row[Any], one: Row[Any]) -> bool:
    """A created record that other entries are filed under is not taken away again."""
    return one.field == RECORD and one.after is not None and session.value(_OTHERS, record=one.record_id, entry=row.id)


def _restore(session: Session, call: Call, record: Record, one: Row[Any]) -> None:
    if one.field != RECORD:
        records.change(session, record, {one.field: one.before})
    elif one.before is None:
        records.change(session, record, {"deleted_at": call.now})
        search.forget(session, [record.id])
    else:
        records.change(session, record, {"deleted_at": None})
        search.index_record(session, record, records.details(session, record))
