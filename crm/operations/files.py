"""Files that were given with an entry: kept once they are fetched, or refused."""

from __future__ import annotations

from dataclasses import replace

from crm import notices
from crm.domain.action import Call
from crm.domain.errors import NotFound
from crm.domain.files import attachments
from crm.operations.access import entry_of
from crm.outcome import Done
from crm.store import documents, entries, outbox
from crm.store.session import Session


def keep(session: Session, call: Call, source: str) -> Done:
    """Write down what became of a file; messages that list a refused one are to say so no more."""
    row, _records = entry_of(session, call)
    given = {one.id: one for one in attachments((row.data or {}).get("attachments", ()))}
    found = given.get(call.values["file"])
    if found is None:
        raise NotFound(what=call.values["file"])
    digest: str | None = call.values["digest"]
    if digest:
        documents.add(
            session,
            entry_id=row.id,
            name=found.name,
            kind=found.kind,
            size=found.size,
            digest=bytes.fromhex(digest),
            now=call.now,
        )
    given[found.id] = replace(found, digest=digest or "", refused=not digest)
    content = {**row.data, "attachments": [one.as_row() for one in given.values()]}
    entries.keep_data(session, row.id, content)
    if not digest:
        outbox.owe(session, notices.of_update(session, row.id), call.now)
    result = f"E-{row.id}"
    entries.keep_source(session, source, result, call.now)
    return Done(result=result)
