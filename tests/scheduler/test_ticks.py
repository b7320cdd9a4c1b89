"""Ticks come when it is time, on and on, whatever one of them does."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time, timedelta

import pytest

from crm.domain.errors import Busy
from scheduler.ticks import Tick, ticking


async def nothing():
    """No work."""


async def test_what_is_done_every_so_often_goes_on_though_it_breaks_and_never_twice_at_a_time():
    seen, running = [], []
    third = asyncio.Event()

    async def work():
        running.append(1)
        seen.append(len(running))
        if len(seen) == 3:
            third.set()
        try:
            await asyncio.sleep(0)
            raise [Busy(), ValueError("a bug"), OSError("another")][len(seen) % 3]
        finally:
            running.pop()

    async with ticking([Tick(name="often", work=work, every=timedelta(milliseconds=20))]), asyncio.timeout(5):
        await third.wait()
    assert seen[:3] == [1, 1, 1]


@pytest.mark.parametrize(("hour", "day"), [(1, 25), (3, 24)])
def test_what_is_done_at_night_is_done_at_that_time_wherever_the_machine_stands(hour, day):
    now = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
    tick = Tick(name="people", work=nothing, at=time(hour, 15))
    assert tick.trigger.get_next_fire_time(None, now) == datetime(2026, 11, day, hour, 15, tzinfo=UTC)


@pytest.mark.parametrize("when", [{}, {"every": timedelta(hours=1), "at": time(2)}])
def test_a_tick_says_when_and_says_it_once(when):
    with pytest.raises(ValueError, match="either every so often or at a time of day"):
        Tick(name="people", work=nothing, **when)
