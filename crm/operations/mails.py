"""Mails that waited for a person: attached to their entry, filed as a note or as a client's answer, or discarded."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from crm.actions.decide_mail import ANSWER, ATTACH, INFO
from crm.domain.action import Call
from crm.domain.clients import CLIENTS, Record
from crm.domain.errors import NotAllowed, NotFound, Refused
from crm.domain.i18n import _
from crm.domain.kept import KeptFile, listed
from crm.operations import answered, comments, logged
from crm.operations.access import entry_of
from crm.outcome import Done
from crm.store import entries, raw_mail, senders
from crm.store.raw_mail import Outcome
from crm.store.session import Session

NUMBER = re.compile(r"[1-9][0-9]{0,17}")
BECAME = {ATTACH: Outcome.COMMENT, INFO: Outcome.INFO, ANSWER: Outcome.CLIENT_MAIL}


def decide(session: Session, call: Call, source: str) -> Done:
    """Do what whoever was asked wants with a mail; nobody decides twice."""
    given = call.values["mail"]
    row = raw_mail.one(session, int(given)) if NUMBER.fullmatch(given) else None
    if row is None:
        raise NotFound(what=given)
    filed = _may_decide(session, call, row)
    if row.outcome != Outcome.HELD:
        raise Refused.because(_("Somebody has decided about this mail already."))
    if call.values["remember"] and row.member_id is not None:
        _remember(session, call, row)
    decision = call.values["decision"]
    if decision not in BECAME:
        raw_mail.decide(session, row.id, Outcome.DISCARDED, by=call.actor.id, at=call.now, entry=row.entry_id)
        result = f"E-{row.entry_id}" if row.entry_id else f"mail {row.id}"
        entries.keep_source(session, source, result, call.now)
        return Done(result=result)
    done = _DONE[decision](session, call, source, row, filed)
    raw_mail.decide(
        session,
        row.id,
        BECAME[decision],
        by=call.actor.id,
        at=call.now,
        comment=int(done.result[2:]) if decision == ATTACH else None,
        entry=done.entry or row.entry_id,
    )
    return done


def _may_decide(session: Session, call: Call, row: Row[Any]) -> Sequence[Record]:
    """Its entry's author first; the owner and administrators when the author does not. A copy is its member's alone.

    Gives the records that the entry is filed under.
    """
    if row.entry_id is None:
        if row.member_id != call.actor.id or "clients" not in (row.data or {}):
            raise NotFound(what=str(row.id))
        return ()
    entry, filed = entry_of(session, replace(call, values={"entry": row.entry_id}))
    mine = {entry.author_id, *(one.owner for one in filed)}
    if call.actor.id not in mine and call.actor.role.name != "admin":
        raise NotAllowed
    return filed


def _attach(session: Session, call: Call, source: str, row: Row[Any], filed: Sequence[Record]) -> Done:
    if row.entry_id is None:
        raise Refused.because(_("This mail belongs to no entry. File it as an info, or discard it."))
    files, text = _files(row), _text(row)
    named = {"type": "rich_text", "elements": [*text["elements"], *listed(one.name for one in files)]}
    values = {"entry": row.entry_id, "text": named, "files": files, "origin": None}
    return comments.add(session, replace(call, values=values), source)


def _info(session: Session, call: Call, source: str, row: Row[Any], filed: Sequence[Record]) -> Done:
    """Under the clients that are named, else under those of the entry."""
    clients = call.records or [one for one in _chosen(session, row, filed) if one.kind in CLIENTS]
    if not clients:
        raise Refused.because(_("Choose a client first."), "clients")
    return logged.file(session, call, source, clients, {"note": _text(row), "files": _files(row), "when": _when(row)})


def _answer(session: Session, call: Call, source: str, row: Row[Any], filed: Sequence[Record]) -> Done:
    if row.entry_id is None:
        raise Refused.because(_("This mail belongs to no entry. File it as an info, or discard it."))
    values = {"text": _text(row), "files": _files(row), "when": _when(row)}
    return answered.take_in(session, call, source, row, values)


_DONE: Mapping[str, Callable[[Session, Call, str, Row[Any], Sequence[Record]], Done]] = {
    ATTACH: _attach,
    INFO: _info,
    ANSWER: _answer,
}


def _chosen(session: Session, row: Row[Any], filed: Sequence[Record]) -> list[Record]:
    """The clients that the entry's author named, without the companies that it stands under besides."""
    entry = entries.one(session, row.entry_id) if row.entry_id is not None else None
    named = ((entry.data or {}).get("filed") or ()) if entry else ()
    return [one for one in filed if one.id in named] or list(filed)


def _remember(session: Session, call: Call, row: Row[Any]) -> None:
    """A client's address, or another member's, never becomes one that a member is believed to write from."""
    if senders.taken(session, row.sender, but_by=row.member_id):
        text = _("{address} belongs to somebody else here and cannot be remembered.", address=row.sender)
        raise Refused.because(text)
    raw_mail.remember(session, row.sender, row.member_id, call.now)


def _text(row: Row[Any]) -> dict[str, Any]:
    """The words of the mail, with the address that it says to come from; a member's own copy says that itself."""
    said = (row.text or {"elements": []})["elements"]
    if (row.data or {}).get("own"):
        return {"type": "rich_text", "elements": list(said)}
    by = {"type": "text", "text": f"✉️ {row.sender}", "style": {"bold": True}}
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [by]}, *said]}


def _files(row: Row[Any]) -> tuple[KeptFile, ...]:
    return tuple(KeptFile(**one) for one in row.files or ())


def _when(row: Row[Any]) -> datetime | None:
    """When it says to have been written, as far as that is known."""
    written = (row.data or {}).get("at")
    return datetime.fromisoformat(written) if written else None
