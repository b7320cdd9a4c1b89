"""In development our clock follows the sandbox's: moved there, a reminder fires here."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiohttp import web

from bot.following import Followed, follow
from crm.domain.delivery import Channel
from scheduler.clock import Clock
from scheduler.relay import Relay

NEVER = 3600.0


class Sandbox:
    """As much of it as a clock needs."""

    def __init__(self):
        self.offset = 0.0
        self.version = 0
        self.moved = asyncio.Event()
        self.waited_for = asyncio.Event()
        self.troubles = [web.Response(status=503, text="starting"), web.json_response({"now": "?"})]
        self.asked = []

    async def clock(self, request):
        self.asked.append(request.query.get("after"))
        if self.troubles:
            return self.troubles.pop(0)
        if self.asked[-1] == str(self.version):
            self.waited_for.set()
            await self.moved.wait()
        return web.json_response({"now": "", "offset": self.offset, "version": self.version})

    def move(self, **how):
        self.offset += timedelta(**how).total_seconds()
        self.version += 1
        self.moved.set()

    @asynccontextmanager
    async def running(self):
        app = web.Application()
        app.router.add_get("/sandbox/clock", self.clock)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/sandbox/clock"
        self.moved.set()
        await runner.cleanup()


@pytest.fixture
def databases(sqlite_files):
    return sqlite_files


async def test_a_reminder_fires_when_the_sandbox_s_clock_is_moved(office):
    sandbox, followed = Sandbox(), Followed()
    clock = Clock(followed.now)
    now = datetime.now(UTC)
    when = (now + timedelta(days=30)).isoformat()
    office.agency.perform("status", by="emma", clients=["acme"], status="meeting", when=when, remind="1h", at=now)
    relay = Relay(
        store=office.agency.store,
        carriers={Channel.MAIL: office.mail},
        clock=clock,
        executor=office.executor,
        idle=NEVER,
    )
    async with sandbox.running() as url, aiohttp.ClientSession() as session, asyncio.timeout(20):
        following = asyncio.create_task(follow(session, url, followed, clock))
        going = asyncio.create_task(relay.run())
        await sandbox.waited_for.wait()
        assert office.mail.handed == []
        sandbox.move(days=30)
        await office.mail.arrived.wait()
        relay.stop()
        await going
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
    assert office.mail.told == [("reminder", "emma")]
    assert timedelta(days=30) <= clock.now() - now < timedelta(days=30, hours=1)
    assert sandbox.asked[:4] == [None, None, None, "0"]
