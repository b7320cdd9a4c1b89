"""Working jobs off, a piece at a time, and telling how far they are."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Protocol, TypeVar

import structlog

from crm import working
from crm.domain.errors import Busy
from crm.domain.jobs import LEASE, Due
from crm.store import jobs
from crm.store.base import Store
from crm.store.troubles import Overtaken
from crm.views.jobs import Progress, progress
from scheduler.clock import Clock

IDLE = 1.0  # seconds
EVERY = 5.0  # seconds; Slack takes fifty changes of messages a minute from all of us together
AGAIN = timedelta(minutes=1)  # until a summary that did not arrive is told once more
# A person's click waits for one piece at most; on PostgreSQL only who changes one of the same clients does.
PIECE, PIECE_APART = 0.04, 0.2  # seconds
FIRST, LEAST, MOST = 20, 10, 200  # clients of a piece
SLACK = "slack"
log = structlog.get_logger()
T = TypeVar("T")


class Teller(Protocol):
    """Shows how far a job is, in the place where it was begun."""

    async def tell(self, progress: Progress) -> tuple[str, str] | None:
        """Where the message stands now (channel, ts); nothing when it did not arrive."""
        ...


@dataclass(kw_only=True)
class Jobs:
    """Works one job after the other until it is told to stop; any number of processes may share one database."""

    store: Store
    clock: Clock
    executor: Executor
    teller: Teller
    name: str = field(default_factory=lambda: uuid.uuid4().hex)
    lease: timedelta = LEASE
    idle: float = IDLE
    timer: Callable[[], float] = time.monotonic
    size: float = FIRST  # clients of the next piece, by how long the last one took
    stopping: bool = False
    _carefully: int = 0  # clients to be done one by one, since something went wrong with one of them
    _told_at: float = -EVERY

    async def run(self) -> None:
        while not self.stopping:
            heard = self.clock.woken
            try:
                worked = await self.turn()
            except (Busy, Overtaken):
                worked = False
            except Exception:
                # The edge of the loop: a bug in one job must not end all others; when its lease ends, it goes on.
                log.exception("jobs.turn_failed")
                worked = False
            if not worked and not self.stopping:
                await self.clock.sleep(self.idle, heard)

    def stop(self) -> None:
        self.stopping = True
        self.clock.wake()

    async def turn(self) -> bool:
        """Work one job off, or what can be done of it; False when there is none."""
        due = await self._work(self._claim)
        if due is None:
            return False
        over = await self._carry(due)
        if over is None:
            return True
        await self._work(partial(self._end, due, over=over))
        return True

    def _claim(self) -> Due | None:
        with self.store.outside(write=True) as connection:
            return jobs.claim(connection, self.name, self.clock.now(), self.lease)

    async def _carry(self, due: Due) -> bool | None:
        """True when all is done and told, False when somebody is to go on later; nothing when it is ours no more."""
        telling: asyncio.Task[bool] | None = None
        over = False
        while not over and not self.stopping:
            if due.shown == SLACK and (telling is None or telling.done()) and self.timer() - self._told_at >= EVERY:
                telling = asyncio.create_task(self._tell(due))
            stepped = await self._step(due)
            if stepped is None:
                return None
            _position, over = stepped
        if telling is not None:
            # What is said last must not be overtaken by what was said before.
            await telling
        return over and (due.shown != SLACK or await self._tell(due))

    async def _step(self, due: Due) -> tuple[int, bool] | None:
        count = 1 if self._carefully else max(1, int(self.size))
        self._carefully = max(0, self._carefully - 1)
        began = self.timer()
        try:
            stepped = await self._work(
                partial(working.step, self.store, due, count=count, now=self.clock.now(), lease=self.lease)
            )
        except Overtaken:
            # Somebody changed one of these clients meanwhile; fewer of them meet fewer people.
            self.size = max(LEAST, self.size / 2)
            return due.position, False
        except Busy:
            raise
        except Exception:
            # The edge of the loop: a bug that one client brings up must not keep the others from their turn.
            log.exception("jobs.piece_failed", job=due.job, clients=count)
            if count > 1:
                self._carefully = count
                return due.position, False
            return await self._work(partial(working.give_up, self.store, due, now=self.clock.now(), lease=self.lease))
        took = self.timer() - began
        if count > 1:
            wanted = PIECE if self.store.sqlite else PIECE_APART
            self.size = max(LEAST, min(MOST, self.size * max(0.5, min(2.0, wanted / max(took, 0.001)))))
        return stepped

    async def _tell(self, due: Due) -> bool:
        self._told_at = self.timer()
        try:
            found = await self._work(partial(self._progress, due))
            place = await self.teller.tell(found)
            if place is None:
                return False
            if place != (found.job.place, found.job.mark):
                await self._work(partial(self._show, due, place))
        except (Busy, Overtaken):
            return False
        return True

    def _progress(self, due: Due) -> Progress:
        with self.store.read(due.workspace) as session:
            return progress(session, due.job)

    def _show(self, due: Due, place: tuple[str, str]) -> None:
        with self.store.begin(due.workspace, background=True, patience=working.PATIENCE) as session:
            jobs.show(session, due.job, *place)

    def _end(self, due: Due, *, over: bool) -> None:
        with self.store.outside(write=True) as connection:
            if over:
                jobs.leave(connection, due)
            else:
                wait = timedelta() if self.stopping else AGAIN
                jobs.put_back(connection, due, self.clock.now() + wait)

    async def _work(self, function: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.executor, function)
