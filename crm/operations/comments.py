"""Comments: said in a thread, by mail or in a shell, and told to everyone else once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from crm import notices
from crm.domain.action import Call
from crm.domain.clients import Record
from crm.domain.errors import NotAllowed
from crm.domain.kept import KeptFile
from crm.operations.access import entry_of
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


def add(session: Session, call: Call, source: str) -> Done:
    """Write a comment and owe it to everybody concerned but its author."""
    row, filed = entry_of(session, call)
    return _write(session, call, row.id, filed, source)


def _write(session: Session, call: Call, entry: int, filed: Sequence[Record], source: str, **more: Any) -> Done:
    [number] = session.numbers("comment")
    origin: str | None = call.values.get("origin")
    invited = invite(session, call, entry, filed)
    session.insert(
        comment,
        [
            {
                "id": number,
                "entry_id": entry,
                "author_id": call.actor.id,
                "at": call.now,
                "body": call.values["text"],
                "source": source.split(":", 1)[0],
                "origin": origin,
                "data": _with_files(session, call, entry, number),
                **more,
            }
        ],
    )
    texts.add(session, entry, call.values["text"])
    thread = _thread_of(session, entry, origin)
    owed = notices.of_comment(session, entry, number, call.actor, thread=thread)
    outbox.owe(session, owed, call.now)
    return replace(_done(session, call, source, f"C-{number}"), notes=invited.notes)


def _with_files(session: Session, call: Call, entry: int, comment_id: int) -> dict[str, Any] | None:
    """The files of a comment, written down beside it; None when there are none."""
    given: Sequence[KeptFile] = call.values.get("files") or ()
    for one in given:
        documents.keep(session, one, now=call.now, entry_id=entry, comment_id=comment_id)
    return {"files": [one.as_row() for one in given]} if given else None


def _thread_of(session: Session, entry: int, origin: str | None) -> tuple[str, str] | None:
    """The thread it was written in, which need not be told."""
    if not origin:
        return None
    channel = origin.split("/", 1)[0]
    return next(((row.place, row.mark) for row in entries.links(session, [entry]) if row.place == channel), None)


def edit(session: Session, call: Call, source: str) -> Done:
    """Follow an edit. One that overtook its comment writes it; one older than what stands changes nothing."""
    row, filed = entry_of(session, call)
    known = session.first(_BY_ORIGIN, origin=call.values["origin"])
    mark = call.values["mark"]
    if known is None:
        original = original_of(call)
        gone = entries.seen(session, [original]).get(original)
        done = _write(session, call, row.id, filed, original, edited_at=call.now, edit_mark=mark) if not gone else None
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
