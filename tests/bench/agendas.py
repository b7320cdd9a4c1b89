"""What is still to be done, counted for somebody who has ten thousand such things."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from crm.actions import ACTIONS
from crm.domain.reminders import Horizon
from crm.perform import run
from crm.store import planned
from crm.store.planned import Whose
from tests.bench import databases, filling
from tests.bench.databases import WORKSPACE, Database
from tests.bench.figures import Figure, Times, within

AT_MOST = 0.005
MINE, OTHERS = 10_000, 100_000
ME, AUTHOR, MEMBERS = 1, 2, 200
TIMES = 200
ENTRY = ("id", "action", "version", "author_id", "responsible_id", "occurred_at", "created_at", "planned_at")


def measure(kind: str, _rows: int) -> Iterator[Figure]:
    database = databases.fresh(kind, "agendas")
    filling.members(database.store, MEMBERS)
    now = datetime.now(UTC)
    done = run(
        database.store,
        WORKSPACE,
        ACTIONS["add-company"],
        actor=f"U{ME:05}",
        inputs={"name": "Acme Horlogerie SA", "owner": f"M-{ME}"},
        source="bench:company",
        now=now,
    )
    _fill(database, now, int(done.result.removeprefix("E-")) + 1)
    for what, owners in (("of whoever sees all", None), ("of whoever sees their own clients", (ME,))):
        whose = Whose(members={ME}, reader=ME, owners=owners)
        asked = [partial(_counts, database, whose, now)] * TIMES
        Times.of(asked[:10])
        yield within(f"{MINE:,} things to do counted, {what}", kind, Times.of(asked), AT_MOST)
    database.store.dispose()


def _fill(database: Database, now: datetime, first: int) -> None:
    """One in so many is mine, some of them overdue."""
    numbers = range(first, first + MINE + OTHERS)
    database.store.engine.dispose()
    with filling.loading(database.store) as loader:
        at = {one: loader.moment(now + timedelta(minutes=one - first - OTHERS // 10)) for one in numbers}
        written = loader.moment(now - timedelta(days=100))
        whose = {one: ME if one % (1 + OTHERS // MINE) == 0 else 2 + one % (MEMBERS - 1) for one in numbers}
        rows = ((one, "info", 1, AUTHOR, whose[one], at[one], written, written) for one in numbers)
        loader.load("entry", ENTRY, rows)
        loader.load("subject", ("entry_id", "record_id", "occurred_at"), ((one, 1, at[one]) for one in numbers))


def _counts(database: Database, whose: Whose, now: datetime) -> None:
    with database.store.read(WORKSPACE) as session:
        found = planned.counts(session, whose, Horizon.of(now, ZoneInfo("Europe/Zurich")))
    assert sum(found.values()) == MINE
