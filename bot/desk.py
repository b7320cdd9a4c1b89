"""Where the async doors cross over to the sync core: one place, two bounded executors."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from crm import directory
from crm.domain.action import Action
from crm.outcome import Done
from crm.perform import in_a_transaction, run
from crm.store.base import Store
from crm.store.session import Session
from scheduler.clock import Clock

T = TypeVar("T")


@dataclass(kw_only=True)
class Desk:
    """The core, as doors see it. ``interactive`` serves what a person waits for, ``work`` everything else."""

    store: Store
    clock: Clock
    interactive: ThreadPoolExecutor
    work: ThreadPoolExecutor
    teams: dict[str, int] = field(default_factory=dict)
    bots: dict[str, str] = field(default_factory=dict)

    @classmethod
    def open(cls, store: Store, clock: Clock, *, interactive: int = 8, work: int = 4) -> Desk:
        return cls(
            store=store,
            clock=clock,
            interactive=ThreadPoolExecutor(interactive, thread_name_prefix="interactive"),
            work=ThreadPoolExecutor(work, thread_name_prefix="work"),
        )

    def close(self) -> None:
        """Started work is finished; nothing new is begun."""
        self.interactive.shutdown(cancel_futures=True)
        self.work.shutdown(cancel_futures=True)

    def workspace(self, team: str) -> int:
        """The workspace of a Slack team; it never changes, so it is asked for once."""
        if team not in self.teams:
            with self.store.outside() as connection:
                self.teams |= directory.workspaces(connection)
        return self.teams[team]

    async def bot_user(self, team: str) -> str:
        """Who we are in a Slack team, or nothing when that is not known yet."""
        if team not in self.bots:
            described = await self.ask(team, directory.describe)
            if not described["bot_user"]:
                return ""
            self.bots[team] = described["bot_user"]
        return self.bots[team]

    async def ask(self, team: str, question: Callable[[Session], T]) -> T:
        """Read something for a person who waits."""

        def answer() -> T:
            with self.store.read(self.workspace(team)) as session:
                return question(session)

        return await asyncio.get_running_loop().run_in_executor(self.interactive, answer)

    async def work_on(self, job: Callable[[], T]) -> T:
        """Something nobody waits for."""
        return await asyncio.get_running_loop().run_in_executor(self.work, job)

    async def change(self, team: str, write: Callable[[Session], T]) -> T:
        """A change of the directory (people, channels) that Slack told us about."""

        def written() -> T:
            with self.store.begin(self.workspace(team), background=True, patience=10) as session:
                return write(session)

        return await asyncio.get_running_loop().run_in_executor(self.work, written)

    async def perform(
        self, team: str, action: Action, *, actor: str, inputs: Mapping[str, Any], source: str, waiting: bool = True
    ) -> Done:
        """Perform an action; ``waiting`` tells that a person is waiting for it.

        Raises:
            Refused: nothing was written.
        """

        def performed() -> Done:
            return run(
                self.store,
                self.workspace(team),
                action,
                actor=actor,
                inputs=inputs,
                source=source,
                now=self.clock.now(),
                background=not waiting,
            )

        executor = self.interactive if waiting else self.work
        return await asyncio.get_running_loop().run_in_executor(executor, performed)

    async def begin(self, team: str, begin: Callable[[Session], T]) -> T:
        """Begin a job that somebody waits to see begun.

        Raises:
            Refused: nothing was begun.
        """

        def begun() -> T:
            return in_a_transaction(self.store, self.workspace(team), begin, background=False)

        return await asyncio.get_running_loop().run_in_executor(self.interactive, begun)
