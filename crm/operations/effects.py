"""A planned change takes effect when its time has come; the permission is checked again."""

from __future__ import annotations

from crm import inputs as reading
from crm.actions import ACTIONS
from crm.domain.action import Call
from crm.domain.errors import Refused
from crm.domain.i18n import _
from crm.inputs import Item
from crm.operations.access import entry_of
from crm.outcome import Done
from crm.store import entries
from crm.store.session import Session
from crm.writing import Draft, Page, apply_plan


def take(session: Session, call: Call, source: str) -> Done:
    """Do what the entry announced, in its author's name."""
    row, _records = entry_of(session, call)
    if row.occurred_at > call.now:
        raise Refused.because(_("This is planned for {when}.", when=row.occurred_at), "entry")
    result = f"E-{row.id}"
    page = Page()
    if row.undone_at is None and "inputs" in (row.data or {}):
        action = ACTIONS[row.action]
        item = Item(inputs=row.data["inputs"], source=source)
        loaded = reading.load(session, action, f"M-{row.author_id}", [item], call.now)
        again = reading.call(session, action, loaded, item)
        draft = Draft(action=action, call=again, plan=action.plan(again), source=source, inputs=item.inputs)
        apply_plan(session, page, draft, row.id)
    page.add("source", source=source, result=result, at=call.now)
    entries.write(session, page.rows)
    return Done(result=result)
