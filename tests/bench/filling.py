"""Filling a database set-wise: by COPY or executemany, with keys that nobody checks and indexes that come last."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from typing import Protocol, Self

import psycopg
from sqlalchemy import update
from sqlalchemy.schema import CreateIndex, DropIndex

from crm.directory import Person, found_workspace, keep_channel, keep_people, set_infobox
from crm.domain.clients import RecordKind
from crm.store import spellings, texts
from crm.store.base import Store
from crm.store.tables import (
    comment,
    company,
    contact,
    entry,
    entry_words,
    member,
    participant,
    record,
    subject,
    word,
)
from crm.store.tables.texts import BLOCK
from tests.bench import notes, rows
from tests.bench.names import Namer
from tests.bench.rows import MEMBERS, START

WORKSPACE = 1
LEXEMES = "ix_entry_words_lexemes"
LARGE = (record, company, contact, word, entry, subject, participant, comment, entry_words)
COMPANY = ("city", "phone")
RECORD = ("id", "kind", "number", "name", "owner_id", "company_id", "status", "created_at")
WORD = ("word", "record_id", "kind", "owner_id", "fellows")
PIECE = 20_000  # clients at a time
NAMED = 50_000  # clients after whom no new name comes
CONTACT = ("first_name", "last_name", "function", "phone", "email")


class Loader(notes.Writer, Protocol):
    def moment(self, when: datetime) -> str: ...
    def load(self, table: str, columns: Iterable[str], found: Iterable[rows.Row]) -> None: ...
    def search(self) -> None: ...


def fill(store: Store, clients: int, entries: int) -> None:
    """So many clients and entries, on tables without rows."""
    members(store, MEMBERS)
    store.engine.dispose()
    with loading(store) as loader:
        indexes = [index for table in LARGE for index in table.indexes]
        for index in indexes:
            loader.run(str(DropIndex(index).compile(store.engine)))
        _clients(loader, clients)
        _entries(loader, entries)
        for index in indexes:
            _say(f"index {index.name}")
            loader.run(str(CreateIndex(index).compile(store.engine)))
        _say("text search")
        loader.search()
        numbers = {"record": clients, "company": clients, "contact": clients, "entry": entries, "comment": entries}
        loader.load("counter", ("kind", "next"), [(kind, number + 1) for kind, number in numbers.items()])
    _spell(store, clients)


def _batched(some: Iterator[rows.Client], size: int) -> Iterator[list[rows.Client]]:
    while piece := list(islice(some, size)):
        yield piece


def _say(what: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} {what}", flush=True)  # noqa: T201 - a program's word


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
    # Words are sorted first, since a tree that grows in order is built several times faster.
    listed = ", ".join(("workspace_id", *WORD))
    loader.run(f"CREATE TABLE stage AS SELECT {listed} FROM word")  # noqa: S608 - our own names
    for some in _batched(rows.clients(count), PIECE):
        loader.load("record", RECORD, rows.record_rows(some, loader.moment))
        loader.load("company", ("id", *COMPANY), rows.detail_rows(some, RecordKind.COMPANY, COMPANY))
        loader.load("contact", ("id", *CONTACT), rows.detail_rows(some, RecordKind.CONTACT, CONTACT))
        loader.load("stage", WORD, rows.word_rows(some))
    _say("words of clients")
    loader.run(f"INSERT INTO word ({listed}) SELECT {listed} FROM stage ORDER BY word, record_id")  # noqa: S608 - our own names
    loader.run("DROP TABLE stage")


def _entries(loader: Loader, count: int) -> None:
    """From a few notes that the database has at hand, with the types of the columns that they go to."""
    said = min(notes.NOTES, count)
    columns = ("id", "body", "answer", "words", "together")
    loader.run(
        "CREATE TABLE note AS SELECT entry.workspace_id, id, body, body AS answer, words, words AS together "
        "FROM entry, entry_words"
    )
    loader.load("note", columns, notes.note_rows(said))
    loader.run("CREATE UNIQUE INDEX ix_note ON note (id)")
    for written in notes.write(loader, count, said):
        _say(f"{written:,} entries")
    loader.run("DROP TABLE note")


def _spell(store: Store, count: int) -> None:
    """Typing errors in the names of clients."""
    known = sorted({row[0] for row in rows.word_rows(rows.clients(min(count, NAMED))) if row[0].isalpha()})
    with store.begin(WORKSPACE, background=True) as session:
        for start in range(0, len(known), spellings.CHUNK):
            spellings.index(session, known[start : start + spellings.CHUNK])


@contextmanager
def loading(store: Store) -> Iterator[Loader]:
    if store.sqlite:
        with SQLiteLoader(str(store.url.database)) as loader:
            yield loader
    else:
        with PostgreSQLLoader(store.url.set(drivername="postgresql").render_as_string(hide_password=False)) as loader:
            yield loader


class SQLiteLoader:
    """Rows by executemany; nothing is synced or can be rolled back, since a spoilt file is simply filled again."""

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)

    def __enter__(self) -> Self:
        for statement in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-524288", "temp_store=FILE"):
            self.run(f"PRAGMA {statement}")
        self.run("BEGIN")
        return self

    def __exit__(self, *_: object) -> None:
        self.run("COMMIT")
        self.run("PRAGMA journal_mode=WAL")
        self._connection.close()

    def moment(self, when: datetime) -> str:
        return when.strftime("%Y-%m-%d %H:%M:%S.%f")

    def at(self, seconds: str) -> str:
        return f"strftime('%Y-%m-%d %H:%M:%S.000000', {seconds}, 'unixepoch')"

    def json(self, text: str) -> str:
        return text

    def load(self, table: str, columns: Iterable[str], found: Iterable[rows.Row]) -> None:
        names = ["workspace_id", *columns]
        blanks = ", ".join([str(WORKSPACE), *("?" for _ in names[1:])])
        self._connection.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({blanks})", found)  # noqa: S608 - our own names

    def search(self) -> None:
        mark = f"' ' || workspace_id || '-' || (entry_id >> {BLOCK}) || '-'"
        row = f"workspace_id << {texts.ROOM} | entry_id, ltrim(replace(rtrim(words), ' ', {mark}))"
        self.run(f"INSERT INTO entry_search (rowid, lexemes) SELECT {row} FROM entry_words ORDER BY entry_id")  # noqa: S608 - our own names

    def run(self, statement: str) -> None:
        self._connection.execute(statement)


class PostgreSQLLoader:
    """Rows by COPY, as superuser: policies and foreign keys are not looked at."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)

    def __enter__(self) -> Self:
        for setting in (
            "session_replication_role = replica",
            "synchronous_commit = off",
            "maintenance_work_mem = '1GB'",
            "work_mem = '256MB'",
        ):
            self.run(f"SET {setting}")
        # Only the database writes an expression as it will be compared, so it is asked how the index is made.
        self._lexemes = self._ask(f"SELECT indexdef FROM pg_indexes WHERE indexname = '{LEXEMES}'")  # noqa: S608 - our own names
        self.run(f"DROP INDEX {LEXEMES}")
        return self

    def __exit__(self, *_: object) -> None:
        self.run("VACUUM ANALYZE")
        self._connection.close()

    def moment(self, when: datetime) -> str:
        return when.isoformat()

    def at(self, seconds: str) -> str:
        return f"to_timestamp({seconds})"

    def json(self, text: str) -> str:
        return f"({text})::jsonb"

    def load(self, table: str, columns: Iterable[str], found: Iterable[rows.Row]) -> None:
        names = ", ".join(("workspace_id", *columns))
        statement = f"COPY {table} ({names}) FROM STDIN"
        with self._connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            for row in found:
                copy.write_row((WORKSPACE, *row))

    def search(self) -> None:
        self.run(self._lexemes)

    def run(self, statement: str) -> None:
        self._connection.execute(statement.encode())

    def _ask(self, question: str) -> str:
        found = self._connection.execute(question.encode()).fetchone()
        assert found
        return str(found[0])
