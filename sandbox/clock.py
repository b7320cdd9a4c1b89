"""A clock that can be moved, for whoever follows it; Slack's own times stay real."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any


@dataclass(slots=True)
class Clock:
    """Real time plus an offset; the version grows with every move, so that followers can wait for the next."""

    offset: timedelta = timedelta(0)
    version: int = 0
    moved: asyncio.Event = field(default_factory=asyncio.Event)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def move_to(self, moment: datetime) -> None:
        self.set(moment - datetime.now(UTC))

    def forward(self, seconds: float) -> None:
        self.set(self.offset + timedelta(seconds=seconds))

    def set(self, offset: timedelta) -> None:
        self.offset = offset
        self.version += 1
        # Those who wait are woken by the old event; those who come later wait for a new one.
        self.moved.set()
        self.moved = asyncio.Event()

    async def wait(self, after: int, seconds: float) -> None:
        """Waits until the clock was moved since a version, but not longer than some seconds."""
        if self.version > after:
            return
        try:
            await asyncio.wait_for(self.moved.wait(), seconds)
        except TimeoutError:
            return

    def node(self) -> dict[str, Any]:
        return {"now": self.now().isoformat(), "offset": self.offset.total_seconds(), "version": self.version}
