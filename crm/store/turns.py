"""One writer at a time, first come first served, people before machines."""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from crm.domain.errors import Busy

PATIENCE = 2.0  # seconds a person waits before a kind refusal


class Turns:
    """SQLite has one writer, and its busy handler is unfair: a background job could starve a person's click.

    Waiting writers are served by (background?, arrival); whoever waits longer than ``patience`` is refused.
    """

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._tickets = itertools.count()
        self._waiting: list[tuple[bool, int, threading.Event]] = []
        self._taken = False

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @contextmanager
    def turn(self, *, background: bool = False, patience: float = PATIENCE) -> Iterator[None]:
        self._enter(background=background, patience=patience)
        try:
            yield
        finally:
            self._leave()

    def _enter(self, *, background: bool, patience: float) -> None:
        with self._mutex:
            if not self._taken:
                self._taken = True
                return
            mine = (background, next(self._tickets), threading.Event())
            heapq.heappush(self._waiting, mine)
        if mine[2].wait(patience):
            return
        with self._mutex:
            if mine[2].is_set():
                # The turn came in the very moment the patience ended; it is ours after all.
                return
            self._waiting.remove(mine)
            heapq.heapify(self._waiting)
        raise Busy

    def _leave(self) -> None:
        with self._mutex:
            if self._waiting:
                heapq.heappop(self._waiting)[2].set()
            else:
                self._taken = False
