"""Merging: what belongs to one record goes over to another; undone, the two part again exactly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from crm.domain.action import Call
from crm.domain.clients import Record
from crm.domain.departures import Merge
from crm.domain.errors import Refused
from crm.domain.i18n import Text, _, ngettext
from crm.removing import RECORD
from crm.store import entries, merges, records, search, words
from crm.store.session import Session

NAMED_AT_MOST = 5


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
    search.follow(session, {one: {"company_id": into.id} for one in moved})
    files = merges.files_of(session, other.id)
    merges.give_files(session, files, into.id)
    went = {"name": other.name, "status": other.status, "owner": other.owner, "files": files}
    return [
        *(_change(entry, one, "company_id", other.id, into.id) for one in moved),
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
    changes = [one for one in entries.changes(session, [row.id]) if one.field == RECORD and one.before is not None]
    went: Mapping[str, Any] = changes[-1].before
    records.change(session, other, {"deleted_at": None, "merged_into": None})
    search.index_records(session, [other])
    merges.unfile(session, into.id, row.id)
    for ghost, by in merges.others(session, into.id):
        # What stood there for two of them stands there for the other one still.
        merges.file_under(session, ghost, into.id, by)
    merges.give_files(session, went["files"], other.id)
    return _since(session, row, into), [_change(row.id, other.id, RECORD, None, went)]


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
        "{numbers} was written since and stays with {name}.",
        "{count} entries were written since and stay with {name}: {numbers}.",
        count,
        numbers=", ".join([*(f"E-{one}" for one in found), *(["…"] if count > len(found) else [])]),
        name=into.name,
    )
    return [text]
