"""Merging: what belongs to one record goes over to another; undone, the two part again exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from crm import inviting
from crm.domain.action import Call
from crm.domain.clients import Record
from crm.domain.departures import Merge
from crm.domain.errors import Refused
from crm.domain.i18n import Text, _, ngettext
from crm.domain.timeline import FIELD_LABELS
from crm.removing import RECORD
from crm.store import entries, merges, records, search, standing, words
from crm.store.session import Session

NAMED_AT_MOST = 5
EMPLOYER = "company_id"


def merge(session: Session, call: Call, plan: Merge, entry: int, *, held: bool) -> list[dict[str, Any]]:
    """The changes to write down; ``held`` tells that the first was changed already, which keeps others from it.

    Raises:
        Overtaken: one of them is not as it was read.
    """
    other, into = plan.record, plan.into
    if not held:
        records.change(session, into, {})
    records.change(session, other, {"deleted_at": call.now, "merged_into": into.id})
    words.forget(session, [other.id])
    merges.file_under(session, other.id, into.id, entry)
    moved = merges.move_people(session, other.id, into.id)
    search.follow(session, {one: {EMPLOYER: into.id} for one in moved})
    inviting.renamed(session, {other.id: {"name": into.name}}, call.now)
    files = merges.files_of(session, other.id)
    merges.give_files(session, files, into.id)
    follow_ups = merges.follow_ups_of(session, other.id)
    merges.give_follow_ups(session, follow_ups, into.id)
    was = {"name": other.name, "status": other.status, "owner": other.owner}
    went = {**was, "files": files, "follow_ups": follow_ups}
    return [
        *(_change(entry, one, EMPLOYER, other.id, into.id) for one in moved),
        _change(entry, other.id, RECORD, went, None),
    ]


def _change(entry: int, record: int, name: str, before: Any, after: Any) -> dict[str, Any]:
    return {"entry_id": entry, "record_id": record, "field": name, "before": before, "after": after}


def part(session: Session, call: Call, row: Row[Any]) -> tuple[list[Text], list[dict[str, Any]]]:
    """Undo a merging: the second is here again with what was its own; what came since stays, and is listed.

    Raises:
        Refused: it has become part of something else meanwhile.
    """
    other, into = _both(session, row)
    if other.merged_into != into.id or into.gone:
        raise Refused.because(_("{name} was deleted or merged again since. Please undo that first.", name=into.name))
    changes = entries.changes(session, [row.id])
    went: Mapping[str, Any] = next(one.before for one in reversed(changes) if one.field == RECORD and one.before)
    records.change(session, other, {"deleted_at": None, "merged_into": None})
    search.index_records(session, [other])
    inviting.renamed(session, {other.id: {"name": other.name}}, call.now)
    merges.unfile(session, into.id, row.id)
    for ghost, by in merges.others(session, into.id):
        # What stood there for two of them stands there for the other one still.
        merges.file_under(session, ghost, into.id, by)
    merges.give_files(session, went["files"], other.id)
    # Those who were merged before follow-ups went along have none to give back.
    merges.give_follow_ups(session, went.get("follow_ups", ()), other.id)
    kept, back = _people_back(session, row, changes, other, into)
    return [*kept, *_since(session, row, into)], [_change(row.id, other.id, RECORD, None, went), *back]


def came_along(row: Row[Any], change: Row[Any]) -> bool:
    """Whoever belonged to the second belongs to the first by this change; the first's own company is a field of it."""
    return bool(change.field == EMPLOYER and change.record_id != row.data["filed"][0])


def _people_back(
    session: Session, row: Row[Any], changes: Sequence[Row[Any]], other: Record, into: Record
) -> tuple[list[Text], list[dict[str, Any]]]:
    """Who came along goes back, all together; whoever was moved since stays where they are."""
    newest = {one.record_id: one for one in changes if came_along(row, one)}
    untouched = standing.untouched(session, newest.values())
    back = [one for one, change in newest.items() if change.id in untouched]
    merges.belong(session, back, other.id)
    search.follow(session, {one: {EMPLOYER: other.id} for one in back})
    away = records.by_id(session, newest.keys() - set(back)).values()
    text = _("{name}: “{field}” was changed since and stays as it is.")
    notes = [Text(text.msgid, {"name": one.name, "field": FIELD_LABELS[EMPLOYER]}) for one in away]
    return notes, [_change(row.id, one, EMPLOYER, into.id, other.id) for one in back]


def again(session: Session, call: Call, row: Row[Any]) -> tuple[list[Text], list[dict[str, Any]]]:
    """Undo the parting.

    Raises:
        Refused: one of them is here no more.
    """
    other, into = _both(session, row)
    if other.gone or into.gone:
        raise Refused.because(_("One of the two clients is here no more."))
    return [], merge(session, call, Merge(record=other, into=into), row.id, held=False)


def _both(session: Session, row: Row[Any]) -> tuple[Record, Record]:
    ids = [row.data["merged_id"], row.data["filed"][0]]
    known = records.by_id(session, ids)
    return known[ids[0]], known[ids[1]]


def _since(session: Session, row: Row[Any], into: Record) -> list[Text]:
    found, count = merges.since(session, into.id, row.id, NAMED_AT_MOST)
    if not found:
        return []
    text = ngettext(
        "{count} entry was written since and stays with {name}: {numbers}.",
        "{count} entries were written since and stay with {name}: {numbers}.",
        count,
        numbers=", ".join([*(f"E-{one}" for one in found), *(["…"] if count > len(found) else [])]),
        name=into.name,
    )
    return [text]
