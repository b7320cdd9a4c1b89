"""The stream that keeps a page up to date."""

from __future__ import annotations

from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.page.drawing import Window
from sandbox.page.feeding import Feeds
from sandbox.page.looking import SHOWN, Looking
from sandbox.streams import events, streamed


def stream_routes(looking: Looking) -> list[Route]:
    feeds = Feeds(looking)

    async def news(window: Window, *, seen: bool) -> AsyncIterator[str]:
        with feeds.reading(window, seen=seen) as frames:
            async for text in events(frames, str):
                yield text

    async def stream(request: Request) -> Response:
        query = request.query_params
        user, shown = query["as"], int(query.get("shown") or SHOWN)
        looking.box.workspace.member(user)
        window = Window(user=user, channel=query["channel"], tab=query.get("tab", ""), shown=shown)
        return streamed(news(window, seen="looking" in query))

    return [Route("/page/news", stream)]
