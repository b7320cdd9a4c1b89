"""A Web API of the test's own: it keeps what it is told, judges it, and answers as it was bidden."""

from __future__ import annotations

import asyncio
import itertools
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.slack import judge

LOST = {"lost": True}
SECONDS = 8  # what nobody should need


@dataclass(frozen=True, kw_only=True)
class Call:
    method: str
    args: dict[str, Any]


@dataclass(kw_only=True)
class FakeSlack:
    """``answers[method]`` are given first, in order: a body, or a status with headers; ``gates`` hold a method back."""

    calls: list[Call] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    answers: dict[str, list[Any]] = field(default_factory=dict)
    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    people: list[dict[str, Any]] = field(default_factory=list)
    channels: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    uploads: list[bytes] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    url: str = ""
    heard: asyncio.Condition = field(default_factory=asyncio.Condition)
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    @asynccontextmanager
    async def running(self):
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._called)
        app.router.add_post("/respond", self._responded)
        app.router.add_get("/files/{name}", self._download)
        app.router.add_post("/upload", self._upload)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield self
        await runner.cleanup()

    async def _called(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        self.tokens.add(request.headers.get("Authorization", ""))
        form = {**request.query, **(await request.post())} if request.content_type != "application/json" else None
        args = await request.json() if form is None else form
        args = {name: self._read(value) for name, value in args.items()}
        await self._keep(method, args)
        if method in self.gates:
            await self.gates[method].wait()
        answer = self.answers[method].pop(0) if self.answers.get(method) else self._usual(method, args)
        if answer is LOST:
            request.transport.close()
        if isinstance(answer, web.Response):
            return answer
        return web.json_response({"ok": "error" not in answer, **answer})

    @staticmethod
    def _read(value: Any) -> Any:
        return json.loads(value) if isinstance(value, str) and value[:1] in "{[" and value else value

    async def _responded(self, request: web.Request) -> web.Response:
        await self._keep("respond", await request.json())
        return web.Response(text="ok")

    async def _download(self, request: web.Request) -> web.Response:
        self.tokens.add(request.headers.get("Authorization", ""))
        if request.match_info["name"] not in self.files:
            return web.Response(status=404)
        content, kind = self.files[request.match_info["name"]]
        return web.Response(body=content, content_type=kind)

    async def _upload(self, request: web.Request) -> web.Response:
        self.uploads.append(await request.read())
        return web.Response(text="OK")

    async def _keep(self, method: str, args: dict[str, Any]) -> None:
        self.problems += [f"{method}: {one}" for one in judge.of_call(method, args)]
        async with self.heard:
            self.calls.append(Call(method=method, args=args))
            self.heard.notify_all()

    def _usual(self, method: str, args: dict[str, Any]) -> dict[str, Any]:
        family = method.partition(".")[0]
        return {"views": self._view, "chat": self._message}.get(family, self._directory)(method, args)

    def _view(self, _method: str, args: dict[str, Any]) -> dict[str, Any]:
        return {"view": {**args["view"], "id": args.get("view_id") or f"V{next(self.numbers)}", "hash": "1.a"}}

    def _message(self, _method: str, args: dict[str, Any]) -> dict[str, Any]:
        place = args["channel"].replace("U0", "D0", 1)
        return {"channel": place, "ts": args.get("ts") or f"1795478400.{next(self.numbers):06}"}

    def _directory(self, method: str, args: dict[str, Any]) -> dict[str, Any]:
        channel = self.channels.get(args.get("channel", ""), {})
        found = {
            "users.list": {"members": self.people},
            "users.info": {"user": next((one for one in self.people if one["id"] == args.get("user")), None)},
            "conversations.list": {"channels": list(self.channels.values())},
            "conversations.info": {"channel": channel},
            "conversations.members": {"members": channel.get("readers")},
            "files.getUploadURLExternal": {"upload_url": f"{self.url}/upload", "file_id": "F0UPLOAD"},
            "files.completeUploadExternal": {"files": [{"id": "F0UPLOAD"}]},
        }
        return found.get(method, {})

    def lose(self, method: str) -> None:
        """The next call arrives, and its answer does not."""
        self.answers[method] = [LOST]

    def said(self, method: str) -> list[dict[str, Any]]:
        return [call.args for call in self.calls if call.method == method]

    async def hear(self, method: str, count: int = 1) -> dict[str, Any]:
        """The n-th call of a method, waited for."""
        async with asyncio.timeout(SECONDS), self.heard:
            await self.heard.wait_for(lambda: len(self.said(method)) >= count)
        return self.said(method)[count - 1]
