"""What was deleted goes for good, one record after the other; whoever is stopped in between goes on where they were."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import Row

from crm import directory, notices
from crm.domain.clients import RecordKind, RecordNumber
from crm.store import entries, outbox, purges
from crm.store.base import Store
from crm.store.documents import Documents
from crm.store.session import Session
from crm.store.tables import audit

PATIENCE = 10.0  # seconds; nobody waits for it


class Progress(Enum):
    """How far a purge is."""

    MORE = "more"  # there is more to take out
    HELD = "held"  # something is being sent, or a file was given a moment ago
    DONE = "done"


def purge(store: Store, workspace: int, entry: int, *, now: datetime, documents: Documents | None) -> Progress:
    """Take one step. Nobody's permission is asked: it was given when it was deleted."""
    with store.begin(workspace, background=True, patience=PATIENCE) as session:
        grave = purges.due(session, entry, now)
        if grave is not None:
            return _bury(session, grave, now)
    if documents is not None and not _files(store, workspace, entry, documents, now):
        return Progress.HELD
    with store.begin(workspace, background=True, patience=PATIENCE) as session:
        if not purges.is_left(session, entry):
            _finish(session, entry, now)
    return Progress.DONE


def _bury(session: Session, grave: Row[Any], now: datetime) -> Progress:
    """One record with everything that only it had, in one transaction."""
    merged = list(purges.ghosts(session, [grave.record_id]))
    ids = [*(row.id for row in merged), grave.record_id]
    going = purges.last_of(session, ids, but=grave.entry_id)
    if purges.held(session, going):
        return Progress.HELD
    digests = purges.entries_go(session, going) | purges.records_go(session, ids)
    purges.purged(session, grave.entry_id, grave.record_id, at=now, digests=digests)
    purges.bury_too(session, grave, merged, now)
    numbers = [str(RecordNumber(RecordKind(row.kind), row.number)) for row in (*merged, grave)]
    [number] = session.numbers("audit")
    told = {"records": numbers, "entries": len(going), "deleted_at": grave.at.isoformat()}
    row = {"id": number, "operation": "purge", "actor_id": grave.actor_id, "at": now, "entry_id": grave.entry_id}
    session.insert(audit, [{**row, "data": told}])
    return Progress.MORE


def _files(store: Store, workspace: int, entry: int, documents: Documents, now: datetime) -> bool:
    """Contents that nothing has any more, in whichever workspace."""
    with store.read(workspace) as session:
        left = purges.files_left(session, entry)
    for grave in left:
        digests = [bytes.fromhex(one) for one in grave.files]
        if not all(_used(store, one) or documents.remove(one) for one in digests):
            return False
        with store.begin(workspace, background=True, patience=PATIENCE) as session:
            purges.files_gone(session, grave.record_id)
    return True


def _used(store: Store, digest: bytes) -> bool:
    with store.outside() as connection:
        workspaces = list(directory.workspaces(connection).values())
    for workspace in workspaces:
        with store.read(workspace) as session:
            if purges.uses(session, digest):
                return True
    return False


def _finish(session: Session, entry: int, now: datetime) -> None:
    """The deletion itself stays: who deleted which number, and when. Its message offers no undo any more."""
    row = entries.one(session, entry)
    if row is not None and not (row.data or {}).get("purged"):
        entries.keep_data(session, entry, {**(row.data or {}), "until": None, "purged": True})
        outbox.owe(session, notices.of_update(session, entry), now)
