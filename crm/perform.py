"""The one door through which anything changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from crm import follow_ups, replays
from crm import inputs as reading
from crm.creating import may_create
from crm.domain.action import Action, Call, Plan, Writes
from crm.domain.errors import Busy, NotAllowed, Refused
from crm.drafting import Draft
from crm.inputs import Item
from crm.operations import OPERATIONS, TOGETHER
from crm.outcome import Done
from crm.store import entries
from crm.store.base import Store
from crm.store.session import Session
from crm.store.troubles import Lost, Overtaken
from crm.writing import write_entries

T = TypeVar("T")
Asked = tuple[str, Item]  # who asks, and for what
Fresh = tuple[reading.Loaded, Item]
TRIES = 10  # each is lost only to somebody who was served


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
    return perform_each(session, action, asked=[(actor, item) for item in items], now=now)


def perform_each(session: Session, action: Action, *, asked: Sequence[Asked], now: datetime) -> list[Done | Refused]:
    """``perform_many`` for items that different people ask for."""
    before = entries.seen(session, [item.source for _actor, item in asked])
    fresh: dict[str, Asked] = {}
    for actor, item in asked:
        if item.source not in before:
            fresh.setdefault(item.source, (actor, item))
    actors = [actor for actor, _item in asked]
    loaded = reading.load_each(session, action, actors, [item for _actor, item in fresh.values()], now)
    outcomes: dict[str, Done | Refused] = {}
    for actor in loaded if before else ():
        theirs = {item.source for one, item in asked if one == actor and item.source in before}
        hidden = replays.hidden(session, loaded[actor].actor, [before[source] for source in theirs])
        outcomes |= {one: NotAllowed() if before[one] in hidden else Done.again(before[one]) for one in theirs}
    done = _together if action.name in TOGETHER else _one_by_one
    outcomes |= done(session, action, {source: (loaded[actor], item) for source, (actor, item) in fresh.items()})
    return list(_in_order([item for _actor, item in asked], outcomes))


def _together(session: Session, action: Action, fresh: Mapping[str, Fresh]) -> dict[str, Done | Refused]:
    calls: dict[str, Call] = {}
    outcomes: dict[str, Done | Refused] = {}
    for source, (loaded, item) in fresh.items():
        try:
            calls[source] = reading.call(session, action, loaded, item)
        except Refused as refused:
            outcomes[source] = refused
    return {**outcomes, **(TOGETHER[action.name](session, calls) if calls else {})}


def _one_by_one(session: Session, action: Action, fresh: Mapping[str, Fresh]) -> dict[str, Done | Refused]:
    outcomes: dict[str, Done | Refused] = {}
    drafts: list[Draft] = []
    for source, (loaded, item) in fresh.items():
        try:
            made = _prepare(session, action, loaded, item)
        except Refused as refused:
            outcomes[source] = refused
        else:
            if isinstance(made, Done):
                outcomes[source] = made
            else:
                drafts.append(made)
    written = write_entries(session, drafts)
    follow_ups.after(session, [(one, number) for one in drafts if (number := written[one.source].entry)])
    return outcomes | written


def _in_order(items: Sequence[Item], outcomes: Mapping[str, Done | Refused]) -> Iterator[Done | Refused]:
    """One answer an item; the second of one source is told that it came twice."""
    told: set[str] = set()
    for item in items:
        outcome = outcomes[item.source]
        yield Done.again(outcome.result) if item.source in told and isinstance(outcome, Done) else outcome
        told.add(item.source)


def _prepare(session: Session, action: Action, loaded: reading.Loaded, item: Item) -> Draft | Done:
    """Whatever can be refused is refused here, before the first row of the chunk is written."""
    call = reading.call(session, action, loaded, item)
    if action.writes is not Writes.ENTRY:
        return OPERATIONS[action.name](session, call, item.source)
    plan = _announced(action.plan(call)) if _later(call) else action.plan(call)
    may_create(call, plan)
    loaded.carry(plan.sets)
    return Draft(
        action=action,
        call=call,
        plan=plan,
        source=item.source,
        inputs=item.inputs,
        later=_later(call),
        job=item.job,
    )


def _announced(plan: Plan) -> Plan:
    """What of a plan is done while it is still to come: it is shown where it will count, and told."""
    return Plan(also=plan.also, tells=plan.tells, responsible=plan.responsible)


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

    def work(session: Session) -> Done:
        return perform(session, action, actor=actor, inputs=inputs, source=source, now=now)

    return in_a_transaction(store, workspace, work, background=background)


def run_many(
    store: Store,
    workspace: int,
    action: Action,
    *,
    actor: str,
    items: Sequence[Item],
    now: datetime,
    background: bool = True,
) -> list[Done | Refused]:
    """``perform_many`` in a transaction of its own, begun again when somebody else was a moment faster.

    Raises:
        Busy: the store could not take it in time; nothing was written.
    """

    def work(session: Session) -> list[Done | Refused]:
        return perform_many(session, action, actor=actor, items=items, now=now)

    return in_a_transaction(store, workspace, work, background=background)


def in_a_transaction(store: Store, workspace: int, work: Callable[[Session], T], *, background: bool) -> T:
    """A transaction for a call, begun again when somebody else was a moment faster: its source makes it one."""
    tries, cut = TRIES, 1
    while tries:
        try:
            with store.begin(workspace, background=background) as session:
                return work(session)
        except Overtaken:
            tries -= 1
        except Lost:
            # A restarted server cuts every connection of the pool; what was committed before is seen by its source.
            if not cut:
                raise
            cut -= 1
    raise Busy
