"""What is planned happens when its time has come, and says so when it was late."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from crm.domain.delivery import GIVE_UP_AFTER, Again, Channel
from crm.store import outbox
from crm.store.tables import delivery
from scheduler.effects import Effects
from scheduler.relay import Relay

MONTHS = timedelta(days=90)


@pytest.fixture
def plan(office):
    """Emma plans a change of Acme's status in three months."""

    def planned(**more):
        when = (office.now + MONTHS).isoformat()
        return office.agency.perform("status", by="emma", clients=["acme"], status="meeting", when=when, **more).result

    return planned


@pytest.fixture
def effects(office):
    carrier = Effects(store=office.agency.store, executor=office.executor, now=lambda: office.now)
    return Relay(
        store=office.agency.store,
        carriers={Channel.CARNET: carrier},
        clock=office.clock,
        executor=office.executor,
    )


def status(office):
    return office.agency.record("acme").status


async def test_a_planned_change_takes_effect_once_when_it_is_due(office, plan, effects):
    entry = plan()
    before = status(office)
    assert await effects.turn() == 0
    office.now += MONTHS + timedelta(seconds=1)
    assert await effects.turn() == 1
    assert (before, status(office)) == (None, "meeting")
    office.agency.perform("status", by="emma", clients=["acme"], status="client", at=office.now)
    with office.agency.begin() as session:
        [row] = office.ledger(kind="effect")
        session.execute(update(delivery).values(state="failed"))
        assert outbox.retry(session, row.id, office.now)
    assert await effects.turn() == 1
    assert status(office) == "client", "a second delivery of the same change changes nothing"
    assert [(one.field, one.after) for one in office.agency.see(entry).changes] == [("status", "meeting")]


@pytest.mark.parametrize(
    ("values", "reason"),
    [({"role": "reader"}, "Your role does not allow this."), ({"active": False}, "You are not known here")],
)
async def test_a_change_that_its_author_may_not_make_any_more_is_skipped(office, plan, effects, values, reason):
    plan()
    office.agency.set_member("emma", **values)
    office.now += MONTHS + timedelta(seconds=1)
    await effects.turn()
    assert status(office) is None
    [(kind, state, said)] = office.states(kind="effect")
    assert (kind, state) == ("effect", "skipped")
    assert said.startswith(reason)


async def test_an_undone_plan_does_not_take_effect(office, plan, effects):
    entry = plan()
    office.agency.perform("undo", by="emma", entry=entry)
    office.now += MONTHS + timedelta(seconds=1)
    await effects.turn()
    assert status(office) is None


@pytest.mark.parametrize(("late", "state"), [(timedelta(minutes=1), "sent"), (timedelta(hours=3), "late")])
async def test_a_reminder_comes_when_it_is_due_and_is_marked_when_it_is_late(office, plan, late, state):
    office.agency.set_member("emma", tell_by="both")
    plan(remind="1d")
    relay = office.relay()
    await relay.turn()
    office.now += MONTHS - timedelta(days=1, seconds=1)
    await relay.turn()
    assert office.ledger(kind="reminder", state="owed") == office.ledger(kind="reminder")
    office.now += late
    await relay.turn()
    assert [row.state for row in office.ledger(kind="reminder")] == [state, state]
    assert ("reminder", "emma") in office.mail.told
    assert ("reminder", "emma") in office.slack.told


async def test_a_reminder_written_long_before_is_not_given_up_at_its_first_failure(office, plan):
    plan(remind="1h")
    office.now += MONTHS
    office.mail.answers += [Again(reason="451 later")] * 2
    relay = office.relay(Channel.MAIL)
    await relay.turn()
    assert [row.state for row in office.ledger(kind="reminder")] == ["owed"]
    office.now += GIVE_UP_AFTER
    await relay.turn()
    assert [row.state for row in office.ledger(kind="reminder")] == ["failed"]
