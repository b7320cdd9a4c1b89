"""The demo's two processes: the sandbox and the bot, each with a log of its own."""

from __future__ import annotations

import ctypes
import json
import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, Self
from urllib.error import URLError
from urllib.request import Request, urlopen

STOP_WITHIN = 12.0  # seconds; the bot takes at most ten
LAST_LINES = 15
BELOW_OTHERS = range(20_000, 32_000)  # Linux takes its own from 32768 on, others from 49152
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class Fallen(Exception):
    """A process of the demo ended by itself; what it said last stands in the message."""


def _die_with_parent() -> None:
    """In the new process: when the demo is killed without a word, nothing of it stays behind."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Child:
    """A process that writes to a log; the words it prints at first are read by whoever started it."""

    def __init__(self, name: str, arguments: list[str], log: Path, settings: Mapping[str, str] | None = None) -> None:
        self.name, self.log = name, log
        self._files = ExitStack()
        errors = self._files.enter_context(log.open("w", encoding="utf-8"))
        # A session of its own: Ctrl-C reaches the demo alone, which stops both in the right order.
        self.process = self._files.enter_context(
            subprocess.Popen(  # noqa: S603 - our own programs
                [sys.executable, "-m", *arguments],
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                env={**os.environ, **(settings or {})},
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - the demo has one thread
            )
        )

    def line(self) -> str:
        """The next line that it prints.

        Raises:
            Fallen: it ended before.
        """
        said = self.process.stdout.readline() if self.process.stdout else ""
        if not said:
            self.process.wait()
            raise self.fallen()
        return said.strip()

    def fallen(self) -> Fallen:
        last = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-LAST_LINES:]
        return Fallen("\n".join([f"The {self.name} stopped. It said last, in {self.log}:", *last]))

    def check(self) -> None:
        if self.process.poll() is not None:
            raise self.fallen()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Ask it to stop; who does not listen is made to."""
        with self._files:
            self.process.terminate()
            try:
                self.process.wait(STOP_WITHIN)
            except subprocess.TimeoutExpired:
                self.process.kill()


def free(port: int) -> bool:
    """May we listen there?"""
    with socket.socket() as probe, suppress(OSError):
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
        return True
    return False


def spare() -> int:
    """A port that is free, and not one of those that connections to elsewhere take before we do."""
    for port in random.SystemRandom().sample(BELOW_OTHERS, len(BELOW_OTHERS)):
        if free(port):
            return port
    raise OSError("no port is free")


def call(url: str, body: Any = None, *, method: str = "GET", timeout: float = 10) -> dict[str, Any]:
    """One request to the sandbox's control API.

    Raises:
        OSError: it does not answer.
        ValueError: it refused.
    """
    content = None if body is None else json.dumps(body).encode()
    request = Request(url, content, {"Content-Type": "application/json"}, method=method)  # noqa: S310 - our own address
    try:
        with urlopen(request, timeout=timeout) as answer:  # noqa: S310
            told: dict[str, Any] = json.load(answer)
    except URLError as exc:
        raise OSError(f"{url} does not answer: {exc.reason}") from exc
    if not told.get("ok"):
        raise ValueError(f"{url} refused: {told.get('error')}")
    return told
