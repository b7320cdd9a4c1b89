"""Two processes, sandbox and bot, and short ways to act in the one and to ask the other by its command line."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.watching import unwatched

CLAIRE, THOMAS, EMMA, JULIEN, SOFIA = "U0CLAIRE01", "U0THOMAS1", "U0EMMA001", "U0JULIEN1", "U0SOFIA01"
INFOBOX = "C0INFOBOX1"
PATIENCE = 20  # seconds until something that must happen has happened; on a busy machine, too
STARTED_WITHIN = 90  # seconds until a program has said something
STOP_WITHIN = 10
GLANCE = 0.5  # between looks at whether a program still runs


def address(name):
    return f"{name}@lemanique.example"


class Process:
    """A program whose lines are read as they come."""

    def __init__(self, *arguments, settings=None, folder=None):
        self.lines, self.seen = queue.Queue(), []
        self.child = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=folder,
            env={**os.environ, **(settings or {})},
        )
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self):
        with self.child.stdout:
            for line in self.child.stdout:
                self.lines.put(line.rstrip())

    def wait_for(self, *signs):
        """The next line that holds all of these; a program that has ended says nothing more."""
        end = time.monotonic() + STARTED_WITHIN
        while time.monotonic() < end and (self.reader.is_alive() or not self.lines.empty()):
            with suppress(queue.Empty):
                self.seen.append(self.lines.get(timeout=GLANCE))
                if all(sign in self.seen[-1] for sign in signs):
                    return self.seen[-1]
        raise AssertionError(f"never said {signs}; said: {self.seen}")

    def stop(self):
        """Ask it to stop, and give the seconds that it took."""
        started = time.monotonic()
        self.child.terminate()
        self.child.wait(STOP_WITHIN)
        return time.monotonic() - started

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if self.child.poll() is None:
            # Asked first: what it started must not outlive it.
            self.child.terminate()
            try:
                self.child.wait(2 * STOP_WITHIN)
            except subprocess.TimeoutExpired:
                self.child.kill()
        self.child.wait()
        self.reader.join()
        if kind:
            # A failing test shows what the process said.
            sys.stdout.write("\n".join([*self.seen, *self.lines.queue]))


@dataclass(kw_only=True)
class Walk:
    """The way of a note; ``asked`` keeps what the sandbox answered to the last act, for messages of failing tests."""

    base: str
    settings: dict
    http: httpx.Client
    asked: dict = field(default_factory=dict)

    def _ask(self, method, path, **sent):
        self.asked = self.http.request(method, f"{self.base}/sandbox/{path}", **sent).json()
        assert self.asked["ok"], self.asked
        return self.asked

    def act(self, what, user, **asked):
        return self._ask("POST", f"act/{what}", json={"user": user, **asked})

    def put(self, path, **asked):
        return self._ask("PUT", path, json=asked)

    def look(self, path, *, least=1, **asked):
        """A list of the control API, once it has so many."""
        waiting = {"wait": PATIENCE, "least": least} if least else {}
        found = self._ask("GET", path, params={**asked, **waiting})[path]
        assert len(found) >= least, found
        return found

    def carnet(self, *arguments, code=0):
        """The command line, as an operator types it."""
        around = os.environ if arguments[0] == "doctor" else unwatched()
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "bot", *arguments],
            capture_output=True,
            text=True,
            env={**around, **self.settings},
            check=False,
        )
        assert done.returncode == code, done
        return json.loads(done.stdout) if "--json" in arguments else done.stdout

    def carnet_all(self, *commands):
        """Several commands side by side."""
        with ThreadPoolExecutor() as pool:
            return list(pool.map(lambda arguments: self.carnet(*arguments), commands))


@contextmanager
def walking(folder: Path, *, by_http):
    """The sandbox, and Carnet's settings for it; an empty database of its own."""
    with ExitStack() as open_things:
        sandbox = open_things.enter_context(Process("sandbox", "--port", "0", "--smtp-port", "0"))
        base = sandbox.wait_for("Workspace").split()[-1]
        mail = sandbox.wait_for("Mail catcher").split()[-1]
        http = open_things.enter_context(httpx.Client(timeout=2 * PATIENCE))
        app = http.get(f"{base}/sandbox/app").json()["app"]
        settings = {
            "SLACK_API_URL": f"{base}/api/",
            "SLACK_BOT_TOKEN": app["bot_token"],
            "SLACK_APP_TOKEN": "" if by_http else app["app_token"],
            "SLACK_SIGNING_SECRET": app["signing_secret"],
            "CARNET_DATABASE_URL": f"sqlite:///{folder / 'carnet.db'}",
            "CARNET_FILES_URL": f"file:{folder / 'files'}",
            "CARNET_HTTP_LISTEN": "127.0.0.1:0",
            "CARNET_SMTP_URL": mail,
            "CARNET_MAIL_FROM": "Carnet <carnet@lemanique.example>",
            "CARNET_MAIL_REPLY_DOMAIN": "reply.lemanique.example",
            "CARNET_SECRET_KEY": "a long text that only this test knows",
            "CARNET_CLOCK_URL": f"{base}/sandbox/clock",
            "CARNET_TIMEZONE": "Europe/Zurich",
            "CARNET_LOG": "json",
        }
        yield Walk(base=base, settings=settings, http=http)


@contextmanager
def serving(walk: Walk, *, by_http):
    """Carnet, once Slack's requests find their way to it."""
    with Process("bot", "serve", settings=walk.settings) as bot:
        listening = json.loads(bot.wait_for("web.listening"))
        bot.wait_for('"serving"')
        walk.web = f"http://127.0.0.1:{listening['port']}"
        if by_http:
            walk.put("request-url", url=f"{walk.web}/slack/events")
        else:
            walk.look("connections")
        yield bot
