"""One action for many clients: done for all who may, told once, taken back at once; nothing twice, whoever is killed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import select, update

from crm import jobs, working
from crm.actions import TOOLBOX
from crm.domain.errors import NotFound, NothingToUndo, Refused
from crm.store import jobs as stored
from crm.store.tables import entry, job_due, record
from crm.store.troubles import Overtaken
from crm.views.jobs import progress
from tests.factories import NOW, a_source
from tests.factories import agency as founded

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def many(agency):
    """Thirty companies; every third is somebody else's than Emma's."""
    items = [
        ({"name": f"Atelier {place:02}", "owner": "theo" if place % 3 == 0 else "emma"}, f"made:{place}")
        for place in range(30)
    ]
    agency.perform_many("add-company", by="nadia", items=items)
    agency.settle()
    return agency


def ateliers(agency):
    with agency.read() as session:
        found = session.rows(select(record.c.id).where(record.c.name.like("Atelier%")).order_by(record.c.id))
    return [row.id for row in found]


def begin(agency, action="status", *, by="nadia", clients=None, source=None, **inputs):
    with agency.begin() as session:
        return jobs.begin(
            session,
            TOOLBOX[action],
            actor=agency.tokens[by],
            inputs=agency.named(inputs),
            clients=ateliers(agency) if clients is None else clients,
            source=source or a_source(),
            now=NOW,
        )


def undo(agency, job, *, by="nadia", source=None):
    with agency.begin() as session:
        return jobs.begin_undo(session, job.number, actor=agency.tokens[by], source=source or a_source(), now=LATER).job


def claimed(agency, token="worker"):
    with agency.store.outside(write=True) as connection:
        return stored.claim(connection, token, LATER)


def work(agency, *, count=7, steps=1000, due=None):
    """Go on with the oldest job, as far as that many steps bring it."""
    due = due or claimed(agency)
    for _ in range(steps):
        stepped = working.step(agency.store, due, count=count, now=LATER)
        if stepped is None or stepped[1]:
            return stepped
    return stepped


def leave(agency, due):
    with agency.store.outside(write=True) as connection:
        stored.leave(connection, due)


def done(agency, action="status", **more):
    """A job from its beginning to its end."""
    begun = begin(agency, action, **more).job
    due = claimed(agency)
    work(agency, due=due)
    leave(agency, due)
    return stand(agency, begun)


def stand(agency, job):
    with agency.read() as session:
        return progress(session, job.id)


def statuses(agency):
    with agency.read() as session:
        rows = session.rows(select(record.c.status).where(record.c.name.like("Atelier%")).order_by(record.c.id))
    return [row.status for row in rows]


def entries_of(agency, job):
    with agency.read() as session:
        rows = session.rows(select(entry.c.id, entry.c.data, entry.c.undone_at).order_by(entry.c.id))
    return [row for row in rows if (row.data or {}).get("job") == job.id]


def test_every_client_has_an_entry_of_its_own_and_its_status(many):
    found = done(many, status="client")
    assert statuses(many) == ["client"] * 30
    assert len(entries_of(many, found.job)) == 30
    assert (found.total, found.done, found.refused, found.finished) == (30, 30, 0, True)
    seen = many.see(f"E-{entries_of(many, found.job)[0].id}")
    assert [(one.field, one.before, one.after) for one in seen.changes] == [("status", None, "client")]


def test_nobody_is_told_one_by_one_and_everybody_concerned_once(many):
    found = done(many, "assign", to="lena", participants=["paul"])
    assert found.done == 30
    told = sorted((kind, channel, who) for kind, channel, who in many.owed("owed"))
    assert told == [
        ("summary", "mail", "emma"),
        ("summary", "mail", "lena"),
        ("summary", "mail", "paul"),
        ("summary", "mail", "theo"),
        ("summary", "slack", "lena"),
    ]


def test_what_may_not_be_done_is_named_and_the_rest_is_done(many):
    found = done(many, by="emma", status="client")
    assert (found.done, found.refused) == (20, 10)
    assert statuses(many) == [None, "client", "client"] * 10
    assert {one.name for one in found.named} == {f"Atelier {place:02}" for place in range(0, 30, 3)}
    assert "Atelier 00" in str(found.named[0].reason)


def test_the_permission_is_asked_for_when_a_clients_turn_comes(many):
    begun = begin(many, by="emma", status="client").job
    due = claimed(many)
    work(many, due=due, steps=1)
    many.set_member("emma", role="reader")
    work(many, due=due)
    found = stand(many, begun)
    assert (found.done + found.refused, found.done < 7) == (30, True)


def test_a_client_that_went_away_meanwhile_is_named(many):
    begun = begin(many, status="client").job
    gone = many.record("CMP-5")
    with many.begin() as session:
        session.execute(update(record).where(record.c.id == gone.id).values(deleted_at=NOW))
    work(many)
    found = stand(many, begun)
    assert ([one.name for one in found.named], found.done) == ([gone.name], 29)


@pytest.mark.parametrize(
    ("action", "inputs", "field"),
    [
        ("status", {}, "status"),
        ("status", {"status": "sleeping"}, "status"),
        ("assign", {"to": "noa"}, "to"),
        ("info", {"note": "x", "attachments": [{"id": "F1"}]}, "attachments"),
        ("status", {"status": "client", "remind": "1d"}, "remind"),
        ("status", {"status": "client", "colour": "red"}, None),
    ],
)
def test_what_is_wrong_with_the_form_is_told_before_it_begins(many, action, inputs, field):
    with pytest.raises(Refused) as refused:
        begin(many, action, **inputs)
    assert [one.field for one in refused.value.problems] == [field]
    assert claimed(many) is None


def test_nobody_begins_what_they_may_do_with_none_of_them(many):
    with pytest.raises(Refused, match="Your role does not allow this"):
        begin(many, by="rita", status="client")
    with pytest.raises(Refused, match="You may not do this with"):
        begin(many, by="theo", clients=[one for place, one in enumerate(ateliers(many)) if place % 3], status="client")
    with pytest.raises(Refused, match="At most 10000"):
        begin(many, status="client", clients=list(range(1, 10_002)))


def test_the_same_form_twice_is_one_job(many):
    first = begin(many, source="slack:view:V1", status="client")
    again = begin(many, source="slack:view:V1", status="client")
    assert (first.repeat, again.repeat, again.job.id) == (False, True, first.job.id)
    work(many)
    assert len(entries_of(many, first.job)) == 30
    second = undo(many, first.job, source="slack:undo:1")
    assert undo(many, first.job, source="slack:undo:1").id == second.id


def test_undo_puts_back_everything_at_once(many):
    before = statuses(many)
    first = done(many, status="client").job
    taken_back = undo(many, first)
    work(many)
    found = stand(many, taken_back)
    assert statuses(many) == before
    assert (found.done, found.kept, found.action) == (30, 0, "status")
    assert all(row.undone_at for row in entries_of(many, first))
    assert [one for one in many.owed("owed") if one[0] == "summary"] == []


def test_undo_keeps_what_somebody_changed_since_and_passes_over_what_is_undone_already(many):
    first = done(many, status="client").job
    many.perform("status", by="nadia", clients=["CMP-4"], status="meeting")
    many.perform("undo", by="nadia", entry=f"E-{entries_of(many, first)[1].id}")
    taken_back = undo(many, first)
    work(many)
    found = stand(many, taken_back)
    assert (found.done, found.kept, found.passed) == (28, 1, 1)
    assert [one.name for one in found.named] == ["Atelier 00"]
    assert "was changed since" in str(found.named[0].reason)
    assert statuses(many) == ["meeting", *[None] * 29]


def test_a_job_of_somebody_else_or_of_another_workspace_is_not_there(many):
    first = done(many, by="emma", status="client").job
    for by, token in (("theo", first.number), ("emma", "J-99"), ("emma", "J-0"), ("emma", "E-1"), ("emma", "")):
        with pytest.raises(NotFound), many.begin() as session:
            jobs.begin_undo(session, token, actor=many.tokens[by], source=a_source(), now=LATER)
    other = founded(many.store, team="T0BERN")
    with pytest.raises(NotFound), other.begin() as session:
        jobs.begin_undo(session, first.number, actor=other.tokens["emma"], source=a_source(), now=LATER)
    assert undo(many, first, by="nadia").undoes == first.id


def test_an_undoing_is_not_undone(many):
    taken_back = undo(many, done(many, status="client").job)
    with pytest.raises(NothingToUndo):
        undo(many, taken_back)


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


def leases_end(agency):
    with agency.store.outside(write=True) as connection:
        connection.execute(update(job_due).values(leased_until=NOW))


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
