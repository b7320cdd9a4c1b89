"""Jobs are worked off piece by piece: nothing twice and nothing forgotten, whoever is killed or in the way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import select

from crm import working
from crm.store.tables import record
from crm.store.troubles import Overtaken
from tests.crm.job_hands import (
    LATER,
    begin,
    claimed,
    done,
    entries_of,
    leases_end,
    leave,
    stand,
    with_ateliers,
    work,
)
from tests.factories import NOW


@pytest.fixture
def many(agency):
    return with_ateliers(agency)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kills=some.lists(some.integers(0, 4), max_size=4), count=some.integers(1, 12), again=some.booleans())
def test_whoever_is_killed_in_between_nothing_is_done_twice_or_forgotten(many, kills, count, again):
    first = begin(many, status="client" if again else "meeting").job
    for number, steps in enumerate(kills):
        due = claimed(many, f"worker {number}")
        if steps:
            work(many, due=due, count=count, steps=steps)
        leases_end(many)
    due = claimed(many, "the last")
    work(many, due=due, count=count)
    leave(many, due)
    found = stand(many, first)
    assert (found.done, len(entries_of(many, first)), found.finished) == (30, 30, True)


def test_a_worker_that_was_away_too_long_does_nothing_any_more(many):
    first = begin(many, status="client").job
    slow = claimed(many, "slow")
    leases_end(many)
    quick = claimed(many, "quick")
    assert working.step(many.store, slow, count=7, now=LATER) is None
    assert claimed(many, "third") is None
    work(many, due=quick)
    assert len(entries_of(many, first)) == 30


def test_a_piece_that_breaks_leaves_nothing_behind(many):
    begun = begin(many, status="client").job
    due = claimed(many)

    class Broken(Exception):
        pass

    def fail():
        raise Broken

    many.store.on_commit.append(fail)
    with pytest.raises(Broken):
        working.step(many.store, due, count=7, now=LATER)
    many.store.on_commit.clear()
    work(many, due=due)
    assert len(entries_of(many, begun)) == 30


def test_a_client_that_breaks_the_work_is_passed_over(many):
    begun = begin(many, status="client").job
    due = claimed(many)
    assert working.give_up(many.store, due, now=LATER) == (1, False)
    work(many, due=due)
    found = stand(many, begun)
    assert (found.done, [one.name for one in found.named]) == (29, ["Atelier 00"])


def test_a_dated_job_takes_effect_at_its_time_and_tells_nobody_again(many):
    begun = begin(many, "assign", to="lena", when=(NOW + timedelta(days=1)).isoformat()).job
    work(many)
    many.settle("summary")
    effects = [one for one in many.owed("owed") if one[0] == "effect"]
    assert len(effects) == 30
    first = entries_of(many, begun)[0]
    many.perform("take-effect", by="nadia", entry=f"E-{first.id}", at=NOW + timedelta(days=2))
    assert many.card("CMP-4").owner == "Lena Brönnimann-Özdemir"
    assert [one for one in many.owed("owed") if one[0] != "effect"] == []


@pytest.mark.parametrize("action", ["info", "status", "activate", "assign"])
def test_every_action_for_clients_can_be_a_job(many, action):
    given = {
        "info": {"note": "Closed until *January*."},
        "status": {"status": "meeting"},
        "activate": {"state": "inactive"},
        "assign": {"to": "lena"},
    }
    assert done(many, action, **given[action]).done == 30


def test_contacts_move_to_another_company_as_a_job(many):
    items = [({"first_name": "Ada", "last_name": f"P{one}", "company": "CMP-4"}, f"met:{one}") for one in range(12)]
    many.perform_many("add-contact", by="nadia", items=items)
    with many.read() as session:
        ids = [row.id for row in session.rows(select(record.c.id).where(record.c.name.like("Ada P%")))]
    assert done(many, "assign-company", clients=ids, company="CMP-5").done == 12
    assert {many.record(f"CST-{number}").company for number in range(4, 16)} == {many.record("CMP-5").id}


def test_somebody_who_changes_a_client_meanwhile_is_not_overwritten(many):
    begun = begin(many, status="client").job
    due = claimed(many)
    many.perform("status", by="theo", clients=["CMP-4"], status="meeting")
    try:
        work(many, due=due)
    except Overtaken:
        work(many, due=due)
    change, *_older = next(one for one in many.card("CMP-4").entries if one.action == "status").changes
    assert (stand(many, begun).done, change.before, change.after) == (30, "meeting", "client")
