"""A door of the control API: one value says what it does, what it takes, and describes itself."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.acting.site import Site
from sandbox.api.arguments import read_json
from sandbox.errors import Refused

Node = dict[str, Any]
Run = Callable[[Site, Node], Awaitable[Node]]

PREFIX = "/sandbox"
STRING, NUMBER, FLAG, LIST, OBJECT = "string", "number", "boolean", "array", "object"
WAIT_AT_MOST = 25.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Door:
    """What is asked for comes in the path, the query and the body, under the same names."""

    method: str
    path: str
    summary: str
    run: Run
    takes: Mapping[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    # A list that can be waited for: ?wait=seconds until it has ?least=n items.
    listing: str = ""

    @property
    def address(self) -> str:
        return PREFIX + self.path


def fields(**named: str) -> dict[str, str]:
    """Fields by their kind, written as ``string="channel ts", object="values"``."""
    return {one: kind for kind, names in named.items() for one in names.split()}


async def sent_to(door: Door, request: Request) -> Node:
    """What was asked, checked against what the door takes."""
    asked: Node = {}
    for name, text in request.query_params.items():
        asked[name] = float(text) if door.takes.get(name) == NUMBER or name in ("wait", "least") else text
    body = await request.body()
    asked |= read_json(body) if body.strip() else {}
    asked |= request.path_params
    unknown = asked.keys() - door.takes.keys() - {"wait", "least"}
    missing = [name for name in door.needs if asked.get(name) in (None, "")]
    if unknown or missing:
        messages = [f"unknown field: {name}" for name in sorted(unknown)]
        raise Refused("invalid_arguments", *messages, *(f"missing field: {name}" for name in missing))
    return asked


async def answered(site: Site, door: Door, asked: Node) -> Node:
    """The answer; a listing waits until it is long enough, or the time is over."""
    patience = min(float(asked.pop("wait", 0)), WAIT_AT_MOST)
    least, end = int(asked.pop("least", 1)), time.monotonic() + patience
    with site.box.news.listening() as news:
        found = await door.run(site, dict(asked))
        while door.listing and len(found[door.listing]) < least and (left := end - time.monotonic()) > 0:
            try:
                await asyncio.wait_for(news.get(), left)
            except TimeoutError:
                break
            found = await door.run(site, dict(asked))
    return found


def route(door: Door) -> Route:
    async def endpoint(request: Request) -> Response:
        site: Site = request.app.state.site
        try:
            return JSONResponse({"ok": True, **await answered(site, door, await sent_to(door, request))})
        except Refused as refused:
            return JSONResponse(refused.answer())
        except (AttributeError, KeyError, TypeError, ValueError) as wrong:
            return JSONResponse({"ok": False, "error": f"That cannot be read: {wrong}"}, 400)

    return Route(door.address, endpoint, methods=[door.method], name=f"{door.method} {door.path}")
