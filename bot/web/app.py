"""What is reached over HTTP: Slack's requests, and whether this process is well."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.web.metrics import Figures, written


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """How this process is. ``troubles`` names what keeps it from working, each with its cure."""

    troubles: Callable[[], Awaitable[list[str]]]
    figures: Callable[[], Awaitable[Figures]]


def create_web(health: Health, slack: AsyncApp | None = None, rooms: Iterable[Route] = ()) -> Starlette:
    """The web door; Slack's requests are taken when an app is given, and only with Slack's signature.

    ``rooms`` are the addresses that people open.
    """

    async def alive(request: Request) -> Response:
        return PlainTextResponse("ok")

    async def ready(request: Request) -> Response:
        troubles = await health.troubles()
        return JSONResponse({"ready": not troubles, "troubles": troubles}, 503 if troubles else 200)

    async def metrics(request: Request) -> Response:
        return PlainTextResponse(written(await health.figures()), media_type="text/plain; version=0.0.4")

    routes = [Route("/healthz", alive), Route("/readyz", ready), Route("/metrics", metrics), *rooms]
    if slack is not None:
        handler = AsyncSlackRequestHandler(slack)

        async def events(request: Request) -> Response:
            return await handler.handle(request)

        routes.append(Route("/slack/events", events, methods=["POST"]))
    return Starlette(routes=routes)
