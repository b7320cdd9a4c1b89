"""`carnet serve` as a process of its own, with a Slack on the loopback that notes when it is called."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

ROOT = Path(__file__).parents[2]
SECRET = "not-a-secret"
INFOBOX = {"id": "C0INFOBOX", "name": "infobox", "is_channel": True, "is_member": True}
ANSWERS: Mapping[str, Mapping[str, Any]] = {
    "auth.test": {"team_id": "T0BENCH", "team": "Agence Léman", "user_id": "U0CARNET", "bot_id": "B0CARNET"},
    "users.list": {"members": []},
    "conversations.list": {"channels": [INFOBOX]},
    "conversations.info": {"channel": INFOBOX},
    "conversations.members": {"members": ["U0CARNET"]},
    "views.open": {"view": {"id": "V1", "hash": "1"}},
}
PATIENCE = 60  # seconds for a start on a busy machine


@dataclass
class Slack:
    """Answers every method; ``opened`` holds the moments at which modals were opened."""

    url: str = ""
    opened: queue.Queue[float] = field(default_factory=queue.Queue)

    async def _called(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if method == "views.open":
            self.opened.put(time.perf_counter())
        await request.read()
        return web.json_response({"ok": True, **ANSWERS.get(method, {})})

    @contextmanager
    def running(self) -> Iterator[Slack]:
        loop = asyncio.new_event_loop()
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._called)
        runner = web.AppRunner(app)
        loop.run_until_complete(runner.setup())
        loop.run_until_complete(web.TCPSite(runner, "127.0.0.1", 0).start())
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()
        yield self
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(runner.cleanup())
        loop.close()


@dataclass(frozen=True, slots=True)
class Served:
    """A process that serves. ``started`` is how long it took from its launch until it did."""

    process: subprocess.Popen[str]
    port: int
    started: float


@contextmanager
def serve(url: str, slack: Slack) -> Iterator[Served]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CARNET_", "SLACK_"))}
    environment |= {
        "CARNET_DATABASE_URL": url,
        "CARNET_HTTP_LISTEN": "127.0.0.1:0",
        "CARNET_LOG": "json",
        "SLACK_API_URL": slack.url,
        "SLACK_BOT_TOKEN": "xoxb-bench-bench",
        "SLACK_SIGNING_SECRET": SECRET,
    }
    launched = time.perf_counter()
    command = [sys.executable, "-m", "bot", "serve"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
        try:
            port = _port(process)
            yield Served(process, port, time.perf_counter() - launched)
        finally:
            process.terminate()


def _port(process: subprocess.Popen[str]) -> int:
    """Read the log until the process serves; go on reading it, so that it never waits for us."""
    port = 0
    said: list[str] = []
    assert process.stderr is not None
    for line in process.stderr:
        said.append(line)
        told = json.loads(line) if line.startswith("{") else {}
        port = told.get("port", port)
        if told.get("event") == "serving":
            threading.Thread(target=process.stderr.read, daemon=True).start()
            return port
    raise RuntimeError("it did not start: " + "".join(said[-20:]))


def command(name: str, text: str) -> tuple[bytes, dict[str, str]]:
    """The body and headers of a slash command as Slack signs it."""
    fields = {
        "command": name,
        "text": text,
        "team_id": "T0BENCH",
        "user_id": "U00002",
        "channel_id": "C0INFOBOX",
        "trigger_id": f"1.{time.perf_counter_ns()}",
        "response_url": "http://127.0.0.1:9/",
        "token": "t",
        "api_app_id": "A0CARNET",
    }
    body = urlencode(fields).encode()
    stamp = str(int(time.time()))
    seal = hmac.new(SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return body, {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={seal}",
    }
