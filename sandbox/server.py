"""Slack's side, the courier and the control API as one web application; pages are added by whoever has them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import BaseRoute, WebSocketRoute
from starlette.websockets import WebSocket

from sandbox.acting.site import Site
from sandbox.api.routes import api_routes
from sandbox.api.scheduled import say_what_is_due
from sandbox.box import Box
from sandbox.control.routes import control_routes
from sandbox.courier.courier import Courier

TICK = 0.5


async def tick(box: Box) -> None:
    """Once in a while, says what was scheduled."""
    while True:
        await asyncio.sleep(TICK)
        say_what_is_due(box)


def wire_routes(courier: Courier) -> list[BaseRoute]:
    """What apps use: the Web API, files, and Socket Mode."""

    async def link(socket: WebSocket) -> None:
        await courier.lines.serve(socket)

    return [*api_routes(), WebSocketRoute("/link/", link)]


def assembled(box: Box, pages: Sequence[BaseRoute] = ()) -> Starlette:
    """Everything that is reached over HTTP."""
    courier = Courier.of(box)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(courier.run()), asyncio.create_task(tick(box))]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await courier.close()

    app = Starlette(routes=[*wire_routes(courier), *control_routes(), *pages], lifespan=lifespan)
    app.state.box, app.state.site = box, Site(box=box, courier=courier)
    return app
