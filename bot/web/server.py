"""Serving HTTP inside a process that has other things to do, too."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.applications import Starlette

GRACE = 5  # seconds for requests under way when we stop


class _Server(uvicorn.Server):
    """Leaves the signals to whoever runs it, and says when it is ready."""

    ready: asyncio.Event

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


@asynccontextmanager
async def serving(app: Starlette, host: str, port: int) -> AsyncIterator[int]:
    """Serves for as long as the block lasts; gives the port, which the system chose when 0 was asked for.

    Raises:
        OSError: the port is taken.
    """
    config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=GRACE, lifespan="off")
    server = _Server(config)
    server.ready = asyncio.Event()
    # With the protocol named, asyncio sends at once; otherwise every answer waits 40 ms for the client to confirm.
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    running = asyncio.create_task(server.serve([sock]))
    await server.ready.wait()
    try:
        yield sock.getsockname()[1]
    finally:
        server.should_exit = True
        await running
