"""One action for many clients: done for all who may, told once, and taken back at once."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from crm import jobs
from crm.domain.errors import NotFound, NothingToUndo, Refused
from crm.store.tables import record
from tests.crm.job_hands import (
    LATER,
    ateliers,
    begin,
    claimed,
    done,
    entries_of,
    stand,
    statuses,
    undo,
    with_ateliers,
    work,
)
from tests.factories import NOW, a_source
from tests.factories import agency as founded


@pytest.fixture
def many(agency):
    return with_ateliers(agency)


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
