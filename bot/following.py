"""In development our clock follows the sandbox's, so that reminders can be seen firing."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import structlog

from scheduler.clock import Clock

PATIENCE = aiohttp.ClientTimeout(total=40)  # seconds; the sandbox answers within 25 when nothing moves
AGAIN = 1.0
log = structlog.get_logger()


class Followed:
    """``now`` as somebody else's clock tells it: our own and what it is ahead."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


async def follow(session: aiohttp.ClientSession, url: str, followed: Followed, clock: Clock) -> None:
    """Ask for every move of the other clock until cancelled, and wake ours at each."""
    version: Any = None
    while True:
        asked = {} if version is None else {"after": str(version)}
        try:
            async with session.get(url, params=asked, timeout=PATIENCE) as answer:
                told = await answer.json()
            followed.ahead = timedelta(seconds=float(told["offset"]))
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError) as exc:
            log.warning("clock.not_followed", url=url, error=type(exc).__name__)
            await asyncio.sleep(AGAIN)
            continue
        if told["version"] != version:
            version = told["version"]
            clock.wake()
