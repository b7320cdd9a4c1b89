"""Claiming what is due from a queue in which far more waits for later, while it is filled and emptied by others.

Four relays take turns, each with what it remembers; between two turns as much is put in as the turn before took out.
On PostgreSQL a transaction stays open from the beginning to the end, so that nothing of what is gone can be cleared
away. As many rows go meanwhile as go in ten minutes at a hundred a second, which nobody needs to wait for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count as counting
from itertools import cycle, islice
from time import perf_counter, process_time

import psycopg
from sqlalchemy import bindparam, delete
from sqlalchemy.schema import CreateIndex, DropIndex

from crm.domain.delivery import Channel
from crm.store import claims
from crm.store.claims import Claimed
from crm.store.due import Look
from crm.store.tables import delivery_due
from tests.bench import databases, filling
from tests.bench.databases import WORKSPACE, Database
from tests.bench.figures import Figure, Times, within

AT_MOST = 0.005
DUE_OF = 10  # one in so many is due
GONE, TURN = 60_000, 100
RELAYS = 4
MEMBERS = 500
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
COLUMNS = ("delivery_id", "due_at", "queued_at", "channel", "lane", "line")


def measure(kind: str, count: int) -> Iterator[Figure]:
    """Reminders: ``count`` for later, and a tenth as many that are due; some of them all in the same minute."""
    for name, due_at in (("an hour's", _in_an_hour), ("a minute's", _in_a_minute)):
        yield from _measure(kind, count, name, due_at)


def _measure(kind: str, count: int, name: str, due_at: Callable[[int], datetime]) -> Iterator[Figure]:
    database = databases.fresh(kind, "claiming")
    with filling.loading(database.store) as loader:
        for index in delivery_due.indexes:
            loader.run(str(DropIndex(index).compile(database.store.engine)))
        loader.load("delivery_due", COLUMNS, _rows(count, due_at, loader.moment))
        for index in delivery_due.indexes:
            loader.run(str(CreateIndex(index).compile(database.store.engine)))
    numbers = counting(2 * count)
    wall, busy = [], []
    with _old_transaction(database):
        for look in islice(cycle([Look() for _ in range(RELAYS)]), min(GONE, count // DUE_OF) // TURN):
            _put_in(database, numbers)
            began, worked = perf_counter(), process_time()
            claimed = _claim(database, look)
            wall.append(perf_counter() - began)
            busy.append(process_time() - worked)
            _take_out(database, claimed)
    what = f"a claim, {count:,} for later and {count // DUE_OF:,} due, {name}"
    # The first turn of each compiles and prepares.
    yield within(
        what, kind, Times(wall[RELAYS:]), AT_MOST, floor=f"of ours p95 {Times(busy[RELAYS:]).p95 * 1000:.1f} ms"
    )
    database.store.dispose()


def _in_an_hour(number: int) -> datetime:
    return NOW - timedelta(seconds=number % 3600)


def _in_a_minute(_number: int) -> datetime:
    return NOW - timedelta(minutes=1)


def _rows(
    count: int, due_at: Callable[[int], datetime], moment: Callable[[datetime], str]
) -> Iterator[tuple[object, ...]]:
    queued = moment(NOW - timedelta(days=1))
    for number in range(1, count + count // DUE_OF + 1):
        when = due_at(number) if number % (DUE_OF + 1) == 0 else NOW + timedelta(minutes=1 + number % 500_000)
        yield number, moment(when), queued, Channel.MAIL.value, Channel.MAIL.value, f"{WORKSPACE}/{number}"


def _put_in(database: Database, numbers: Iterable[int]) -> None:
    """Notices that are due at once."""
    rows = [
        {
            "workspace_id": WORKSPACE,
            "delivery_id": number,
            "due_at": NOW,
            "queued_at": NOW,
            "channel": Channel.MAIL.value,
            "lane": Channel.MAIL.value,
            "line": f"{WORKSPACE}/{number}",
        }
        for number in islice(numbers, TURN)
    ]
    with database.store.outside(write=True) as connection:
        connection.execute(delivery_due.insert(), rows)


def _claim(database: Database, look: Look) -> list[Claimed]:
    with database.store.outside(write=True) as connection:
        return claims.claim(connection, token="bench", now=NOW, channel=Channel.MAIL, count=TURN, look=look)


_GONE = delete(delivery_due).where(
    delivery_due.c.workspace_id == bindparam("of"), delivery_due.c.delivery_id == bindparam("key")
)


def _take_out(database: Database, claimed: Iterable[Claimed]) -> None:
    """As after their receipts."""
    with database.store.outside(write=True) as connection:
        connection.execute(_GONE, [{"of": one.workspace, "key": one.delivery} for one in claimed])


@contextmanager
def _old_transaction(database: Database) -> Iterator[None]:
    """Whoever reads for long keeps the server from clearing away what is gone."""
    if database.kind == "sqlite":
        yield
        return
    url = database.store.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.execute("SELECT count(*) FROM lane")
        yield
        connection.rollback()
