"""The control panel: the clock, the weather, and what app and workspace said to each other."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.page.looking import Looking
from sandbox.page.rendering import page
from sandbox.page.weather import weather
from sandbox.page.workspace import html

SHOWN = 200


def panel_routes(looking: Looking) -> list[Route]:
    def records(request: Request) -> dict[str, Any]:
        only_red = request.query_params.get("red") == "1"
        kept = [one for one in looking.box.records.kept if one.red or not only_red]
        return {
            "records": kept[-SHOWN:][::-1],
            "total": len(looking.box.records.kept),
            "only_red": only_red,
        }

    async def show(request: Request) -> Response:
        return html(page("panel.html", **weather(looking), **records(request)))

    async def small(request: Request) -> Response:
        return html(page("weather.html", **weather(looking)))

    async def listing(request: Request) -> Response:
        return html(page("records.html", **weather(looking), **records(request)))

    return [Route("/panel", show), Route("/page/records", listing), Route("/page/weather", small)]
