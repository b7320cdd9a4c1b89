"""The newest page of a client's infobox among a million entries, and whether it grows slower with them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from random import Random

from crm.domain.clients import RecordKind, RecordNumber
from crm.views import clients, members
from tests.bench import databases, rows
from tests.bench.databases import WORKSPACE, Database
from tests.bench.figures import Figure, Times, milliseconds, within

AT_MOST = 0.005
FEW = 10_000
TIMES = 150
SLOWER_AT_MOST = 1.25  # as much as two runs of the same thing differ on a machine that others use


def measure(kind: str, count: int) -> Iterator[Figure]:
    """Pages of few and many entries are read in turn, so that both meet the same weather."""
    small, large = databases.filled(kind, FEW), databases.filled(kind, count)
    pages = [_pages(database, entries) for database, entries in ((small, FEW), (large, count))]
    for asked in pages:
        Times.of(asked)  # both databases' pages are in memory from here on
    seconds = [Times.of(pair).seconds for pair in zip(*pages, strict=True)]
    few, many = (Times([pair[place] for pair in seconds]) for place in (0, 1))
    yield within(f"newest 20 entries among {FEW:,}", kind, few, AT_MOST)
    yield within(f"newest 20 entries among {count:,}", kind, many, AT_MOST)
    ratio = many.p50 / few.p50
    yield Figure(
        what="the same, many against few",
        database=kind,
        measured=milliseconds(many.p50),
        floor=milliseconds(few.p50),
        ratio=f"{ratio:.0%}",
        aim="no slower",
        good=ratio <= SLOWER_AT_MOST,
    )
    for database in (small, large):
        database.store.dispose()


def _pages(database: Database, entries: int) -> list[partial[int]]:
    """Cards of contacts that have a page or more; every third time the busy one, whose entries are 5 in 100 of all."""
    draw = Random(5)  # noqa: S311 - no secret
    ids = [
        2 if turn % 3 == 0 else rows.contact_at(draw.randrange(entries // rows.ENTRIES_EACH)) for turn in range(TIMES)
    ]
    return [partial(card, database, one - 1 - (one - 1) // rows.EACH) for one in ids]


def card(database: Database, number: int) -> int:
    with database.store.read(WORKSPACE) as session:
        reader = members.reader(session, "U00002")
        found = clients.card(session, reader, RecordNumber(RecordKind.CONTACT, number))
        return len(found.entries)
