"""Side by side: one source is done once, changes of one record chain, and people go before machines."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from sqlalchemy import select

from crm.actions import ACTIONS
from crm.directory import Person, found_workspace, keep_people
from crm.domain.errors import Busy, NotAllowed
from crm.perform import perform
from crm.store.base import Store
from crm.store.tables import change, member, record
from crm.store.turns import Turns
from tests.factories import NOW, a_source

HANDS = 6


def side_by_side(work, count=HANDS):
    """The answers of some calls that begin in the same moment."""
    start = threading.Barrier(count)

    def one(number):
        start.wait(timeout=10)
        return work(number)

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(one, range(count)))


def test_one_source_from_many_sides_is_done_once(agency):
    def double_click(_number):
        return agency.perform("info", by="emma", source="slack:view:V1", clients=["acme"], note="Rappelé.")

    answers = side_by_side(double_click)
    assert {answer.result for answer in answers} == {answers[0].result}
    assert sorted(answer.repeat for answer in answers) == [False, *[True] * (HANDS - 1)]
    assert [one.action for one in agency.card("acme").entries].count("info") == 1
    assert len(agency.owed("owed")) == 1


def test_a_source_that_was_seen_tells_nobody_what_they_may_not_know(agency):
    """Whoever may view it is told that it came twice; the others are refused as if they had asked first."""
    source = "slack:view:V1"
    entry = agency.perform("info", by="emma", source=source, clients=["acme"], note="Rappelé.").result
    done = [agency.perform("comment", by="emma", source="slack:msg:C1:1", entry=entry, text="Oui.").result]
    done.append(agency.perform("undo", by="emma", source="slack:undo:1", entry=entry).result)
    assert [one[:2] for one in (entry, *done)] == ["E-", "C-", "A-"]
    again = {"info": source, "comment": "slack:msg:C1:1", "undo": "slack:undo:1"}
    for action, seen in again.items():
        assert agency.perform(action, by="emma", source=seen).repeat
        with pytest.raises(NotAllowed):
            agency.perform(action, by="noa", source=seen)
    assert agency.perform("info", by="theo", source=source).result == entry
    with pytest.raises(NotAllowed):
        agency.perform("undo", by="theo", source="slack:undo:1")


def test_many_who_change_the_same_records_are_all_served_and_their_changes_chain(agency):
    words = ("prospect", "contacted", "meeting", "client", "dormant", "former")

    def change_both(number):
        clients = ["acme", "kern", "hopital"]
        turned = clients[number % 3 :] + clients[: number % 3]
        return agency.perform("status", by="nadia", clients=turned, status=words[number])

    answers = side_by_side(change_both)
    assert len({answer.result for answer in answers}) == HANDS
    with agency.read() as session:
        rows = session.rows(select(change).where(change.c.field == "status").order_by(change.c.id))
    for key in ("acme", "kern", "hopital"):
        mine = [(row.before, row.after) for row in rows if row.record_id == agency.record(key).id]
        assert {after for _before, after in mine} == set(words)
        assert [before for before, _after in mine] == [None, *[after for _before, after in mine][:-1]]
        assert agency.record(key).status == mine[-1][1]


def test_numbers_are_given_once_and_a_refused_call_s_number_is_nobody_s(agency):
    def add(number):
        return agency.perform("add-company", by="nadia", name=f"Atelier {number}").records

    names = [one for [one] in side_by_side(add)]
    assert len(set(names)) == HANDS
    with agency.read() as session:
        ids = [row.id for row in session.rows(select(record.c.id))]
    assert len(ids) == len(set(ids)) == HANDS + 6


def test_processes_that_start_at_once_found_one_workspace_and_write_everybody_once(store):
    people = [Person(slack_user=f"U0{number}", name=f"Anaïs {number}", runs_slack=number == 1) for number in range(4)]

    def start(_number):
        workspace = found_workspace(store, team="T0BERN", name="Talente Bern")
        with store.begin(workspace) as session:
            keep_people(session, [*people, *people])
        return workspace

    [workspace] = set(side_by_side(start, 4))
    with store.read(workspace) as session:
        assert sorted(session.rows(select(member.c.slack_user, member.c.role))) == [
            (f"U0{number}", "admin" if number == 1 else "none") for number in range(4)
        ]


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_writer_waits_for_its_turn_and_is_refused_kindly_when_it_takes_too_long(agency):
    with agency.begin(), pytest.raises(Busy), agency.store.begin(agency.workspace, patience=0.05):
        pass
    with agency.begin(), agency.read() as session:
        assert session.rows(select(record.c.name))
    assert agency.entry().startswith("E-")


def test_who_finds_every_connection_in_use_is_refused_kindly(database_url):
    narrow = Store(database_url, threads=1)
    with ExitStack() as readers:
        for _number in range(1 if narrow.sqlite else 5):
            readers.enter_context(narrow.outside())
        with pytest.raises(Busy):
            readers.enter_context(narrow.outside())
    with narrow.outside() as connection:
        assert connection.execute(select(1)).scalar() == 1
    narrow.dispose()


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
def test_a_row_that_somebody_holds_too_long_is_a_kind_refusal(agency):
    inputs = agency.named({"clients": ["acme"], "status": "meeting"})
    with agency.begin() as holder:
        perform(holder, ACTIONS["status"], actor=agency.tokens["emma"], inputs=inputs, source=a_source(), now=NOW)
        with pytest.raises(Busy), agency.store.begin(agency.workspace, patience=0.2) as late:
            perform(late, ACTIONS["status"], actor=agency.tokens["nadia"], inputs=inputs, source=a_source(), now=NOW)
    assert agency.record("acme").status == "meeting"


def test_people_go_before_machines_and_who_came_first_before_who_came_later():
    turns, order = Turns(), []

    def write(name, background):
        with turns.turn(background=background, patience=10):
            order.append(name)

    threads = []
    with turns.turn():
        for name, background in (("import", True), ("emma", False), ("digest", True), ("paul", False)):
            thread = threading.Thread(target=write, args=(name, background))
            thread.start()
            threads.append(thread)
            while len(turns) < len(threads):
                thread.join(0.001)
    for thread in threads:
        thread.join(10)
    assert order == ["emma", "paul", "import", "digest"]
