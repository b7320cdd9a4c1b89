"""The one door through which anything changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.exc import DBAPIError

from crm import inputs as reading
from crm.domain.action import Action, Call, Plan, Writes
from crm.domain.errors import Busy, Refused
from crm.inputs import Item
from crm.operations import OPERATIONS
from crm.outcome import Done
from crm.store import entries
from crm.store.base import Store
from crm.store.records import Overtaken
from crm.store.session import Session
from crm.writing import Draft, write_entries

TRIES = 3


def perform(
    session: Session, action: Action, *, actor: str, inputs: Mapping[str, Any], source: str, now: datetime
) -> Done:
    """Perform an action once, inside the caller's transaction.

    Args:
        session: an open transaction of one workspace; the caller commits.
        action: what to do; its form tells which inputs it takes.
        actor: who does it: a Slack user id, an address or ``M-12``.
        inputs: raw values by field name, as the door got them.
        source: where the call came from (``slack:view:V1``); one seen before does nothing and gives the same answer.
        now: the time, aware.

    Raises:
        Refused: with every problem of the form at once; nothing was written.
    """
    [outcome] = perform_many(session, action, actor=actor, items=[Item(inputs=inputs, source=source)], now=now)
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def perform_many(
    session: Session, action: Action, *, actor: str, items: Sequence[Item], now: datetime
) -> list[Done | Refused]:
    """Perform an action for each item of a chunk: the same checks and sources, read and written set by set.

    A refused item does not stop the others; its refusal stands in its place.
    """
    before = entries.seen(session, [item.source for item in items])
    fresh = [item for item in items if item.source not in before]
    loaded = reading.load(session, action, actor, fresh, now)
    outcomes: dict[str, Done | Refused] = {source: Done.again(result) for source, result in before.items()}
    drafts: list[Draft] = []
    for item in fresh:
        try:
            made = _prepare(session, action, loaded, item)
        except Refused as refused:
            outcomes[item.source] = refused
        else:
            if isinstance(made, Done):
                outcomes[item.source] = made
            else:
                drafts.append(made)
    outcomes |= write_entries(session, drafts)
    return [outcomes[item.source] for item in items]


def _prepare(session: Session, action: Action, loaded: reading.Loaded, item: Item) -> Draft | Done:
    call = reading.call(session, action, loaded, item)
    if action.writes is not Writes.ENTRY:
        return OPERATIONS[action.name](session, call, item.source)
    plan = Plan() if _later(call) else action.plan(call)
    return Draft(action=action, call=call, plan=plan, source=item.source, inputs=item.inputs, later=_later(call))


def _later(call: Call) -> bool:
    when = call.values.get("when")
    return when is not None and when > call.now


def run(
    store: Store,
    workspace: int,
    action: Action,
    *,
    actor: str,
    inputs: Mapping[str, Any],
    source: str,
    now: datetime,
    background: bool = False,
) -> Done:
    """``perform`` in a transaction of its own, begun again when somebody else was a moment faster.

    Raises:
        Refused: nothing was written; ``Busy`` when the store could not take it in time.
    """
    for _attempt in range(TRIES):
        try:
            with store.begin(workspace, background=background) as session:
                return perform(session, action, actor=actor, inputs=inputs, source=source, now=now)
        except Overtaken:
            continue
        except DBAPIError as exc:
            # Two deliveries of one source ran side by side, or two transactions touched one record.
            if not _worth_another_try(exc):
                raise
    raise Busy


def _worth_another_try(exc: DBAPIError) -> bool:
    state = getattr(exc.orig, "sqlstate", None)
    if state is None:
        return "UNIQUE constraint failed: source" in str(exc.orig)
    return state in {"40001", "40P01"} or (state == "23505" and "pk_source" in str(exc.orig))
