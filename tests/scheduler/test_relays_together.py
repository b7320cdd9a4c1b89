"""Several relays on one database: everything once, nothing forgotten."""

from __future__ import annotations

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from crm.domain.digests import BUDGET
from crm.store.base import Store
from scheduler.clock import Clock
from scheduler.relay import Relay
from tests.factories import NOW, a_source

RELAYS, ENTRIES = 4, 100
PEOPLE = ["nadia", "paul", "lena", "theo", "rita"]


@pytest.fixture
def processes(database_url):
    """A store each, as if they were processes of their own."""
    found = [Store(database_url) for _ in range(RELAYS)]
    yield found
    for one in found:
        one.dispose()


@pytest.fixture
def databases(postgresql_server):
    """SQLite is one machine's, and has one relay."""
    return postgresql_server


async def carried_by(office, processes, bag, entries):
    """How many each relay carried of what some entries owe to those who take part, and put into this bag."""
    note = {"clients": ["acme"], "note": "Called back.", "participants": PEOPLE}
    office.agency.perform_many("info", by="emma", items=[(note, a_source()) for _ in range(entries)])
    with ThreadPoolExecutor(2 * RELAYS) as executor:
        clock = Clock(lambda: NOW)
        relays = [Relay(store=one, carriers={bag.channel: bag}, clock=clock, executor=executor) for one in processes]

        async def work(relay):
            carried = 0
            while office.ledger(state="owed", channel=bag.channel, kind="entry"):
                office.clear_lanes()
                carried += await relay.turn()
            return carried

        return await asyncio.gather(*(work(relay) for relay in relays))


async def test_four_relays_carry_five_hundred_deliveries_once_each(office, processes):
    carried = await carried_by(office, processes, office.mail, ENTRIES)
    assert sum(carried) == ENTRIES * len(PEOPLE)
    assert min(carried) > 0, "all of them had something to do"
    assert set(Counter(parcel.id for parcel, _content in office.mail.handed).values()) == {1}
    assert {(row.state, row.attempts, row.doubtful) for row in office.ledger(channel="mail")} == {("sent", 1, 0)}


async def test_four_relays_together_never_find_room_for_one_more(office, processes):
    for one in PEOPLE:
        office.agency.set_member(one, tell_by="slack")
    await carried_by(office, processes, office.slack, BUDGET + 8)
    told = Counter(parcel.reader.id for parcel, _content in office.slack.handed if parcel.to_person)
    assert list(told.values()) == [BUDGET] * len(PEOPLE)
    folds = {row.member_id: row.id for row in office.ledger(kind="fold", channel="slack")}
    assert set(folds) == set(told)
    left = office.ledger(kind="entry", channel="slack", state="skipped")
    assert Counter((row.member_id, row.about) for row in left) == dict.fromkeys(folds.items(), 8)
