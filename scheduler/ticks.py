"""What is done every so often, whether or not anybody asked: ticks are data, APScheduler is their watch."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from crm.domain.errors import Busy

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True, slots=True)
class Tick:
    """Some work, done ``every`` so often or ``at`` a time of each day (UTC); on real time, whatever clock we follow."""

    name: str
    work: Callable[[], Awaitable[None]]
    every: timedelta | None = None
    at: time | None = None

    def __post_init__(self) -> None:
        if (self.every is None) == (self.at is None):
            raise ValueError(f"{self.name}: either every so often or at a time of day")

    @property
    def trigger(self) -> Any:
        if self.at is not None:
            return CronTrigger(hour=self.at.hour, minute=self.at.minute, timezone=UTC)
        assert self.every is not None  # noqa: S101 - one of them is there
        return IntervalTrigger(seconds=self.every.total_seconds(), timezone=UTC)

    async def run(self) -> None:
        try:
            await self.work()
        except Busy:
            log.warning("tick.busy", tick=self.name)
        except Exception:
            # The edge of the loop: a tick that broke must come again.
            log.exception("tick.failed", tick=self.name)


@asynccontextmanager
async def ticking(ticks: Sequence[Tick]) -> AsyncIterator[None]:
    """Runs the ticks while the block runs. One that comes late is done late, once, and never twice at a time."""
    watch = AsyncIOScheduler(
        timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )
    for tick in ticks:
        # What is done every so often is done at the start too.
        first = {"next_run_time": datetime.now(UTC)} if tick.every else {}
        watch.add_job(tick.run, tick.trigger, id=tick.name, **first)
    watch.start()
    try:
        yield
    finally:
        watch.shutdown(wait=False)
