"""A job's work, a piece at a time: what was begun goes on where it stopped, and nothing is done twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from crm import notices
from crm.actions import ACTIONS
from crm.domain import kept_words
from crm.domain.errors import Refused
from crm.domain.i18n import _
from crm.domain.jobs import LEASE, Due, ItemState, Job
from crm.inputs import Item
from crm.jobs import UNDO, inputs_for
from crm.outcome import Done
from crm.perform import perform_many
from crm.store import cache, jobs, outbox, people, records
from crm.store.base import Store
from crm.store.outbox import Owed
from crm.store.session import Session

PATIENCE = 10.0  # seconds; a person comes first
Row = dict[str, Any]


def step(store: Store, due: Due, *, count: int, now: datetime, lease: timedelta = LEASE) -> tuple[int, bool] | None:
    """Do the next clients of a job, in one transaction; gives how many are over, and whether those are all.

    Nothing when the job is somebody else's by now.

    Raises:
        Busy: the store could not take it in time; nothing was written.
        Overtaken: somebody else was a moment faster; the same piece can be begun again.
    """
    return _stepped(store, due, partial(_work, now=now), count=count, now=now, lease=lease)


def give_up(store: Store, due: Due, *, now: datetime, lease: timedelta = LEASE) -> tuple[int, bool] | None:
    """Pass over the next client, with whom something went wrong on our side."""
    return _stepped(store, due, _give_up, count=1, now=now, lease=lease)


def _stepped(
    store: Store,
    due: Due,
    work: Callable[[Session, Job, Sequence[int]], None],
    *,
    count: int,
    now: datetime,
    lease: timedelta,
) -> tuple[int, bool] | None:
    with store.begin(due.workspace, background=True, patience=PATIENCE) as session:
        position = jobs.held(session, due)
        job = jobs.one(session, due.job) if position is not None else None
        if position is None or job is None:
            return None
        ids = job.records[position : position + count]
        if ids:
            with cache.keeping(session.connection, cache.MUCH):
                work(session, job, ids)
        position += len(ids)
        over = position >= len(job.records)
        jobs.advance(session, due, position, lease)
        if over and job.finished_at is None:
            _finish(session, job, now)
        return position, over


def _give_up(session: Session, job: Job, ids: Sequence[int]) -> None:
    reason = kept_words.as_data(_("Something went wrong on our side; we are sorry."))
    jobs.add_items(session, [_outcome(job, one, ItemState.REFUSED, reason=reason) for one in ids])


def _work(session: Session, job: Job, ids: Sequence[int], *, now: datetime) -> None:
    items, rows = _undoings(session, job, ids) if job.action == UNDO else _doings(session, job, ids)
    actor = people.token_of(job.actor)
    chosen = list(items)
    outcomes = perform_many(session, ACTIONS[job.action], actor=actor, items=[items[one] for one in chosen], now=now)
    told = dict(job.told)
    for record, outcome in zip(chosen, outcomes, strict=True):
        rows[record] = _row(job, record, outcome)
        if isinstance(outcome, Done):
            told |= {one: rows[record]["entry_id"] for one in outcome.told if one not in told}
    jobs.add_items(session, [rows[one] for one in ids if one in rows])
    if told != dict(job.told):
        jobs.tell(session, job.id, told)


def _doings(session: Session, job: Job, ids: Sequence[int]) -> tuple[dict[int, Item], dict[int, Row]]:
    found = records.by_id(session, ids)
    action = ACTIONS[job.action]
    return {
        one: Item(inputs=inputs_for(action, job.inputs, found[one]), source=_source(job, one), job=job.id)
        for one in ids
    }, {}


def _undoings(session: Session, job: Job, ids: Sequence[int]) -> tuple[dict[int, Item], dict[int, Row]]:
    """What somebody has undone already is passed over: to undo it once more would be to do it again."""
    written = jobs.written(session, job.undoes or 0, ids)
    standing = {one: row for one, row in written.items() if row.undone_at is None}
    rows = {one: _outcome(job, one, ItemState.PASSED) for one in ids if one not in standing}
    items = {
        one: Item(inputs={"entry": f"E-{row.entry_id}"}, source=_source(job, one), job=job.id)
        for one, row in standing.items()
    }
    return items, rows


def _source(job: Job, record: int) -> str:
    return f"job:{job.id}:{record}"


def _row(job: Job, record: int, outcome: Done | Refused) -> Row:
    if isinstance(outcome, Refused):
        return _outcome(job, record, ItemState.REFUSED, reason=kept_words.as_data(outcome.problems[0].text))
    if outcome.notes and job.action == UNDO:
        return _outcome(job, record, ItemState.KEPT, reason=kept_words.as_data(outcome.notes[0]))
    return _outcome(job, record, ItemState.DONE, entry=outcome.entry)


def _outcome(
    job: Job, record: int, state: ItemState, *, entry: int | None = None, reason: Mapping[str, Any] | None = None
) -> Row:
    return {"job_id": job.id, "record_id": record, "state": state.value, "entry_id": entry, "reason": reason}


def _finish(session: Session, job: Job, now: datetime) -> None:
    """All are over: whoever is concerned is told once, whatever it was with how many."""
    jobs.finish(session, job.id, now)
    final = jobs.one(session, job.id)
    outbox.owe(session, list(_summaries(session, final or job)), now)


def _summaries(session: Session, job: Job) -> Iterator[Owed]:
    known = people.by_id(session, job.told)
    for member, entry in job.told.items():
        if member in known and member != job.actor:
            yield from notices.of_job(entry, known[member])
