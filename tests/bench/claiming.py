"""Claiming what is due from a queue in which far more waits for later, while what is claimed goes out of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import delete, text, tuple_

from crm.domain.delivery import Channel
from crm.store import claims
from crm.store.claims import Claimed
from crm.store.tables import delivery_due
from tests.bench import databases
from tests.bench.databases import WORKSPACE, Database
from tests.bench.figures import Figure, Times, within

AT_MOST = 0.005
DUE_OF = 10  # one in so many is due
TOGETHER = 20_000
TIMES, TURN = 200, 100
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def measure(kind: str, count: int) -> Iterator[Figure]:
    """Reminders: ``count`` for later, and a tenth as many that are due."""
    database = databases.fresh(kind, "claiming")
    _fill(database, count)
    turns: list[list[Claimed]] = [[]]
    seconds: list[float] = []
    for _ in range(min(TIMES, count // DUE_OF // TURN)):
        # What the turn before claimed is gone by now, as after its receipts.
        _finish(database, turns[-1])
        seconds += Times.of([partial(_claim, database, turns)]).seconds
    what = f"a claim, {count:,} for later and {count // DUE_OF:,} due"
    yield within(what, kind, Times(seconds), AT_MOST)
    database.store.dispose()


def _fill(database: Database, count: int) -> None:
    numbers = range(1, count + count // DUE_OF + 1)
    for start in range(0, len(numbers), TOGETHER):
        with database.store.outside(write=True) as connection:
            connection.execute(delivery_due.insert(), [_row(number) for number in numbers[start : start + TOGETHER]])
    if database.kind != "sqlite":
        with database.store.outside(write=True) as connection:
            connection.execute(text("ANALYZE delivery_due"))


def _row(number: int) -> dict[str, object]:
    due = number % (DUE_OF + 1) == 0
    return {
        "workspace_id": WORKSPACE,
        "delivery_id": number,
        "due_at": NOW - timedelta(seconds=number % 3600) if due else NOW + timedelta(minutes=1 + number % 500_000),
        "queued_at": NOW - timedelta(days=1),
        "channel": Channel.MAIL.value,
        "lane": Channel.MAIL.value,
        "line": f"{WORKSPACE}/{number}",
    }


def _claim(database: Database, turns: list[list[Claimed]]) -> None:
    with database.store.outside(write=True) as connection:
        turns.append(claims.claim(connection, token="bench", now=NOW, channels=[Channel.MAIL], count=TURN))


def _finish(database: Database, claimed: Sequence[Claimed]) -> None:
    if claimed:
        keys = tuple_(delivery_due.c.workspace_id, delivery_due.c.delivery_id)
        with database.store.outside(write=True) as connection:
            connection.execute(delete(delivery_due).where(keys.in_([one.key for one in claimed])))
