"""The second wall: what PostgreSQL itself refuses to the application's role, whatever statement reaches it."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from crm.store.tables import metadata
from tests.factories import agency
from tests.fence_guard import TRESPASS

pytestmark = pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
FENCED = [table for table in metadata.sorted_tables if table.info.get("fenced")]
REFUSED = "row-level security"


@pytest.fixture
def two(store):
    mine, other = agency(store), agency(store, team="T0BERN")
    for one in (mine, other):
        one.entry(clients=("elodie",), participants=["paul"])
    return mine, other


@contextmanager
def raw(store, workspace=None):
    """A connection of the application's, on which nothing but the database itself is in the way."""
    with store.engine.connect().execution_options(**{TRESPASS: True}) as connection:
        if workspace is not None:
            connection.execute(text("SELECT set_config('carnet.workspace', :one, true)"), {"one": str(workspace)})
        yield connection
        connection.rollback()


def counts(connection):
    return {
        table.name: connection.execute(text(f"SELECT count(*) FROM {table.name}")).scalar()  # noqa: S608 - our own names
        for table in FENCED
    }


def test_without_a_workspace_nothing_is_there(two):
    mine, _other = two
    with raw(mine.store) as connection:
        assert set(counts(connection).values()) == {0}
        row = "INSERT INTO role (workspace_id, name, grants) VALUES (1, 'thief', '{}')"
        with pytest.raises(DBAPIError, match=REFUSED):
            connection.execute(text(row))


def test_the_workspace_ends_with_the_transaction(two):
    mine, _other = two
    with mine.store.engine.connect().execution_options(**{TRESPASS: True}) as connection:
        connection.execute(text("SELECT set_config('carnet.workspace', '1', true)"))
        assert connection.execute(text("SELECT count(*) FROM record")).scalar() == 6
        connection.commit()
        assert connection.execute(text("SELECT count(*) FROM record")).scalar() == 0


def test_another_workspace_s_rows_cannot_be_read_joined_changed_or_deleted(two):
    mine, other = two
    theirs = {"theirs": other.workspace}
    with raw(mine.store, mine.workspace) as connection:
        assert counts(connection)["record"] == 6
        for table in FENCED:
            found = connection.execute(text(f"SELECT 1 FROM {table.name} WHERE workspace_id = :theirs"), theirs)  # noqa: S608 - our own names
            assert found.all() == [], table.name
            gone = connection.execute(text(f"DELETE FROM {table.name} WHERE workspace_id = :theirs"), theirs)  # noqa: S608 - our own names
            assert gone.rowcount == 0, table.name
        joined = (
            "SELECT other.name FROM record LEFT JOIN record AS other ON other.id = record.id "
            "AND other.workspace_id <> record.workspace_id"
        )
        assert set(connection.execute(text(joined)).scalars()) == {None}
        changed = "UPDATE record SET name = 'mine now' WHERE workspace_id = :theirs"
        assert connection.execute(text(changed), theirs).rowcount == 0


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO role (workspace_id, name, grants) VALUES (:theirs, 'thief', '{}')",
        "UPDATE role SET workspace_id = :theirs WHERE name = 'reader'",
        "INSERT INTO source (workspace_id, source, result, at) SELECT :theirs, 'x', 'E-1', now() FROM record",
        "COPY role (workspace_id, name, grants) FROM STDIN",
    ],
    ids=lambda statement: statement.split()[0].lower() + str(len(statement)),
)
def test_no_row_can_be_written_into_another_workspace(two, statement):
    mine, other = two
    with raw(mine.store, mine.workspace) as connection, pytest.raises(DBAPIError, match=f"{REFUSED}|not supported"):
        connection.execute(text(statement), {"theirs": other.workspace} if ":theirs" in statement else {})


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE record DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE record NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY own_workspace ON record",
        "TRUNCATE record CASCADE",
        "DELETE FROM alembic_version",
    ],
)
def test_the_application_cannot_take_the_wall_down(two, statement):
    mine, _other = two
    with raw(mine.store, mine.workspace) as connection, pytest.raises(DBAPIError, match=r"must be owner|permission"):
        connection.execute(text(statement))
