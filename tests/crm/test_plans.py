"""Statements that people wait for find their rows by an index, as the application's role on PostgreSQL, too."""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import event, select

from crm.domain.filters import Filters
from crm.domain.sought import Sought
from crm.store import home as home_store
from crm.store.tables import word
from crm.views import clients, duplicates, home, listing, searching
from crm.views.removals import what_goes
from tests.factories import NOW

WAITED_FOR = {
    "a note": lambda agency: agency.entry(clients=["elodie", "kern"], participants=["theo", "L-1"]),
    "a card": lambda agency: agency.card("acme"),
    "one letter": lambda agency: typed(agency, "m"),
    "a word with an error": lambda agency: typed(agency, "hopitla", forgiving=True),
    "two words": lambda agency: typed(agency, "mül hans"),
    "a word among my own": lambda agency: typed(agency, "mül", by="emma", permission="status"),
    "two words among my group's": lambda agency: typed(agency, "el mul", by="paul", permission="status"),
    "words of a card": lambda agency: looked(agency, words="call back", action="info", since="2020-01-01"),
    "words of all notes": lambda agency: searched(agency, "call back"),
    "words of my clients' notes": lambda agency: searched(agency, "call", by="emma"),
    "the list": lambda agency: listed(agency, Filters()),
    "a list of mine": lambda agency: listed(agency, Filters(owner="me", active=True)),
    "a list of a group": lambda agency: listed(agency, Filters(status="client"), by="paul"),
    "a list of a town": lambda agency: listed(agency, Filters(city="Delémont", older=30)),
    "who looks like a client": lambda agency: asked(agency, duplicates.of),
    "what goes with a client": lambda agency: asked(agency, lambda session, _, record: what_goes(session, record, NOW)),
    "an old number": lambda agency: agency.suggest("CMP-99", by="nadia"),
    "a deletion": lambda agency: agency.perform("delete", by="nadia", client="elodie", name="Élodie Müller"),
    "a merging": lambda agency: agency.perform("merge", by="nadia", client="acme", **{"with": "kern"}),
    "Home": lambda agency: at_home(agency, "emma"),
    "Home of who sees their own": lambda agency: at_home(agency, "emma", view="own"),
    "a list of a word": lambda agency: listed(agency, Filters(words="mul", status="client")),
}
# A list of a few lines, and the tree of an agency's people: always read whole.
SHORT = ("status_option", "member")


def asked(agency, question):
    """Something about a company, for somebody."""
    reader, record = agency.member("nadia"), agency.record("acme")
    with agency.read() as session:
        return question(session, reader, record)


def typed(agency, text, *, by="nadia", permission="view", forgiving=False):
    reader = agency.member(by, permission)
    with agency.read() as session:
        return clients.suggest(session, reader, text, permission=permission, forgiving=forgiving)


def looked(agency, **sought):
    reader = agency.member("nadia")
    with agency.read() as session:
        return clients.card(session, reader, agency.record("acme").number, sought=Sought(**sought))


def searched(agency, words, *, by="nadia"):
    agency.entry(note="Called back")
    if by == "emma":
        agency.set_role("own", {"view": "own"})
        agency.set_member(by, role="own")
    reader = agency.member(by)
    with agency.read() as session:
        return searching.found(session, reader, words)


def at_home(agency, key, **grants):
    agency.entry(by="paul", clients=["acme"], when=(NOW + timedelta(hours=1)).isoformat())
    agency.set_role("other", {"info": "all", "view": "all", **grants})
    agency.set_member(key, role="other")
    reader = agency.member(key)
    with agency.read() as session:
        return home.home(session, reader, NOW), home_store.mark(session)


def listed(agency, filters, *, by="nadia"):
    reader = agency.member(by)
    with agency.read() as session:
        return listing.page(session, reader, filters, now=NOW), listing.count(session, reader, filters, now=NOW)


@contextmanager
def looked_up(store):
    """The statements that read, with their parameters."""
    seen = []

    def note(_connection, _cursor, statement, parameters, *_):
        # The highest number of all is read off the end of its index, which no plan says.
        if statement.startswith(("SELECT", "UPDATE")) and not statement.startswith("SELECT max("):
            seen.append((statement, parameters))

    event.listen(store.engine, "before_cursor_execute", note)
    yield seen
    event.remove(store.engine, "before_cursor_execute", note)


def plan(connection, statement, parameters):
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return [row.detail for row in rows]
    # A handful of rows is quicker read whole; this asks what there would be for a million.
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    return [row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)]


# PostgreSQL's planner knows of no million here, but policies show: what is not leakproof stays out of the index.
WALK = re.compile(
    r"SCAN (?P<scanned>\w+)"
    r"|SEARCH (?P<searched>\w+) USING .*\(workspace_id=\?\)$"
    r"|.*Seq Scan on (?P<walked>\w+)"
    r"|.* on (?P<filtered>word)(?: \w+)?  \(cost.*\n +Index Cond: \(workspace_id = '\d+'::bigint\)$"
)
# What SQLite's plans call a list that was handed over, a row of nothing, a query within another, and its full text.
NO_TABLE = re.compile(r"json_each|CONSTANT|near|entry_search|anon_\d+")


def walked(lines):
    """The tables of which a plan reads all rows of the workspace."""
    pairs = [f"{line}\n{after}" for line, after in pairwise([*lines, ""])]
    found = [WALK.match(one) for line in pairs for one in (line.split("\n")[0].strip(), line)]
    names = {name for match in found if match for name in match.groups() if name}
    return {name for name in names if name not in SHORT and not NO_TABLE.fullmatch(name)}


@pytest.mark.parametrize("what", WAITED_FOR)
def test_what_a_person_waits_for_reads_no_table_whole(agency, what):
    with looked_up(agency.store) as seen:
        WAITED_FOR[what](agency)
    assert len(seen) >= 3
    with agency.read() as session:
        plans = {statement: plan(session.connection, statement, parameters) for statement, parameters in seen}
    assert {statement: lines for statement, lines in plans.items() if walked(lines)} == {}


def test_a_walk_over_a_table_would_be_noticed(agency):
    with looked_up(agency.store) as seen, agency.read() as session:
        session.rows(select(word.c.record_id).where(word.c.word.like("%ller")))
    [(statement, parameters)] = seen
    with agency.read() as session:
        assert walked(plan(session.connection, statement, parameters)) == {"word"}
