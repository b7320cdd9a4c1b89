"""The addresses of the control API, with uploads, the stream of news and the API's own description."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from sandbox.acting.site import Site
from sandbox.acting.talking import upload
from sandbox.control import installing, looking, people, weather
from sandbox.control.door import PREFIX, Door, route
from sandbox.control.openapi import described
from sandbox.errors import Refused
from sandbox.news import BYE

Node = dict[str, Any]

DOORS: tuple[Door, ...] = (*people.DOORS, *looking.DOORS, *installing.DOORS, *weather.DOORS)
ALIVE_EVERY = 15.0


async def uploaded(request: Request) -> Response:
    """A file from a member's machine, sent as a form."""
    site: Site = request.app.state.site
    async with request.form() as form:
        user, file = str(form.get("user") or ""), form.get("file")
        if file is None or isinstance(file, str):
            return JSONResponse(Refused("invalid_arguments", "missing field: file").answer())
        asked = {"name": file.filename or "file", "content": await file.read()}
    try:
        site.person(user)
        return JSONResponse({"ok": True, **await upload(site, user, asked)})
    except Refused as refused:
        return JSONResponse(refused.answer())


async def stream(request: Request) -> Response:
    """News as server-sent events."""
    site: Site = request.app.state.site
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(news(site), media_type="text/event-stream", headers=headers)


async def news(site: Site) -> AsyncIterator[str]:
    with site.box.news.listening() as queue:
        yield ": hello\n\n"
        while True:
            try:
                item = await asyncio.wait_for(queue.get(), ALIVE_EVERY)
                if item["type"] == BYE:
                    return
                yield f"data: {json.dumps(item)}\n\n"
            except TimeoutError:
                yield ": alive\n\n"


async def description(request: Request) -> Response:
    return JSONResponse(described(DOORS))


async def panel(request: Request) -> Response:
    return RedirectResponse("/panel")


def control_routes() -> list[BaseRoute]:
    return [
        *(route(door) for door in DOORS),
        Route(f"{PREFIX}/act/upload", uploaded, methods=["POST"]),
        Route(f"{PREFIX}/events", stream),
        Route(f"{PREFIX}/openapi.json", description),
        Route(f"{PREFIX}/", panel),
        Route(PREFIX, panel),
    ]
