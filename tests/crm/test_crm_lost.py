"""The database goes away in the middle: a kind refusal or a second try, and nothing half-written."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager

import psycopg
import pytest
from sqlalchemy import event, select

from crm.domain.errors import Busy
from crm.store.base import Store
from crm.store.tables import delivery, entry, source, subject

on_postgresql = pytest.mark.parametrize("databases", ["postgresql"], indirect=True)


def everything(agency):
    """What an action writes."""
    with agency.read() as session:
        return [len(session.rows(select(table))) for table in (entry, subject, source, delivery)]


def kill(url, whose="pid <> pg_backend_pid()", until=0):
    """Cut connections of this database, as a restarted server does; wait until so many are as described."""
    asked = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND "
    with psycopg.connect(url, autocommit=True) as connection:
        while connection.execute(asked + whose).rowcount < until:
            pass


@contextmanager
def cut(store, url, at, times):
    """Our own connection is cut when a statement begins so, a few times."""
    done = []

    def strike(_connection, cursor, statement, *_):
        if statement.startswith(at) and len(done) < times:
            done.append(statement)
            kill(url, f"pid = {cursor.connection.info.backend_pid}")

    event.listen(store.engine, "before_cursor_execute", strike)
    yield done
    event.remove(store.engine, "before_cursor_execute", strike)


@on_postgresql
def test_connections_that_were_cut_while_nobody_used_them_are_nobody_s_trouble(agency, database_url):
    agency.entry()
    kill(database_url)
    assert agency.entry().startswith("E-")


@on_postgresql
@pytest.mark.parametrize("at", ["INSERT INTO entry", "INSERT INTO delivery", "SELECT source"])
def test_an_action_whose_connection_is_cut_is_done_once_at_the_second_try(agency, database_url, at):
    before = everything(agency)
    with cut(agency.store, database_url, at, times=1) as done:
        assert agency.entry(participants=["paul"]).startswith("E-")
    assert len(done) == 1
    assert [now - then for now, then in zip(everything(agency), before, strict=True)] == [1, 1, 1, 2]


@on_postgresql
@pytest.mark.parametrize("at", ["INSERT INTO entry", "INSERT INTO delivery", "SELECT source"])
def test_a_database_that_stays_away_is_a_kind_refusal_and_nothing_is_half_written(agency, database_url, at):
    before = everything(agency)
    with cut(agency.store, database_url, at, times=99) as done, pytest.raises(Busy):
        agency.entry(participants=["paul"])
    assert len(done) == 2
    assert everything(agency) == before
    assert agency.entry().startswith("E-")


@on_postgresql
def test_a_commit_whose_answer_is_lost_is_not_done_again(agency, database_url):
    """The source tells the second try that the first one arrived."""
    struck = []

    def commit_and_go(connection):
        """The server commits; then the connection is cut before anybody has read its answer."""
        driver = connection.connection.driver_connection
        if driver.info.pipeline_status and not struck:
            struck.append(driver.info.backend_pid)
            driver.pgconn.send_query_params(b"COMMIT", None)
            driver.pgconn.pipeline_sync()
            driver.pgconn.flush()
            kill(database_url, f"pid = {struck[0]} AND state = 'idle'", until=1)

    before = everything(agency)
    event.listen(agency.store.engine, "commit", commit_and_go)
    done = agency.perform("info", by="emma", clients=["acme"], note="Rappelé.")
    event.remove(agency.store.engine, "commit", commit_and_go)
    assert (done.repeat, len(struck)) == (True, 1)
    assert [now - then for now, then in zip(everything(agency), before, strict=True)] == [1, 1, 1, 1]


@on_postgresql
def test_a_server_that_is_not_there_is_a_kind_refusal(database_url):
    store = Store(database_url.replace("?host=", "?host=/nowhere"))
    with pytest.raises(Busy), store.read(1):
        pass
    store.dispose()


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_file_that_another_process_writes_for_too_long_is_a_kind_refusal(agency, database_url):
    before = everything(agency)
    with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy):
            agency.entry()
        assert everything(agency) == before
        other.execute("ROLLBACK")
    assert agency.entry().startswith("E-")
