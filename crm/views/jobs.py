"""How far a job is, for the member who began it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm.domain import kept_words
from crm.domain.access import Member
from crm.domain.errors import NotFound
from crm.domain.i18n import Text
from crm.domain.jobs import ItemState, Job
from crm.store import jobs, people
from crm.store.session import Session
from crm.views.houses import house

NAMED_AT_MOST = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """A client, and why it was not done, or not wholly."""

    name: str
    reason: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """What is said of a job: how many of its clients are over, and the first of those that did not go as wished."""

    job: Job
    team: str
    reader: Member
    action: str  # that was done, or is taken back
    total: int
    done: int = 0
    passed: int = 0
    refused: int = 0
    kept: int = 0
    named: Sequence[Named] = ()

    @property
    def over(self) -> int:
        return self.done + self.passed + self.refused + self.kept

    @property
    def finished(self) -> bool:
        return self.job.finished_at is not None


def progress(session: Session, number: int) -> Progress:
    """A job as it stands.

    Raises:
        NotFound: there is none.
    """
    job = jobs.one(session, number)
    if job is None:
        raise NotFound(what=f"J-{number}")
    first = jobs.one(session, job.undoes) if job.undoes else job
    counts = jobs.stand(session, job.id)
    [reader] = people.by_id(session, [job.actor]).values()
    return Progress(
        job=job,
        team=house(session).team,
        reader=reader,
        action=first.action if first else job.action,
        total=len(job.records),
        done=counts.get(ItemState.DONE, 0),
        passed=counts.get(ItemState.PASSED, 0),
        refused=counts.get(ItemState.REFUSED, 0),
        kept=counts.get(ItemState.KEPT, 0),
        named=_named(session, job),
    )


def _named(session: Session, job: Job) -> list[Named]:
    rows = [
        row
        for state in (ItemState.REFUSED, ItemState.KEPT)
        for row in jobs.named(session, job.id, state, NAMED_AT_MOST)
    ]
    return [Named(name=row.name, reason=kept_words.from_data(row.reason)) for row in rows[:NAMED_AT_MOST]]
