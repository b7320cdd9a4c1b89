"""Running the sandbox: sockets first, so that the addresses are known before anything is served."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from sandbox.box import Box
from sandbox.keeping import keep, save
from sandbox.smtp import catching

GRACE = 1
KEPT_ALIVE = 60  # seconds, as load balancers do; five would break connections on which a client is about to post
TICK = 0.1


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """A sandbox that serves, and where."""

    box: Box
    base: str
    smtp_host: str
    smtp_port: int


class Server(uvicorn.Server):
    """A web server that leaves signals to whoever runs it, says when it is ready, and ends at once."""

    def __init__(self, app: Starlette) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                log_level="warning",
                access_log=False,
                ws="websockets-sansio",
                timeout_graceful_shutdown=GRACE,
                timeout_keep_alive=KEPT_ALIVE,
            )
        )
        self.ready, self.enough = asyncio.Event(), asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        ticks = 0
        while not self.enough.is_set():
            await self.on_tick(ticks)
            ticks += 1
            with suppress(TimeoutError):
                await asyncio.wait_for(self.enough.wait(), TICK)


def bound(host: str, port: int) -> socket.socket:
    """A socket on a port, or on any free one for 0."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio sends at once; otherwise every answer waits 40 ms for the client to confirm.
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    return sock


@asynccontextmanager
async def running(
    app: Starlette, *, host: str = "127.0.0.1", port: int = 0, smtp_port: int = 0
) -> AsyncIterator[Running]:
    """Serves for as long as the block lasts."""
    box: Box = app.state.box
    web = bound(host, port)
    catcher = await catching(box, bound(host, smtp_port))
    name = f"[{host}]" if ":" in host else host
    box.settings.base = f"http://{name}:{web.getsockname()[1]}"
    server = Server(app)
    serving = asyncio.create_task(server.serve([web]))
    await server.ready.wait()
    try:
        mail = catcher.sockets[0].getsockname()[1]
        yield Running(box=box, base=box.settings.base, smtp_host=host, smtp_port=mail)
    finally:
        box.farewell()
        server.should_exit = True
        server.enough.set()
        await serving
        catcher.close()
        await catcher.wait_closed()


async def until_told(app: Starlette, host: str, port: int, smtp_port: int, kept: Path | None = None) -> None:
    """Serves until a signal says that it is enough; keeps what happened in a file if one is named."""
    enough = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, enough.set)
    async with running(app, host=host, port=port, smtp_port=smtp_port) as here:
        print(f"Workspace    {here.base}")  # noqa: T201  # what whoever started it waits for
        print(f"Mailboxes    {here.base}/mail")  # noqa: T201
        print(f"Mail catcher smtp://{host}:{here.smtp_port}", flush=True)  # noqa: T201
        keeping = asyncio.create_task(keep(here.box, kept) if kept else enough.wait())
        await enough.wait()
        keeping.cancel()
        if kept:
            save(here.box, kept)
