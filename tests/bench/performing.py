"""Actions performed per second, against plain SQLAlchemy Core that does the same reads and writes the same rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from itertools import count

from sqlalchemy import event

from crm.actions import ACTIONS
from crm.domain import richtext
from crm.perform import run
from tests.bench import databases, filling
from tests.bench.databases import WORKSPACE, Database
from tests.bench.figures import Figure, rate, side_by_side
from tests.bench.performing_floor import Floor

CLIENTS = 1000
EACH_ROUND = 240
THREADS = 4
AIM = 0.5
NOTE = richtext.from_text("Called back: wants *two profiles* by Friday, see https://acme.example/jobs")
INFO = ACTIONS["info"]


def measure(kind: str, _rows: int) -> Iterator[Figure]:
    database = databases.fresh(kind, "performing")
    filling.fill(database.store, CLIENTS, CLIENTS)
    mine, floor = partial(perform, database, count()), Floor(database, NOTE).perform
    for work in (mine, floor):
        _many(work, 1, EACH_ROUND)  # statements are compiled and prepared, pages are read
    yield _round_trips(database, mine)
    for threads, name in ((1, "one connection"), (THREADS, f"{THREADS} threads")):
        yield side_by_side(
            f"actions performed, {name}",
            kind,
            partial(_many, mine, threads, EACH_ROUND),
            partial(_many, floor, threads, EACH_ROUND),
            aim=AIM,
        )
    database.store.dispose()


def perform(database: Database, numbers: Iterator[int]) -> None:
    """A note on one contact, and two participants to be told by mail."""
    number = next(numbers)
    run(
        database.store,
        WORKSPACE,
        INFO,
        actor="U00002",
        inputs={"participants": ["M-3", "M-4"], "clients": [f"CST-{number % 900 + 1}"], "note": NOTE},
        source=f"bench:{number}",
        now=datetime.now(UTC),
    )


def _many(work: Callable[[], None], threads: int, times: int) -> float:
    def some() -> None:
        for _ in range(times // threads):
            work()

    if threads == 1:
        return rate(times, some)
    with ThreadPoolExecutor(threads) as pool:
        return rate(times, lambda: [done.result() for done in [pool.submit(some) for _ in range(threads)]])


def _round_trips(database: Database, work: Callable[[], None]) -> Figure:
    """Statements of one action as the database sees them; numbers taken in blocks are not among them."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(database.store.engine, "before_cursor_execute", note)
    work()
    event.remove(database.store.engine, "before_cursor_execute", note)
    return Figure(what="statements of one action, and its commit", database=database.kind, measured=f"{len(seen)} + 1")
