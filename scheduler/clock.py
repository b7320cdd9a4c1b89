"""What time it is, and resting until something is due; the wiring may lend the sandbox's clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime


class Clock:
    """The time, and sleeping until somebody wakes. ``now`` may be moved; leases and signatures stay on real time."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.now = now
        self.woken = 0
        self._bell = asyncio.Event()

    def wake(self) -> None:
        """Something may be due: end every sleep. Safe to call from the loop only."""
        self.woken += 1
        # Those who sleep are woken by the old bell; those who come later wait for a new one.
        self._bell.set()
        self._bell = asyncio.Event()

    async def sleep(self, seconds: float, heard: int | None = None) -> None:
        """Rest until woken, but no longer than this; not at all if it rang since ``heard``, the last ``woken`` seen."""
        if heard is not None and heard != self.woken:
            return
        try:
            async with asyncio.timeout(seconds):
                await self._bell.wait()
        except TimeoutError:
            pass
