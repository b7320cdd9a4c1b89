"""How often the database is asked, and what becomes of statements that are sent ahead."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import IntegrityError

from crm.store.tables import source
from crm.store.troubles import Overtaken
from tests.factories import NOW


@contextmanager
def statements(store):
    """The statements that are sent while the block runs, numbers taken in blocks left out."""
    seen = []

    def note(_connection, _cursor, statement, *_):
        if not statement.startswith("UPDATE counter"):
            seen.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    yield seen
    event.remove(store.engine, "before_cursor_execute", note)


def test_an_action_sends_as_many_statements_however_many_it_names(agency):
    agency.entry(clients=["elodie"], participants=["theo"])
    with statements(agency.store) as few:
        agency.entry(clients=["elodie"], participants=["theo"])
    with statements(agency.store) as many:
        agency.entry(clients=["elodie", "hans", "other_elodie"], participants=["theo", "paul", "lena"])
    assert len(many) == len(few)


def test_a_card_is_read_by_as_many_statements_however_many_entries_it_shows(agency):
    agency.entry(clients=["acme"], participants=["theo"])
    with statements(agency.store) as few:
        agency.card("acme")
    for _ in range(25):
        entry = agency.entry(clients=["acme", "kern"], participants=["theo", "paul"])
        agency.perform("comment", by="theo", entry=entry, text="Thank you.")
    with statements(agency.store) as many:
        agency.card("acme")
    assert len(many) == len(few)


def mails(agency, *names):
    """Write down that some mails came in, in one transaction."""
    with agency.begin() as session:
        for name in names:
            session.insert(source, [{"source": f"mail:{name}", "result": "E-1", "at": NOW}])
        if "nonsense" in names:
            raise ValueError("not a mail")


def known(agency):
    with agency.read() as session:
        return [row.source for row in session.rows(select(source).where(source.c.source.like("mail:%")))]


def test_an_error_of_a_statement_sent_ahead_undoes_all_and_spoils_nothing(agency):
    mails(agency, "one")
    with pytest.raises((IntegrityError, Overtaken)):
        mails(agency, "two", "one", "three")
    assert known(agency) == ["mail:one"]
    assert agency.entry().startswith("E-")


def test_a_transaction_that_is_given_up_gives_its_connection_back_clean(agency):
    for _ in range(20):
        with pytest.raises(ValueError, match="not a mail"):
            mails(agency, "two", "nonsense")
    assert known(agency) == []
