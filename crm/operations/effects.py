"""A planned change takes effect when its time has come; the permission is checked again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from crm import follow_ups, notices
from crm import inputs as reading
from crm.actions import ACTIONS
from crm.domain.action import Action, Call
from crm.domain.clients import RecordNumber
from crm.domain.delivery import DeliveryKind
from crm.domain.errors import Refused
from crm.domain.field import tokens
from crm.domain.i18n import _
from crm.domain.preferences import Topic
from crm.drafting import Draft, Page
from crm.inputs import Item
from crm.operations.access import entry_of
from crm.outcome import Done
from crm.store import entries, outbox, people, planned, records
from crm.store.session import Session
from crm.writing import apply_plan, concerned, under

# What was done when it was planned: nobody is reminded of it or invited to it any more.
ANNOUNCED = frozenset({"remind", "calendar"})


def take(session: Session, call: Call, source: str) -> Done:
    """Do what the entry announced, in its author's name."""
    row, _records = entry_of(session, call)
    if row.occurred_at > call.now:
        raise Refused.because(_("This is planned for {when}.", when=row.occurred_at), "entry")
    result = f"E-{row.id}"
    page = Page()
    drafts: list[tuple[Draft, int]] = []
    if row.undone_at is None and row.done_at is None and "inputs" in (row.data or {}):
        action = ACTIONS[row.action]
        item = Item(inputs=_still_here(session, action, row.data["inputs"]), source=source)
        loaded = reading.load(session, action, f"M-{row.author_id}", [item], call.now)
        again = reading.call(session, action, loaded, item)
        draft = Draft(action=action, call=again, plan=action.plan(again), source=source, inputs=item.inputs)
        apply_plan(session, page, draft, row.id)
        _file(session, page, draft, row)
        _tell(session, page, draft, row)
        # The message that announced it now shows what changed.
        page.owed += notices.of_update(session, row.id)
        if action.settles:
            planned.done(session, row.id, call.now, row.author_id)
            page.owed += notices.of_reminded(session, row.id)
        drafts.append((draft, row.id))
    page.add("source", source=source, result=result, at=call.now)
    entries.write(session, page.rows)
    outbox.owe(session, page.owed, call.now)
    follow_ups.after(session, drafts)
    return Done(result=result)


def _still_here(session: Session, action: Action, inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    """Without the clients that were deleted since; what is planned is done for the others."""
    named = tokens(inputs.get(action.clients or "") or ())
    numbers = [number for number in map(RecordNumber.read, named) if number]
    here = records.by_number(session, numbers)
    kept = [str(number) for number in numbers if number in here]
    left = {name: value for name, value in inputs.items() if name not in ANNOUNCED}
    return {**left, action.clients: kept} if action.clients and kept else left


def _file(session: Session, page: Page, draft: Draft, row: Row[Any]) -> None:
    """Whom it concerns may have changed since it was announced; it stays where it stood, too."""
    before = entries.subjects(session, [row.id]).get(row.id, [])
    for one in under(draft.call.records, draft.plan):
        if one not in before:
            page.add("subject", entry_id=row.id, record_id=one, occurred_at=row.occurred_at)


def _tell(session: Session, page: Page, draft: Draft, row: Row[Any]) -> None:
    """Those whom the announcement did not tell yet; a job told of all its entries at once."""
    if "job" in row.data:
        return
    told = {one.member_id for one in outbox.of_entry(session, row.id) if one.kind == DeliveryKind.ENTRY}
    known = people.by_id(session, draft.plan.tells)
    fresh = {one.id: one for one in concerned(draft.plan, known) if one.id not in told}
    page.owed += notices.of_those(row.id, draft.call.actor, list(fresh.values()), topic=Topic.ASSIGNED)
