"""Apps that are not polite: they take what comes over Socket Mode or HTTP and answer as the test says."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web


@dataclass(kw_only=True)
class Line:
    """One connection of Socket Mode, read frame by frame."""

    socket: aiohttp.ClientWebSocketResponse

    async def frame(self):
        return json.loads((await asyncio.wait_for(self.socket.receive(), 30)).data)

    async def ack(self, frame, **payload):
        await self.socket.send_json({"envelope_id": frame["envelope_id"], **({"payload": payload} if payload else {})})


@asynccontextmanager
async def line(here) -> AsyncIterator[Line]:
    url = (await here.raw("apps.connections.open", "xapp-1-sandbox-app-token"))["url"]
    async with here.session.ws_connect(url) as socket:
        made = Line(socket=socket)
        assert (await made.frame())["type"] == "hello"
        yield made


@dataclass(kw_only=True)
class Web:
    """An app behind an address: what came, and what it answers next."""

    answers: list[web.Response] = field(default_factory=list)
    requests: asyncio.Queue[tuple[dict[str, str], bytes]] = field(default_factory=asyncio.Queue)
    url: str = ""

    async def handle(self, request):
        body = await request.read()
        if b"url_verification" in body:
            return web.json_response({"challenge": json.loads(body)["challenge"]})
        self.requests.put_nowait(({key.lower(): value for key, value in request.headers.items()}, body))
        answer = self.answers.pop(0) if self.answers else web.Response()
        if isinstance(answer, float):
            await asyncio.sleep(answer)
            return web.Response()
        return answer

    async def next(self):
        return await asyncio.wait_for(self.requests.get(), 30)


@asynccontextmanager
async def web_app(here, *answers) -> AsyncIterator[Web]:
    made = Web(answers=list(answers))
    app = web.Application()
    app.router.add_post("/slack/events", made.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    try:
        assert (await here.ask("PUT", "request-url", url=made.url))["ok"]
        yield made
    finally:
        await runner.cleanup()
