"""Waking relays at once: in this process by its loop, in others by one NOTIFY for however many commits."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

import psycopg
import structlog

from crm.store.base import Store
from scheduler.clock import Clock

CHANNEL = "carnet_due"
PATIENCE = 2  # seconds
AGAIN = 1.0  # seconds; the relay's own poll covers what is missed meanwhile
log = structlog.get_logger()


@contextmanager
def ringing(store: Store, ring: Callable[[], None]) -> Iterator[None]:
    """Rings after every commit of this process that owes something."""
    store.on_owed.append(ring)
    try:
        yield
    finally:
        store.on_owed.remove(ring)


@asynccontextmanager
async def waking(store: Store, clock: Clock) -> AsyncIterator[None]:
    """Wakes the clock when something is owed, by this process or by another one on the same PostgreSQL."""
    loop = asyncio.get_running_loop()

    def ring() -> None:
        # A commit of a thread that outlives the loop has nobody to wake.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(clock.wake)

    listening = None if store.sqlite else asyncio.create_task(_listen(store, clock))
    try:
        with ringing(store, ring):
            yield
    finally:
        if listening is not None:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


async def _listen(store: Store, clock: Clock) -> None:
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(
                conninfo(store), autocommit=True, connect_timeout=PATIENCE
            ) as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                # What was owed before we listened.
                clock.wake()
                async for _notice in connection.notifies():
                    clock.wake()
        except psycopg.Error as exc:
            log.warning("wake.not_listening", error=type(exc).__name__)
        await asyncio.sleep(AGAIN)


class Announcer:
    """Tells other processes that something is owed.

    A NOTIFY inside the transactions would make them commit one after the other: PostgreSQL keeps their order by a lock
    that outlasts the flush. So a thread sends one, on its own, for all commits since the last.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._owed = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="announcer", daemon=True)

    def ring(self) -> None:
        self._owed.set()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        self._owed.set()
        # A server that is away must not keep the process from ending.
        self._thread.join(PATIENCE)

    def _run(self) -> None:
        while not self._stopping:
            try:
                with psycopg.connect(conninfo(self._store), autocommit=True, connect_timeout=PATIENCE) as connection:
                    self._announce(connection)
            except psycopg.Error as exc:
                log.warning("wake.not_announced", error=type(exc).__name__)
                self._owed.clear()
                self._owed.wait(AGAIN)

    def _announce(self, connection: psycopg.Connection) -> None:
        while True:
            self._owed.wait()
            # Cleared before it is sent: a commit in between asks for another one.
            self._owed.clear()
            if self._stopping:
                return
            connection.execute(f"NOTIFY {CHANNEL}")


@contextmanager
def announcing(store: Store) -> Iterator[None]:
    """Tells relays in other processes what this one owes; SQLite has no other processes."""
    if store.sqlite:
        yield
        return
    announcer = Announcer(store)
    announcer.start()
    try:
        with ringing(store, announcer.ring):
            yield
    finally:
        announcer.stop()


def conninfo(store: Store) -> str:
    return store.url.set(drivername="postgresql").render_as_string(hide_password=False)
