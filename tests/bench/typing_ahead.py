"""Type-ahead over a million clients: what a person waits for after each letter."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import product

from crm.domain.access import VIEW
from crm.domain.folding import words
from crm.views import clients, members
from tests.bench import databases
from tests.bench.databases import WORKSPACE, Database
from tests.bench.figures import Figure, Times, within
from tests.bench.names import Namer

AT_MOST = 0.020
TIMES = 120
# A consultant may view every client, and give a status to their own.
SCOPES = {"all": VIEW, "own": "status"}


def measure(kind: str, rows: int) -> Iterator[Figure]:
    database = databases.filled(kind, rows)
    for scope, count in product(SCOPES, (1, 2)):
        for letters in (1, 2, 3, 4):
            typed = list(queries(letters, count, TIMES))
            asked = [partial(suggest, database, SCOPES[scope], text) for text in typed]
            Times.of(asked[:20])
            yield within(_what(scope, count, letters), kind, Times.of(asked), AT_MOST)
    database.store.dispose()


def _what(scope: str, count: int, letters: int) -> str:
    return f"type-ahead, {scope}, {count} word{'s'[: count - 1]} of {letters} letter{'s'[: letters - 1]}"


def queries(letters: int, count: int, times: int) -> Iterator[str]:
    """The beginnings of names that exist, frequent ones more often; with accents and capitals, as people type."""
    namer = Namer.seeded(letters * 10 + count)
    for number in range(times):
        first, last, company = namer.first(), namer.last(), namer.company()
        name = (f"{first} {last}", f"{last} {first}", company)[number % 3]
        spoken = name.split() if number % 2 else words(name)
        yield " ".join(word[:letters] for word in spoken[:count])


def suggest(database: Database, permission: str, text: str) -> int:
    """As the door asks: who is it, and what may they find."""
    with database.store.read(WORKSPACE) as session:
        reader = members.reader(session, "U00002", permission)
        return len(clients.suggest(session, reader, text, permission=permission))
