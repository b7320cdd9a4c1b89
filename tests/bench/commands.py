"""From a slash command over HTTP to the call of ``views.open``: what a person waits for, and how a process starts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median

import httpx
import psutil

from tests.bench import databases
from tests.bench.figures import Figure, Times, within
from tests.bench.names import Namer
from tests.bench.served import Served, Slack, command, serve

OPEN_AT_MOST = 0.025
START_AT_MOST = 1.5
MEMORY_AT_MOST = 120
COMMANDS = 200
STARTS = 3
IDLE = 3  # seconds after which a process that has nothing to do is weighed
FEW = 10_000


def opening(kind: str, count: int) -> Iterator[Figure]:
    database = databases.filled(kind, count)
    database.store.dispose()
    with Slack().running() as slack, serve(database.url, slack) as served, httpx.Client() as client:
        for number, text in enumerate(_texts(20)):
            waited(client, served, slack, text, number)
        times = Times([waited(client, served, slack, text, number) for number, text in enumerate(_texts(COMMANDS))])
    yield within(f"slash command to views.open, {count:,} clients", kind, times, OPEN_AT_MOST)


def _texts(count: int) -> Iterator[str]:
    """What people type behind the command: nothing, somebody's name, a company's name and a note."""
    namer = Namer.seeded(99)
    for number in range(count):
        yield ("", f"{namer.first()} {namer.last()}", f"{namer.company()}: called back")[number % 3]


def waited(client: httpx.Client, served: Served, slack: Slack, text: str, number: int) -> float:
    body, headers = command(("/crm-info", "/crm-status")[number % 2], text)
    started = time.perf_counter()
    client.post(f"http://127.0.0.1:{served.port}/slack/events", content=body, headers=headers).raise_for_status()
    return slack.opened.get(timeout=10) - started


def process(kind: str, _count: int) -> Iterator[Figure]:
    database = databases.filled(kind, FEW)
    database.store.dispose()
    starts: list[float] = []
    busy: list[float] = []
    with Slack().running() as slack:
        for _ in range(STARTS):
            with serve(database.url, slack) as served:
                itself = psutil.Process(served.process.pid)
                starts.append(served.started)
                busy.append(sum(itself.cpu_times()[:2]))
                time.sleep(IDLE)
                memory = itself.memory_info().rss / 2**20
    least = median(starts)
    yield Figure(
        what="carnet serve, start until it serves",
        database=kind,
        measured=f"{least:.2f} s ({median(busy):.2f} s of a processor)",
        aim=f"≤ {START_AT_MOST:g} s",
        good=least <= START_AT_MOST,
    )
    yield Figure(
        what="carnet serve, idle memory",
        database=kind,
        measured=f"{memory:.0f} MB",
        aim=f"≤ {MEMORY_AT_MOST} MB",
        good=memory <= MEMORY_AT_MOST,
    )
