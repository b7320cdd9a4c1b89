"""The scheduler of a process starts with it and ends in time."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from crm.domain.delivery import Channel
from scheduler.service import scheduling
from scheduler.ticks import Tick

NEVER = 3600.0
SOON = 20.0


async def test_while_it_runs_what_is_owed_is_carried_and_ticks_come(office):
    ticked = asyncio.Event()

    async def work():
        ticked.set()

    relay = office.relay(Channel.MAIL, idle=NEVER)
    ticks = [Tick(name="tidy", work=work, every=timedelta(hours=1))]
    async with asyncio.timeout(SOON), scheduling(relay, ticks):
        await asyncio.to_thread(office.agency.entry, participants=["paul"])
        await office.mail.arrived.wait()
        await ticked.wait()
    assert office.states(channel="mail") == [("entry", "sent", None)]
    office.agency.entry(participants=["paul"])
    await asyncio.sleep(0)
    assert len(office.mail.handed) == 1


async def test_what_hangs_does_not_keep_the_process_from_ending_and_is_taken_over_later(office):
    office.mail.hold = asyncio.Event()
    office.agency.entry(participants=["paul"])
    async with asyncio.timeout(SOON):
        async with scheduling(office.relay(Channel.MAIL), stop_within=0.05):
            await office.mail.arrived.wait()
    [row] = office.waiting()
    assert row.claim is not None
    office.mail.hold = None
    office.leases_end()
    await office.relay(Channel.MAIL).turn()
    assert [(row.state, row.doubtful) for row in office.ledger(channel="mail")] == [("sent", 1)]
