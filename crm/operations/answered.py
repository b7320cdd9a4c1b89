"""A client's answer that waited for a person, taken in as a mail of that client."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from crm.actions import ACTIONS
from crm.domain.access import SYSTEM
from crm.domain.action import Call
from crm.domain.clients import Record, RecordKind
from crm.domain.errors import Refused
from crm.domain.i18n import _
from crm.drafting import Draft
from crm.outcome import Done
from crm.store import entries, people, records
from crm.store.session import Session
from crm.views.addressees import sender_of
from crm.writing import write_entries

CLIENT_MAIL = ACTIONS["client-mail"]


def take_in(session: Session, call: Call, source: str, mail: Row[Any], values: Mapping[str, Any]) -> Done:
    """In Carnet's name, as if the address had been known. ``values`` holds its text, files and time."""
    entry = entries.one(session, mail.entry_id)
    client = _client(session, mail)
    if entry is None or client is None:
        raise Refused.because(_("It is not known which client wrote this. File it as a new info instead."))
    people.employ_carnet(session)
    carnet = people.members(session, [SYSTEM])[SYSTEM]
    told = people.by_id(session, [entry.author_id])
    more = {"answers": entry.id, "sender": mail.sender, "tells": tuple(told.values())}
    when = min(values.get("when") or call.now, call.now)
    about = (client, *profiles(session, entry.id))
    mine = replace(call, actor=carnet, records=about, values={**values, **more, "when": when})
    draft = Draft(action=CLIENT_MAIL, call=mine, plan=CLIENT_MAIL.plan(mine), source=source, inputs={})
    return write_entries(session, [draft])[source]


def profiles(session: Session, entry: int) -> list[Record]:
    """The candidates that the answered entry is about."""
    filed = records.filed(session, [entry]).get(entry, [])
    return [one for one in filed if one.kind is RecordKind.PROFILE and not one.gone]


def _client(session: Session, mail: Row[Any]) -> Record | None:
    """Whose reply address it came to; else who of the entry's clients has the sender's address."""
    known = (mail.data or {}).get("client")
    if known is not None:
        return records.survivors(session, [known]).get(known)
    return sender_of(session, mail.entry_id, mail.sender)
