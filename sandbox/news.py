"""What just happened, told to everyone who listens: the browser page and waiting tests."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

Item = dict[str, Any]

# The last item: the sandbox ends.
BYE = "bye"
WAITING_AT_MOST = 10_000


@dataclass(slots=True)
class News:
    """A publisher; each listener has a queue of its own, so that a slow one delays nobody.

    Items say what changed and where, not what it is now: ``type`` (message, view, home, mail, file, channel, member,
    app, clock, faults, record, reset), perhaps ``channel`` and ``user`` (whose eyes only).
    """

    queues: set[asyncio.Queue[Item]] = field(default_factory=set)

    def tell(self, type_: str, **more: Any) -> None:
        for queue in self.queues:
            # A listener that long stopped reading misses items; its page fetches everything when it is back.
            if queue.qsize() < WAITING_AT_MOST:
                queue.put_nowait({"type": type_, **more})

    def begin(self) -> asyncio.Queue[Item]:
        """A listener from this moment on, until its queue is discarded."""
        queue: asyncio.Queue[Item] = asyncio.Queue()
        self.queues.add(queue)
        return queue

    @contextmanager
    def listening(self) -> Iterator[asyncio.Queue[Item]]:
        queue = self.begin()
        try:
            yield queue
        finally:
            self.queues.discard(queue)
