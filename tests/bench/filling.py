"""Filling a database set-wise: by COPY or executemany, with keys that nobody checks and indexes that come last."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Protocol, Self

import psycopg
from sqlalchemy import Engine, create_engine, update

from crm.directory import Person, found_workspace, keep_channel, keep_people, set_infobox
from crm.domain.clients import RecordKind
from crm.store.base import Store
from crm.store.tables import comment, company, contact, entry, member, participant, record, subject, word
from tests.bench import rows
from tests.bench.names import Namer
from tests.bench.rows import MEMBERS, START

WORKSPACE = 1
LARGE = (record, company, contact, word, entry, subject, participant, comment)
COMPANY = ("city", "phone")
CONTACT = ("first_name", "last_name", "function", "phone", "email")


class Loader(Protocol):
    def moment(self, when: datetime) -> str: ...
    def load(self, table: str, columns: Iterable[str], found: Iterable[rows.Row]) -> None: ...
    def run(self, statement: str) -> None: ...


def fill(store: Store, count: int) -> None:
    """``count`` clients and ``count`` entries, on tables without rows."""
    members(store, MEMBERS)
    engine = store.engine if store.sqlite else create_engine(store.url)
    with _without_indexes(engine), _loader(store) as loader:
        _clients(loader, count)
        _entries(loader, count)
        kinds = ("record", "company", "contact", "entry", "comment")
        loader.load("counter", ("kind", "next"), [(kind, count + 1) for kind in kinds])
    engine.dispose()


def members(store: Store, count: int) -> int:
    """A workspace with consultants and an infobox channel that all of them read; the first member is admin."""
    namer = Namer.seeded(7)
    people = [
        Person(
            slack_user=f"U{number:05}",
            name=f"{namer.first()} {namer.last()}",
            email=f"m{number}@agency.example",
            runs_slack=number == 1,
        )
        for number in range(1, count + 1)
    ]
    employ = update(member).where(member.c.role == "none").values(role="consultant")
    workspace = found_workspace(store, team="T0BENCH", name="Agence Léman", bot_user="U0CARNET")
    with store.begin(workspace) as session:
        keep_people(session, people)
        session.execute(employ)
        readers = [one.slack_user for one in people]
        keep_channel(session, "C0INFOBOX", name="infobox", open_to_members=True, readers=readers, now=START)
        set_infobox(session, "C0INFOBOX")
    return workspace


def _clients(loader: Loader, count: int) -> None:
    names = ("id", "kind", "number", "name", "owner_id", "company_id", "created_at")
    loader.load("record", names, rows.record_rows(count, loader.moment))
    loader.load("company", ("id", *COMPANY), rows.detail_rows(count, RecordKind.COMPANY, COMPANY))
    loader.load("contact", ("id", *CONTACT), rows.detail_rows(count, RecordKind.CONTACT, CONTACT))
    # Sorted first, since a tree that grows in order is built several times faster.
    columns = ("word", "record_id", "kind", "owner_id", "fellows")
    listed = ", ".join(("workspace_id", *columns))
    loader.run(f"CREATE TABLE stage AS SELECT {listed} FROM word")  # noqa: S608 - our own names
    loader.load("stage", columns, rows.word_rows(count))
    loader.run(f"INSERT INTO word ({listed}) SELECT {listed} FROM stage ORDER BY word, record_id")  # noqa: S608 - our own names
    loader.run("DROP TABLE stage")


def _entries(loader: Loader, count: int) -> None:
    moment = loader.moment
    names = ("id", "action", "version", "author_id", "responsible_id", "occurred_at", "created_at", "body", "data")
    loader.load("entry", names, rows.entry_rows(count, moment))
    loader.load("subject", ("entry_id", "record_id", "occurred_at"), rows.subject_rows(count, moment))
    loader.load("participant", ("entry_id", "member_id"), rows.participant_rows(count))
    names = ("id", "entry_id", "author_id", "at", "body", "source")
    loader.load("comment", names, rows.comment_rows(count, moment))


@contextmanager
def _without_indexes(engine: Engine) -> Iterator[None]:
    """Drop the large tables' indexes and make them again afterwards."""
    indexes = [index for table in LARGE for index in table.indexes]
    for index in indexes:
        index.drop(engine)
    yield
    for index in indexes:
        index.create(engine)


@contextmanager
def _loader(store: Store) -> Iterator[Loader]:
    if store.sqlite:
        with SQLiteLoader(str(store.url.database)) as loader:
            yield loader
    else:
        with PostgreSQLLoader(store.url.set(drivername="postgresql").render_as_string(hide_password=False)) as loader:
            yield loader


class SQLiteLoader:
    """Rows by executemany; nothing is synced before the end, since a spoilt file is simply filled again."""

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)

    def __enter__(self) -> Self:
        for statement in ("PRAGMA synchronous=OFF", "PRAGMA cache_size=-262144", "BEGIN"):
            self.run(statement)
        return self

    def __exit__(self, *_: object) -> None:
        self.run("COMMIT")
        self._connection.close()

    def moment(self, when: datetime) -> str:
        return when.strftime("%Y-%m-%d %H:%M:%S.%f")

    def load(self, table: str, columns: Iterable[str], found: Iterable[rows.Row]) -> None:
        names = ["workspace_id", *columns]
        blanks = ", ".join([str(WORKSPACE), *("?" for _ in names[1:])])
        self._connection.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({blanks})", found)  # noqa: S608 - our own names

    def run(self, statement: str) -> None:
        self._connection.execute(statement)


class PostgreSQLLoader:
    """Rows by COPY, as superuser: policies and foreign keys are not looked at."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)

    def __enter__(self) -> Self:
        self.run("SET session_replication_role = replica")
        return self

    def __exit__(self, *_: object) -> None:
        self.run("VACUUM ANALYZE")
        self._connection.close()

    def moment(self, when: datetime) -> str:
        return when.isoformat()

    def load(self, table: str, columns: Iterable[str], found: Iterable[rows.Row]) -> None:
        names = ", ".join(("workspace_id", *columns))
        statement = f"COPY {table} ({names}) FROM STDIN"
        with self._connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            for row in found:
                copy.write_row((WORKSPACE, *row))

    def run(self, statement: str) -> None:
        self._connection.execute(statement.encode())
