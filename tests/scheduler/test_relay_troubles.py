"""What breaks around a relay stops it for as long as it is broken, and no longer."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from crm.domain.delivery import Again, Channel

SOON = 20.0


@asynccontextmanager
async def running(relay):
    going = asyncio.create_task(relay.run())
    try:
        async with asyncio.timeout(SOON):
            yield
    finally:
        relay.stop()
        await going


async def test_a_carrier_that_never_answers_is_given_up_and_may_have_sent_it(office):
    office.mail.hold = asyncio.Event()
    office.agency.entry(participants=["paul"])
    await office.relay(Channel.MAIL, send_timeout=0.05).turn()
    [row] = office.ledger(channel="mail")
    assert (row.state, row.reason, row.doubtful) == ("owed", "no answer in time", 1)


async def test_a_channel_that_was_out_of_order_is_asked_again_after_its_pause(office):
    office.mail.answers.append(Again(reason="unreachable", pause=timedelta(milliseconds=20)))
    for _ in range(3):
        office.agency.entry(participants=["paul"])
    everything = asyncio.Event()
    office.mail.meanwhile = lambda: len(office.mail.handed) == 3 and everything.set()
    async with running(office.relay(Channel.MAIL)):
        await everything.wait()
    assert [row.state for row in office.ledger(channel="mail")] == ["owed", "sent", "sent"]


async def test_a_database_that_is_broken_for_a_while_is_asked_again(office, migrator):
    office.agency.entry(participants=["paul"])
    with migrator() as connection:
        connection.execute(text("ALTER TABLE lane RENAME TO away"))
    relay = office.relay(Channel.MAIL, idle=0.02)
    turns, third, loop = [], asyncio.Event(), asyncio.get_running_loop()

    def now():
        turns.append(1)
        if len(turns) == 3:
            loop.call_soon_threadsafe(third.set)
        return office.now

    office.clock.now = now
    with capture_logs() as logs:
        async with running(relay):
            await third.wait()
            assert office.mail.handed == []
            with migrator() as connection:
                connection.execute(text("ALTER TABLE away RENAME TO lane"))
            await office.mail.arrived.wait()
    assert office.states(channel="mail") == [("entry", "sent", None)]
    # SQLite says of a missing table what it says of a file that is away.
    broken = {one["event"] for one in logs if one["log_level"] in {"error", "warning"}}
    assert broken == {"store.troubled" if office.agency.store.sqlite else "courier.turn_failed"}


class TestLostConnections:
    """PostgreSQL may be restarted at any moment."""

    @pytest.fixture
    def databases(self, postgresql_server):
        return postgresql_server

    async def test_a_receipt_waits_for_the_database_and_nothing_is_sent_twice(self, office, database_url):
        office.agency.entry(participants=["paul"])

        def cut():
            with psycopg.connect(database_url, autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE pid <> pg_backend_pid() AND datname = current_database()"
                )

        office.mail.meanwhile = cut
        relay = office.relay(Channel.MAIL, idle=0.02)
        await relay.turn()
        assert office.states(channel="mail") == [("entry", "sent", None)]
        assert await relay.turn() == 0
        assert len(office.mail.handed) == 1
