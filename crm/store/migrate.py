"""Bring the tables to the newest shape, or back; run by ``carnet migrate`` as the owner of the tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.exc import ProgrammingError

from crm.store import statistics
from crm.store.base import APP_ROLE, Store
from crm.store.tables import metadata

HERE = Path(__file__).parent / "migrations"
# Any number; it makes two machines that start at once migrate one after the other.
LOCK = 7_206_301


def upgrade(store: Store, revision: str = "head") -> None:
    """Migrate up; on PostgreSQL the application's role is made and given its rights, too."""
    with _as_owner(store) as connection:
        if not store.sqlite:
            connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
            _make_role(connection)
        command.upgrade(_config(connection), revision)
        if store.sqlite:
            statistics.tell(connection)
        else:
            _grant(connection)
    store.dispose()


def downgrade(store: Store, revision: str = "base") -> None:
    with _as_owner(store) as connection:
        command.downgrade(_config(connection), revision)


def current(store: Store) -> str | None:
    with store.outside() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    return ScriptDirectory(str(HERE)).get_current_head()


@contextmanager
def _as_owner(store: Store) -> Iterator[Connection]:
    """A connection without the application's role: only the owner of the tables may change them."""
    engine = store.engine if store.sqlite else create_engine(store.url)
    try:
        with engine.connect() as connection:
            yield connection
            connection.commit()
    finally:
        engine.dispose()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["connection"] = connection
    return config


def _make_role(connection: Connection) -> None:
    try:
        with connection.begin_nested():
            if not connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": APP_ROLE}).first():
                connection.execute(text(f"CREATE ROLE {APP_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS"))
            connection.execute(text(f"GRANT {APP_ROLE} TO CURRENT_USER"))
    except ProgrammingError as exc:
        raise PermissionError(
            f"The database user may not create the role {APP_ROLE}. Let an administrator run: "
            f"CREATE ROLE {APP_ROLE} NOLOGIN; GRANT {APP_ROLE} TO <this user>;"
        ) from exc


def _grant(connection: Connection) -> None:
    connection.execute(text(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}"))
    standing = set(inspect(connection).get_table_names())
    for table in metadata.sorted_tables:
        if table.name in standing:
            connection.execute(text(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table.name} TO {APP_ROLE}"))
    connection.execute(text(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE}"))
    connection.execute(text(f"GRANT SELECT ON alembic_version TO {APP_ROLE}"))
