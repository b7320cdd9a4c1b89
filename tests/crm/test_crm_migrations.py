"""Migrations: every step up and down on both databases, and their end is what the tables in the code say."""

from __future__ import annotations

import os
from itertools import pairwise

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from crm.store import migrate, shape
from crm.store.base import APP_ROLE, Store
from crm.store.tables import metadata

FENCED = {table.name for table in metadata.sorted_tables if table.info.get("fenced")}
# SQLite's full-text table with those that it keeps for it, and PostgreSQL's index over an expression.
FULL_TEXT = ("entry_search", "ix_entry_words_lexemes")
STEPS = sorted(path.name.partition("_")[0] for path in shape.VERSIONS.glob("[0-9]*.py"))


@pytest.fixture
def bare(databases):
    """A database without any table."""
    with databases.empty() as url:
        store = Store(url)
        yield store
        store.dispose()


def tables(store: Store) -> set[str]:
    with store.outside() as connection:
        found = set(inspect(connection).get_table_names()) - {"alembic_version"}
    return {name for name in found if not name.startswith(FULL_TEXT)}


def in_the_code(name, _kind, _parents):
    return not (name or "").startswith(FULL_TEXT)


def differences(store: Store) -> list[object]:
    with store.engine.connect() as connection:
        # SQLite tells of the default '' in a way that Alembic takes for another.
        asked = {"compare_type": True, "compare_server_default": not store.sqlite, "include_name": in_the_code}
        context = MigrationContext.configure(connection, opts=asked)
        return compare_metadata(context, metadata)


@pytest.mark.unwatched
def test_every_step_goes_up_and_down_again(bare):
    seen = [tables(bare)]
    for step in STEPS:
        migrate.upgrade(bare, step)
        assert migrate.current(bare) == step
        seen.append(tables(bare))
    assert all(before <= after for before, after in pairwise(seen))
    for step, before in zip(("base", *STEPS[:-1]), seen, strict=False):
        migrate.downgrade(bare, step)
        assert tables(bare) == before
        migrate.upgrade(bare)
    assert differences(bare) == []
    assert migrate.current(bare) == migrate.newest() == STEPS[-1]


def test_the_migrated_tables_are_those_that_the_code_names(store):
    assert differences(store) == []
    assert tables(store) == {table.name for table in metadata.sorted_tables}


def test_migrating_twice_changes_nothing(store):
    migrate.upgrade(store)
    assert differences(store) == []


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
def test_a_user_who_may_not_give_the_application_its_role_is_told_the_cure(store, database_url):
    plain = f"plain_{os.getpid()}"
    with psycopg.connect(database_url, autocommit=True) as owner:
        owner.execute(f"CREATE ROLE {plain} LOGIN")
        theirs = Store(database_url.replace("postgres:", f"{plain}:", 1))
        with pytest.raises(PermissionError, match=f"Let an administrator run: CREATE ROLE {APP_ROLE}"):
            migrate.upgrade(theirs)
        theirs.dispose()
        owner.execute(f"DROP ROLE {plain}")


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
def test_every_fenced_table_has_its_policy_and_no_other(store):
    with store.outside() as connection:
        walls = connection.execute(
            text(
                "SELECT relname FROM pg_class JOIN pg_policies ON tablename = relname "
                "WHERE relrowsecurity AND relforcerowsecurity AND qual LIKE '%carnet.workspace%' AND with_check = qual"
            )
        )
        assert set(walls.scalars()) == FENCED
        assert connection.execute(text("SELECT current_user")).scalar() == APP_ROLE


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
def test_the_application_s_role_owns_nothing_and_passes_no_policy_by(store):
    with store.outside() as connection:
        role = connection.execute(
            text("SELECT rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = :role"), {"role": APP_ROLE}
        ).one()
        owned = connection.execute(
            text("SELECT count(*) FROM pg_tables WHERE tableowner = :role"), {"role": APP_ROLE}
        ).scalar()
    assert (tuple(role), owned) == ((False, False, False), 0)
