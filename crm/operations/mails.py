"""Mails that waited for a person: attached to their entry as a comment, or discarded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from crm.actions.decide_mail import ATTACH
from crm.domain.action import Call
from crm.domain.clients import Record, RecordKind
from crm.domain.errors import NotAllowed, NotFound, Refused
from crm.domain.i18n import _
from crm.domain.kept import KeptFile, listed
from crm.operations import comments
from crm.operations.access import entry_of
from crm.outcome import Done
from crm.store import entries, raw_mail, search
from crm.store.raw_mail import Outcome
from crm.store.session import Session

NUMBER = re.compile(r"[1-9][0-9]{0,17}")


def decide(session: Session, call: Call, source: str) -> Done:
    """Do what the entry's author wants with a mail; nobody decides twice."""
    given = call.values["mail"]
    row = raw_mail.one(session, int(given)) if NUMBER.fullmatch(given) else None
    if row is None or row.entry_id is None:
        raise NotFound(what=given)
    entry, filed = entry_of(session, replace(call, values={"entry": row.entry_id}))
    _may_decide(call, entry, filed)
    if row.outcome != Outcome.HELD:
        raise Refused.because(_("Somebody has decided about this mail already."))
    if call.values["remember"] and row.member_id is not None:
        _remember(session, call, row)
    if call.values["decision"] != ATTACH:
        raw_mail.decide(session, row.id, Outcome.DISCARDED, by=call.actor.id, at=call.now, entry=entry.id)
        result = f"E-{entry.id}"
        entries.keep_source(session, source, result, call.now)
        return Done(result=result)
    done = comments.add(session, replace(call, values=_comment(row)), source)
    raw_mail.decide(
        session, row.id, Outcome.COMMENT, by=call.actor.id, at=call.now, comment=int(done.result[2:]), entry=entry.id
    )
    return done


def _remember(session: Session, call: Call, row: Row[Any]) -> None:
    """A client's address, or another member's, never becomes one that a member is believed to write from."""
    others = raw_mail.members_at(session, row.sender) - {row.member_id}
    kinds = (RecordKind.COMPANY, RecordKind.CONTACT)
    if others or any(search.similar(session, kind, name="", email=row.sender, company_id=None) for kind in kinds):
        text = _("{address} belongs to somebody else here and cannot be remembered.", address=row.sender)
        raise Refused.because(text)
    raw_mail.remember(session, row.sender, row.member_id, call.now)


def _may_decide(call: Call, entry: Row[Any], filed: Sequence[Record]) -> None:
    """Its author first; the owner and administrators when the author does not."""
    mine = {entry.author_id, *(one.owner for one in filed)}
    if call.actor.id not in mine and call.actor.role.name != "admin":
        raise NotAllowed


def _comment(row: Row[Any]) -> dict[str, Any]:
    """The words of the mail, in the name of who attaches it, with the address that it says to come from."""
    by = {"type": "text", "text": f"✉️ {row.sender}", "style": {"bold": True}}
    head = {"type": "rich_text_section", "elements": [by]}
    said = (row.text or {"elements": []})["elements"]
    files = tuple(KeptFile(**one) for one in row.files or ())
    text = {"type": "rich_text", "elements": [head, *said, *listed(one.name for one in files)]}
    return {"entry": row.entry_id, "text": text, "files": files, "origin": None}
