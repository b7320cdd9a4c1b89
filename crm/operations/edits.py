"""Somebody puts the text of their own entry right; whoever was told of it is not told again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from crm import notices
from crm.actions import ACTIONS
from crm.actions.edit_entry import text_of
from crm.domain.action import Call
from crm.domain.errors import Refused
from crm.domain.field import Field
from crm.domain.i18n import _
from crm.operations.access import entry_of
from crm.outcome import Done
from crm.store import entries, outbox, texts, versions
from crm.store.session import Session


def edit(session: Session, call: Call, source: str) -> Done:
    """The new text stands wherever the old one did, from now on with a word that it was edited."""
    versions.lock(session, call.values["entry"])
    row, _records = entry_of(session, call)
    asked = _text_of(call, row)
    text = call.values["text"]
    if text is None and asked.required:
        raise Refused.because(_("Please fill in “{field}”.", field=asked.label), "text")
    if text == row.body:
        raise Refused.because(_("Nothing was changed: this is what stands here already."))
    versions.replace(session, row, text, _planned(row, asked, text), call.now)
    texts.follow(session, [row.id])
    outbox.owe(session, notices.of_update(session, row.id), call.now)
    result = f"E-{row.id}"
    entries.keep_source(session, source, result, call.now)
    return Done(result=result)


def _text_of(call: Call, row: Row[Any]) -> Field:
    """The field that the text was typed into, if the actor may still change it."""
    if row.author_id != call.actor.id:
        raise Refused.because(_("{name} wrote this, and nobody else can edit it.", name=row.author_name), "entry")
    if row.undone_at is not None:
        raise Refused.because(_("This entry was undone; its text stays as it was."), "entry")
    found = text_of(ACTIONS.get(row.action))
    if found is None:
        raise Refused.because(_("This entry has no text that could be edited."), "entry")
    return found


def _planned(row: Row[Any], asked: Field, text: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """What is still to come is done with what it says by then."""
    if "inputs" not in (row.data or {}):
        return row.data  # type: ignore[no-any-return]
    return {**row.data, "inputs": {**row.data["inputs"], asked.name: text}}
