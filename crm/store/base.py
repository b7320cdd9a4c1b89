"""The engine, and sessions opened for one workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from crm.domain.errors import Busy
from crm.store import ahead, cache, troubles
from crm.store.numbers import Numbers
from crm.store.session import Session
from crm.store.turns import PATIENCE, Turns

APP_ROLE = "carnet_app"
POOL_TIMEOUT = 1.0  # seconds
log = structlog.get_logger()


class Store:
    """Where the workspace's rows live: SQLite for one machine, PostgreSQL for more."""

    def __init__(self, url: str, *, threads: int = 12, engine: Engine | None = None) -> None:
        """``engine`` is one that an earlier store of the same address has left: it knows its statements already."""
        self.url = make_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        if not self.sqlite and self.url.get_driver_name() in {"psycopg2", ""}:
            self.url = self.url.set(drivername="postgresql+psycopg")
        self.engine = engine or _engine(self.url, self.sqlite, threads)
        self.numbers = Numbers(self.engine)
        self.on_commit: list[Callable[[], None]] = []
        self.on_owed: list[Callable[[], None]] = []
        self._turns = Turns()

    @contextmanager
    def begin(self, workspace: int, *, background: bool = False, patience: float = PATIENCE) -> Iterator[Session]:
        """A transaction that may write. It commits when the block ends and rolls back when it raises."""
        with (
            self._turn(background=background, patience=patience),
            self._connection("write", workspace, patience) as connection,
            self._sending(connection),
        ):
            session = Session(connection, workspace, self.numbers)
            yield session
            connection.commit()
        for done in (*self.on_commit, *(self.on_owed if session.owes else ())):
            done()

    @contextmanager
    def read(self, workspace: int) -> Iterator[Session]:
        """A transaction that only reads; on SQLite it never waits for a writer."""
        with self._connection("read", workspace) as connection:
            yield Session(connection, workspace, self.numbers)
            # Nothing was written; but at a rollback psycopg forgets all statements it has prepared.
            connection.commit()

    @contextmanager
    def outside(self, *, write: bool = False, background: bool = True, patience: float = 10.0) -> Iterator[Connection]:
        """No workspace: only the tables without a policy (directory, queue, lanes) show anything here."""
        with (
            self._turn(background=background, patience=patience, wanted=write),
            self._connection("write" if write else "read") as connection,
        ):
            yield connection
            connection.commit()

    @contextmanager
    def _turn(self, *, background: bool, patience: float, wanted: bool = True) -> Iterator[None]:
        if self.sqlite and wanted:
            with self._turns.turn(background=background, patience=patience):
                yield
        else:
            yield

    @contextmanager
    def _connection(
        self, purpose: str, workspace: int | None = None, patience: float = PATIENCE
    ) -> Iterator[Connection]:
        """A connection of the pool; a store that does not answer is told to people as busy, not as a bug."""
        try:
            with self.engine.connect() as connection:
                yield connection.execution_options(carnet=purpose, carnet_workspace=workspace, carnet_patience=patience)
        except PoolTimeout as exc:
            raise Busy from exc
        except DBAPIError as exc:
            told = troubles.meaning(exc)
            if told is None:
                raise
            log.warning("store.troubled", error=type(exc.orig).__name__, told=type(told).__name__)
            raise told from exc

    def _sending(self, connection: Connection) -> AbstractContextManager[None]:
        return nullcontext() if self.sqlite else ahead.sending(connection)

    def dispose(self) -> None:
        self.engine.dispose()


def _engine(url: Any, sqlite: bool, threads: int) -> Engine:  # noqa: FBT001 - a private choice of two
    if sqlite:
        if url.database and url.database != ":memory:":
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        # The last one given back is taken first: its pages are still true, another's would be read again at every turn.
        engine = create_engine(url, pool_size=threads, max_overflow=0, pool_timeout=POOL_TIMEOUT, pool_use_lifo=True)
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _sqlite_begin)
        return engine
    engine = create_engine(
        url, pool_size=threads, max_overflow=4, pool_timeout=POOL_TIMEOUT, connect_args={"connect_timeout": 2}
    )
    event.listen(engine, "connect", _postgresql_connect)
    event.listen(engine, "begin", _postgresql_begin)
    ahead.listen(engine)
    return engine


def _sqlite_connect(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # transactions are begun below, not guessed by the driver
    # Each connection keeps pages of its own, until another writes; the system keeps those of the file for all of them.
    pages = f"cache_size=-{cache.USUAL}"
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=2000", pages):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begin(connection: Connection) -> None:
    # A transaction that begins as a reader and then writes can fail at once when another wrote in between.
    purpose = connection.get_execution_options().get("carnet", "write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if purpose == "write" else "BEGIN")


def _postgresql_connect(connection: Any, _: Any) -> None:
    """Policies do not hold for owners and superusers, so sessions act as a role that is neither."""
    connection.autocommit = True  # transactions are begun below, together with their settings
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (APP_ROLE,))
        if cursor.fetchone():
            cursor.execute(f"SET ROLE {APP_ROLE}")


def _postgresql_begin(connection: Connection) -> None:
    """The transaction's workspace, which policies look at, and how long a statement may take, in one round trip."""
    options = connection.get_execution_options()
    statement = "BEGIN"
    if options.get("carnet_workspace") is not None:
        statement += f"; SET LOCAL carnet.workspace = '{options['carnet_workspace']:d}'"
        statement += f"; SET LOCAL statement_timeout = {options['carnet_patience'] * 1000:.0f}"
    connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
