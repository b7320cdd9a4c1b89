"""After a commit the relay wakes at once, in whichever process that was."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import psycopg
import pytest

from crm.domain.delivery import Channel
from crm.store.base import Store
from scheduler import wake
from tests.factories import Agency

NEVER = 3600.0  # seconds between two polls: who is told, is told by being woken
SOON = 5.0


@asynccontextmanager
async def running(office):
    relay = office.relay(Channel.MAIL, idle=NEVER)
    async with wake.waking(office.agency.store, office.clock):
        going = asyncio.create_task(relay.run())
        try:
            yield relay
        finally:
            relay.stop()
            await going


async def arrives(office):
    async with asyncio.timeout(SOON):
        await office.mail.arrived.wait()
    office.mail.arrived.clear()


async def test_what_this_process_owes_is_carried_at_once(office):
    async with running(office):
        for _ in range(3):
            await asyncio.to_thread(office.agency.entry, participants=["paul"])
            await arrives(office)
    assert office.mail.told == [("entry", "paul")] * 3


class TestOtherProcesses:
    """They tell each other through PostgreSQL."""

    @pytest.fixture
    def databases(self, postgresql_server):
        return postgresql_server

    @pytest.fixture
    def elsewhere(self, office, database_url):
        """The same agency, seen by another process."""
        store = Store(database_url)
        with wake.announcing(store):
            yield Agency(
                store=store,
                workspace=office.agency.workspace,
                tokens=office.agency.tokens,
                numbers=office.agency.numbers,
            )
        store.dispose()

    async def test_what_another_process_owes_is_carried_at_once(self, office, elsewhere):
        async with running(office):
            for _ in range(3):
                await asyncio.to_thread(elsewhere.entry, participants=["paul"])
                await arrives(office)
        assert office.mail.told == [("entry", "paul")] * 3

    async def test_a_connection_that_was_cut_is_made_again(self, office, elsewhere, database_url):
        async with running(office):
            await asyncio.to_thread(elsewhere.entry, participants=["paul"])
            await arrives(office)
            with psycopg.connect(database_url, autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                    "AND query IN ('LISTEN carnet_due', 'NOTIFY carnet_due')"
                )
            await asyncio.to_thread(elsewhere.entry, participants=["paul"])
            await arrives(office)
