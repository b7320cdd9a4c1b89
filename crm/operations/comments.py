"""Comments: said in a thread, by mail or in a shell, and told to everyone else once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from crm import notices
from crm.domain.action import Call
from crm.domain.clients import Record
from crm.domain.errors import NotAllowed, Refused
from crm.domain.kept import KeptFile
from crm.notices import Spoken
from crm.operations.access import entries_of, entry_of
from crm.operations.mentions import Invited, invite
from crm.outcome import Done
from crm.store import documents, entries, misfiled, outbox, texts
from crm.store.session import Session
from crm.store.tables import comment, comment_version

GONE = "C-0"  # what became of a message that was deleted before it came
_BY_ORIGIN = select(comment).where(comment.c.origin == bindparam("origin"))
_EDIT = (
    update(comment)
    .where(comment.c.id == bindparam("key"))
    .values(
        body=bindparam("text", type_=comment.c.body.type), edited_at=bindparam("moment"), edit_mark=bindparam("mark")
    )
)
_DELETE = update(comment).where(comment.c.id == bindparam("key")).values(deleted_at=bindparam("moment"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """A comment that may be written: the call that says it, the source it came by, and the entry it is about."""

    call: Call
    source: str
    entry: int
    filed: Sequence[Record]
    mark: str | None = None  # of an edit that overtook it


def add(session: Session, call: Call, source: str) -> Done:
    """Write a comment and owe it to everybody concerned but its author."""
    [done] = add_all(session, {source: call}).values()
    if isinstance(done, Refused):
        raise done
    return done


def add_all(session: Session, calls: Mapping[str, Call]) -> dict[str, Done | Refused]:
    """``add`` for some calls, by source: read and written together, as if each were done after the one before it."""
    outcomes: dict[str, Done | Refused] = {}
    may: list[Said] = []
    for (source, call), found in zip(calls.items(), entries_of(session, list(calls.values())), strict=True):
        if isinstance(found, Refused):
            outcomes[source] = found
        else:
            row, filed = found
            may.append(Said(call=call, source=source, entry=row.id, filed=filed))
    for some in _waves(may):
        outcomes |= _write(session, some)
    return outcomes


def _waves(said: Sequence[Said]) -> list[list[Said]]:
    """The second comment on an entry is told to whom the first one mentions."""
    waves: list[dict[int, Said]] = []
    for one in said:
        wave = next((some for some in waves if one.entry not in some), None)
        if wave is None:
            waves.append(wave := {})
        wave[one.entry] = one
    return [list(some.values()) for some in waves]


def _write(session: Session, some: Sequence[Said]) -> dict[str, Done]:
    """Comments on as many entries."""
    numbers = session.numbers("comment", len(some))
    notes = [invite(session, one.call, one.entry, one.filed).notes for one in some]
    rows = [_row(session, one, number) for one, number in zip(some, numbers, strict=True)]
    session.insert(comment, rows)
    texts.add(session, {one.entry: one.call.values["text"] for one in some})
    spoken = [
        Spoken(entry=row["entry_id"], comment=row["id"], author=one.call.actor, origin=row["origin"])
        for one, row in zip(some, rows, strict=True)
    ]
    now = some[0].call.now
    outbox.owe(session, notices.of_comments(session, spoken), now)
    results = {one.source: f"C-{number}" for one, number in zip(some, numbers, strict=True)}
    entries.keep_sources(session, results, now)
    return {source: Done(result=results[source], notes=note) for source, note in zip(results, notes, strict=True)}


def _row(session: Session, said: Said, number: int) -> dict[str, Any]:
    return {
        "id": number,
        "entry_id": said.entry,
        "author_id": said.call.actor.id,
        "at": said.call.now,
        "body": said.call.values["text"],
        "source": said.source.split(":", 1)[0],
        "origin": said.call.values.get("origin"),
        "edited_at": None if said.mark is None else said.call.now,
        "edit_mark": said.mark,
        "data": _with_files(session, said.call, said.entry, number),
    }


def _with_files(session: Session, call: Call, entry: int, comment_id: int) -> dict[str, Any] | None:
    """The files of a comment, written down beside it; None when there are none."""
    given: Sequence[KeptFile] = call.values.get("files") or ()
    for one in given:
        documents.keep(session, one, now=call.now, entry_id=entry, comment_id=comment_id)
    return {"files": [one.as_row() for one in given]} if given else None


def edit(session: Session, call: Call, source: str) -> Done:
    """Follow an edit. One that overtook its comment writes it; one older than what stands changes nothing."""
    row, filed = entry_of(session, call)
    known = session.first(_BY_ORIGIN, origin=call.values["origin"])
    mark = call.values["mark"]
    if known is None:
        original = original_of(call)
        gone = entries.seen(session, [original]).get(original)
        said = Said(call=call, source=original, entry=row.id, filed=filed, mark=mark)
        done = _write(session, [said])[original] if not gone else None
        return _done(session, call, source, done.result if done else GONE)
    _own(session, call, known)
    if known.deleted_at is None and (known.edit_mark or "") < mark and known.body != call.values["text"]:
        _keep_version(session, call, known)
        session.execute(_EDIT, {"key": known.id, "text": call.values["text"], "moment": call.now, "mark": mark})
        # It may have been moved to another entry since.
        texts.follow(session, [known.entry_id])
        outbox.owe(session, notices.of_change(session, known.entry_id, known.id), call.now)
        invited = invite(session, call, known.entry_id, filed) if known.entry_id == row.id else Invited()
        outbox.owe(session, notices.of_mention(known.entry_id, known.id, invited.members), call.now)
        return replace(_done(session, call, source, f"C-{known.id}"), notes=invited.notes)
    return _done(session, call, source, f"C-{known.id}")


def remove(session: Session, call: Call, source: str) -> Done:
    """Follow a deletion. One that overtook its comment leaves its mark, so that the comment stays away."""
    entry_of(session, call)
    known = session.first(_BY_ORIGIN, origin=call.values["origin"])
    if known is None:
        original = original_of(call)
        if not entries.seen(session, [original]):
            entries.keep_source(session, original, GONE, call.now)
        return _done(session, call, source, GONE)
    _own(session, call, known)
    if known.deleted_at is None:
        _keep_version(session, call, known)
        session.execute(_DELETE, {"key": known.id, "moment": call.now})
        texts.follow(session, [known.entry_id])
        outbox.owe(session, notices.of_change(session, known.entry_id, known.id), call.now)
    return _done(session, call, source, f"C-{known.id}")


def original_of(call: Call) -> str:
    """The source under which the message itself came or will come."""
    return f"slack:msg:{call.values['origin'].replace('/', ':')}"


def _own(session: Session, call: Call, known: Row[Any]) -> None:
    """One's own, under the entry that it was written for, wherever it was moved to since."""
    asked = call.values["entry"]
    stood = known.entry_id == asked or asked in misfiled.came_from(session, known.id)
    if known.author_id != call.actor.id or not stood:
        raise NotAllowed


def _keep_version(session: Session, call: Call, known: Row[Any]) -> None:
    row = {"comment_id": known.id, "mark": known.edit_mark or "", "at": call.now, "body": known.body}
    session.insert(comment_version, [row])


def _done(session: Session, call: Call, source: str, result: str) -> Done:
    entries.keep_source(session, source, result, call.now)
    return Done(result=result)
