"""Server-sent events: what happens, told for as long as somebody listens."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

from starlette.responses import StreamingResponse

ALIVE_EVERY = 15.0
# A proxy in between must neither keep nor collect them.
HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


def streamed(events: AsyncIterator[str]) -> StreamingResponse:
    return StreamingResponse(events, media_type="text/event-stream", headers=HEADERS)


def event(data: Any) -> str:
    return f"data: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n"


async def events(queue: asyncio.Queue[Any], spelled: Callable[[Any], str]) -> AsyncIterator[str]:
    """What comes out of a queue, until an item has nothing to say."""
    yield ": hello\n\n"
    while True:
        try:
            text = spelled(await asyncio.wait_for(queue.get(), ALIVE_EVERY))
        except TimeoutError:
            text = ": alive\n\n"
        if not text:
            return
        yield text
