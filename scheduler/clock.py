"""What time it is; the wiring may lend the sandbox's clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime


class Clock:
    """The time, and sleeping until it comes. ``shift`` moves it; leases and signatures stay on real time."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.now = now
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Something may be due: end the current sleep. Safe to call from the loop only."""
        self._woken.set()

    async def sleep(self, seconds: float) -> None:
        """Rest until woken, but no longer than this."""
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            pass
        self._woken.clear()
