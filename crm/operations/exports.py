"""Exports: what somebody asks for, and what they are given, each an audit row; nothing about a client changes."""

from __future__ import annotations

from crm.actions import export
from crm.domain.action import Call
from crm.domain.errors import NotFound, Problem, Refused
from crm.domain.exports import Extent
from crm.domain.i18n import _
from crm.outcome import Done
from crm.store import audits
from crm.store.session import Session
from crm.views import typed
from crm.views.exports import asked


def ask(session: Session, call: Call, source: str) -> Done:
    """What is to be exported. The filters stand as they were understood, for who reads the trail later."""
    words = call.values[export.FILTERS.name] or ""
    if call.records and words:
        text = _("Choose a client or filters, not both. One client is exported whole.")
        raise Refused.because(text, export.FILTERS.name)
    filters, told = typed.filters(session, call.actor, words)
    if told:
        raise Refused.gathered(Problem(one, export.FILTERS.name) for one in told)
    numbers = [one.number for one in call.records]
    extent = Extent(client=numbers[0] if numbers else None, filters=filters)
    # Where it was asked for is where it is handed over, even by a process that starts later.
    data = {**extent.as_data(), "source": source}
    result = audits.keep(session, export.NAME, call.actor.id, source, data, call.now)
    return Done(result=result, records=tuple(map(str, numbers)))


def note(session: Session, call: Call, source: str) -> Done:
    """Who was given how many rows of what."""
    token, rows = call.values["export"], call.values["rows"]
    extent = asked(session, call.actor, token)
    if not rows.isdecimal():
        raise NotFound(what=rows)
    data = {**extent.as_data(), "export": token, "rows": int(rows)}
    return Done(result=audits.keep(session, "exported", call.actor.id, source, data, call.now))
