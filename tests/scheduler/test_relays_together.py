"""Several relays on one database: everything once, nothing forgotten."""

from __future__ import annotations

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from crm.domain.delivery import Channel
from crm.store.base import Store
from scheduler.clock import Clock
from scheduler.relay import Relay
from tests.factories import NOW, a_source

RELAYS, ENTRIES = 4, 100
PEOPLE = ["nadia", "paul", "lena", "theo", "rita"]


@pytest.fixture
def stores(database_url):
    """A store each, as if they were processes of their own."""
    found = [Store(database_url) for _ in range(RELAYS)]
    yield found
    for one in found:
        one.dispose()


@pytest.fixture
def databases(postgresql_server):
    """SQLite is one machine's, and has one relay."""
    return postgresql_server


async def test_four_relays_carry_five_hundred_deliveries_once_each(office, stores):
    note = {"clients": ["acme"], "note": "Called back.", "participants": PEOPLE}
    office.agency.fold_nothing()
    office.agency.perform_many("info", by="emma", items=[(note, a_source()) for _ in range(ENTRIES)])
    with ThreadPoolExecutor(2 * RELAYS) as executor:
        clock = Clock(lambda: NOW)
        relays = [
            Relay(store=one, carriers={Channel.MAIL: office.mail}, clock=clock, executor=executor) for one in stores
        ]

        async def work(relay):
            carried = 0
            while office.ledger(state="owed", channel="mail"):
                carried += await relay.turn()
            return carried

        carried = await asyncio.gather(*(work(relay) for relay in relays))
    assert sum(carried) == ENTRIES * len(PEOPLE)
    assert min(carried) > 0, "all of them had something to do"
    assert set(Counter(parcel.id for parcel, _content in office.mail.handed).values()) == {1}
    assert {(row.state, row.attempts, row.doubtful) for row in office.ledger(channel="mail")} == {("sent", 1, 0)}
