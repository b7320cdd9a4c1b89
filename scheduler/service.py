"""The scheduler of a process: its relay and its ticks, from start to stop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from scheduler.relay import Relay
from scheduler.ticks import Tick, ticking
from scheduler.wake import waking


@asynccontextmanager
async def scheduling(relay: Relay, ticks: Sequence[Tick] = (), *, stop_within: float = 8.0) -> AsyncIterator[None]:
    """Carries what is owed while the block runs; what was begun is finished within some seconds, or its lease ends."""
    async with waking(relay.store, relay.clock), ticking(ticks):
        running = asyncio.create_task(relay.run())
        try:
            yield
        finally:
            relay.stop()
            await asyncio.wait({running}, timeout=stop_within)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
