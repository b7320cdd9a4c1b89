"""Home, read and drawn, of members who have many clients, among a million entries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

from bot.slack import home
from crm.views import members
from tests.bench import databases
from tests.bench.databases import WORKSPACE, Database
from tests.bench.figures import Figure, Times, within

AT_MOST = 0.050
TIMES = 12  # of each member
MEMBERS = range(2, 22)
ENTRIES_EACH = 10


def measure(kind: str, entries: int) -> Iterator[Figure]:
    database = databases.filled(kind, entries // ENTRIES_EACH, entries)
    now = datetime.now(UTC)
    asked = [partial(_home, database, member, now) for _ in range(TIMES) for member in MEMBERS]
    Times.of(asked[: len(MEMBERS)])  # the pages of the index are in memory from here on
    yield within(f"Home, among {entries:,} entries", kind, Times.of(asked), AT_MOST)
    database.store.dispose()


def _home(database: Database, member: int, now: datetime) -> int:
    with database.store.read(WORKSPACE) as session:
        content = home.read(session, members.reader(session, f"M-{member}"), now)
        view = home.home_view(session, content, now, first=False)
    return len(view["blocks"])
