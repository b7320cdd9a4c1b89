"""Mails that are handed over at the same time are kept in one transaction: what a mail costs the door is its commit."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import IO

from crm.domain.errors import Busy
from crm.store import intake
from crm.store.base import Store
from scheduler.clock import Clock


@dataclass(frozen=True, kw_only=True, slots=True)
class Handed:
    """A mail as a connection got it."""

    envelope_from: str
    envelope_to: Sequence[str]
    content: IO[bytes] = field(repr=False)


Waiting = tuple[Handed, "asyncio.Future[bool]"]


@dataclass(kw_only=True)
class Keeping:
    """One commit at a time; what comes while it runs waits for the next. Nobody hears yes before their own."""

    store: Store
    clock: Clock
    executor: Executor
    _waiting: list[Waiting] = field(default_factory=list)
    _running: asyncio.Task[None] | None = None

    async def keep(self, mail: Handed) -> bool:
        """False when it stands there already.

        Raises:
            Busy: the store could not take it in time, as whatever else goes wrong.
        """
        told: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((mail, told))
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        return await told

    async def _run(self) -> None:
        try:
            while self._waiting:
                some, self._waiting = self._waiting, []
                await self._commit(some)
        finally:
            self._running = None

    async def _commit(self, some: list[Waiting]) -> None:
        mails = [mail for mail, _told in some]
        try:
            fresh = await asyncio.get_running_loop().run_in_executor(self.executor, self._keep, mails)
        except Exception as exc:  # noqa: BLE001 - each is told of it, and says what is to be said
            if len(some) > 1 and not isinstance(exc, Busy):
                # Something is wrong with one of them; the others are not to suffer from it.
                for one in some:
                    await self._commit([one])
                return
            for _mail, told in some:
                if not told.done():
                    told.set_exception(exc)
        else:
            for (_mail, told), new in zip(some, fresh, strict=True):
                if not told.done():
                    told.set_result(new)

    def _keep(self, mails: Sequence[Handed]) -> list[bool]:
        now = self.clock.now()
        with self.store.outside(write=True) as connection:
            return [
                intake.put(
                    connection,
                    source="smtp",
                    envelope_from=one.envelope_from,
                    envelope_to=one.envelope_to,
                    content=one.content,
                    now=now,
                )
                for one in mails
            ]
