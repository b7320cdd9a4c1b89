"""``perform_many``: one transaction for many calls, each done as if it came alone."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from sqlalchemy import event, select

from crm.actions import ACTIONS
from crm.domain import richtext
from crm.domain.errors import Busy, Refused
from crm.inputs import Item
from crm.perform import TRIES, run_many
from crm.store.tables import change, entry, record, source, subject
from tests.factories import NOW


def changes(agency, key):
    with agency.read() as session:
        mine = select(change).where(change.c.record_id == agency.record(key).id, change.c.field != "record")
        return [(row.field, row.before, row.after) for row in session.rows(mine.order_by(change.c.id))]


@contextmanager
def somebody_faster(store, times):
    """A record's version moves on just before our own change of it."""
    taken = []

    def overtake(_connection, cursor, statement, *_):
        if statement.startswith("UPDATE record SET status") and len(taken) < times:
            taken.append(statement)
            cursor.connection.cursor().execute("UPDATE record SET version = version + 1")

    event.listen(store.engine, "before_cursor_execute", overtake)
    yield taken
    event.remove(store.engine, "before_cursor_execute", overtake)


def status(to, *clients):
    return {"clients": list(clients), "status": to}


def test_two_items_of_one_source_are_done_once(agency):
    note = {"clients": ["acme"], "note": "Rappelé."}
    first, second, other = agency.perform_many(
        "info",
        by="emma",
        items=[(note, "import:7:31"), ({**note, "note": "Autre chose."}, "import:7:31"), (note, "import:7:32")],
    )
    assert richtext.plain(agency.see(first.result).body) == "Rappelé."
    assert (first.repeat, second.repeat, other.repeat) == (False, True, False)
    assert first.result == second.result != other.result
    assert [one.action for one in agency.card("acme").entries].count("info") == 2
    [again] = agency.perform_many("info", by="emma", items=[(note, "import:7:31")])
    assert (again.repeat, again.result) == (True, first.result)


def test_items_that_change_the_same_record_chain_from_old_to_new(agency):
    done = agency.perform_many(
        "status",
        by="nadia",
        items=[
            (status("contacted", "acme"), "import:1"),
            (status("meeting", "acme", "kern"), "import:2"),
            (status("meeting", "acme"), "import:3"),
            (status("contacted", "acme"), "import:4"),
        ],
    )
    assert not any(isinstance(one, Refused) for one in done)
    assert changes(agency, "acme") == [
        ("status", None, "contacted"),
        ("status", "contacted", "meeting"),
        ("status", "meeting", "contacted"),
    ]
    assert changes(agency, "kern") == [("status", None, "meeting")]
    assert (agency.record("acme").status, agency.record("kern").status) == ("contacted", "meeting")
    assert agency.see(done[2].result).changes == ()


def test_a_refused_item_stops_no_other_and_leaves_nothing_behind(agency):
    items = [
        (status("contacted", "acme"), "import:1"),
        (status("meeting", "kern"), "import:2"),  # not emma's
        (status("nonsense", "acme"), "import:3"),
        (status("meeting", "acme"), "import:4"),
    ]
    one, two, three, four = agency.perform_many("status", by="emma", items=items)
    assert [problem.field for problem in two.problems] == ["clients"]
    assert [problem.field for problem in three.problems] == ["status"]
    assert changes(agency, "acme") == [("status", None, "contacted"), ("status", "contacted", "meeting")]
    assert changes(agency, "kern") == []
    with agency.read() as session:
        done = [row.source for row in session.rows(select(source).where(source.c.source.like("import:%")))]
    assert sorted(done) == ["import:1", "import:4"]
    assert one.entry < four.entry


def test_a_new_company_does_not_outlive_the_contact_it_was_refused_with(agency):
    agency.set_role("contacts-of-others", {"view": "all", "add-company": "all", "add-contact": "own"})
    agency.set_member("luc", role="contacts-of-others")
    new = {"first_name": "Aïcha", "last_name": "Nguyễn", "new_company": "Scierie Fleury", "owner": "emma"}
    [refused] = agency.perform_many("add-contact", by="luc", items=[(new, "import:1")])
    assert [problem.field for problem in refused.problems] == ["owner"]
    with agency.read() as session:
        assert session.rows(select(record.c.id).where(record.c.name == "Scierie Fleury")) == []


def test_somebody_faster_makes_a_chunk_begin_again_and_never_for_ever(agency):
    items = [Item(inputs=agency.named(status("meeting", "acme")), source="import:1")]

    def chunk():
        nadia = agency.tokens["nadia"]
        return run_many(agency.store, agency.workspace, ACTIONS["status"], actor=nadia, items=items, now=NOW)

    with somebody_faster(agency.store, times=TRIES - 1) as taken:
        [done] = chunk()
    assert (len(taken), done.repeat, changes(agency, "acme")) == (TRIES - 1, False, [("status", None, "meeting")])
    items = [Item(inputs=agency.named(status("contacted", "acme")), source="import:2")]
    with somebody_faster(agency.store, times=1000) as taken, pytest.raises(Busy):
        chunk()
    assert (len(taken), agency.record("acme").status) == (TRIES, "meeting")


def test_an_empty_chunk_is_nothing(agency):
    with agency.read() as session:
        before = len(session.rows(select(entry.c.id))), len(session.rows(select(subject.c.entry_id)))
    assert agency.perform_many("info", by="emma", items=[]) == []
    with agency.read() as session:
        assert (len(session.rows(select(entry.c.id))), len(session.rows(select(subject.c.entry_id)))) == before
