"""The scheduler of a process: its relay and its ticks, from start to stop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

from scheduler.relay import Relay
from scheduler.ticks import Tick, ticking
from scheduler.wake import waking


class Worker(Protocol):
    """What works until it is told to stop."""

    async def run(self) -> None: ...

    def stop(self) -> None: ...


@asynccontextmanager
async def scheduling(
    relay: Relay, ticks: Sequence[Tick] = (), *, beside: Sequence[Worker] = (), stop_within: float = 8.0
) -> AsyncIterator[None]:
    """Carries what is owed while the block runs; what was begun is finished within some seconds, or its lease ends."""
    workers: list[Worker] = [relay, *beside]
    async with waking(relay.store, relay.clock), ticking(ticks):
        running = {asyncio.create_task(one.run()) for one in workers}
        try:
            yield
        finally:
            for one in workers:
                one.stop()
            await asyncio.wait(running, timeout=stop_within)
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
