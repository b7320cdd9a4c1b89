"""The addresses of the control API, with uploads, the stream of news and the API's own description."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.acting.site import Site
from sandbox.acting.talking import upload
from sandbox.control import installing, looking, people, weather
from sandbox.control.door import PREFIX, Door, route
from sandbox.control.openapi import described
from sandbox.errors import Refused
from sandbox.news import BYE
from sandbox.streams import event, events, streamed

Node = dict[str, Any]

DOORS: tuple[Door, ...] = (*people.DOORS, *looking.DOORS, *installing.DOORS, *weather.DOORS)


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
    return streamed(news(site))


async def news(site: Site) -> AsyncIterator[str]:
    with site.box.news.listening() as queue:
        async for text in events(queue, lambda item: "" if item["type"] == BYE else event(item)):
            yield text


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
