"""A relay remembers how far the queue is empty, and misses nothing by it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event

from crm.domain.delivery import Channel, DeliveryState
from crm.store import claims
from crm.store.claims import Outcome
from crm.store.due import AFRESH, IDLE, Look
from tests.factories import NOW

LATER = NOW + timedelta(hours=2)


class Relay:
    """One that claims by mail, one delivery at a time, and by a timer that a test moves."""

    def __init__(self, agency, name):
        self.agency, self.name, self.seconds = agency, name, 0.0
        self.look = Look(timer=lambda: self.seconds)

    def claim(self, *, now=LATER, count=1, lease=timedelta(minutes=1)):
        with self.agency.store.outside(write=True) as connection:
            found = claims.claim(
                connection, token=self.name, now=now, channel=Channel.MAIL, count=count, lease=lease, look=self.look
            )
        return [one.delivery for one in found if one.workspace == self.agency.workspace]

    def finish(self, *ids):
        done = [Outcome(delivery=one, state=DeliveryState.SENT, at=LATER) for one in ids]
        with self.agency.begin() as session:
            assert claims.finish(session, self.name, done) == set(ids)


@pytest.fixture
def relays(agency):
    agency.forget_deliveries()
    return [Relay(agency, name) for name in ("one", "other")]


def owe(agency, *, at, count=1):
    for _ in range(count):
        agency.entry(participants=["paul"], at=at)


def test_what_is_given_back_or_was_never_finished_is_found_where_it_stood(agency, relays):
    one, other = relays
    owe(agency, at=NOW, count=4)
    [first], [second], [third] = one.claim(lease=timedelta(0)), other.claim(), other.claim()
    assert first == second, "its lease was over at once"
    other.finish(second)
    with agency.store.outside(write=True) as connection:
        claims.release(connection, "other", [(agency.workspace, third)])
    assert one.claim(count=9)[0] == third


def test_what_comes_in_behind_the_others_is_found_when_it_is_looked_afresh(agency, relays):
    """Whoever wrote for longer than anybody should; by a clock that stands, nothing else is ever looked for again."""
    relay, _ = relays
    owe(agency, at=LATER)
    relay.finish(*relay.claim())
    owe(agency, at=LATER)
    owe(agency, at=NOW)
    [newer] = relay.claim()
    relay.finish(newer)
    assert relay.claim() == []
    relay.seconds += IDLE
    [older] = relay.claim()
    assert older > newer
    owe(agency, at=NOW, count=2)
    relay.finish(older)
    relay.seconds += AFRESH
    assert len(relay.claim(count=9)) == 2


def test_a_clock_that_is_put_back_finds_what_is_due_by_it(agency, relays):
    relay, _ = relays
    owe(agency, at=LATER)
    relay.finish(*relay.claim())
    owe(agency, at=NOW)
    assert len(relay.claim(now=NOW)) == 1


def test_a_claim_is_as_many_statements_however_many_it_takes(agency, relays):
    seen = []
    owe(agency, at=NOW, count=12)
    relay, other = relays
    event.listen(agency.store.engine, "before_cursor_execute", lambda *told: seen.append(told[2]))
    assert len(relay.claim(count=2)) == 2
    few = len(seen)
    assert len(other.claim(count=10)) == 10
    assert len(seen) == 2 * few
