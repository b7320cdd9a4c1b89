"""Twenty people look at a channel while fifty messages a second are said in it."""

from __future__ import annotations

import statistics

import pytest

from tests.soak.flooding import flooded

pytestmark = pytest.mark.soak

SESSIONS, LATE = 20, 0.3


async def test_no_message_is_missed_and_none_is_late():
    flood = await flooded(SESSIONS)
    # What the soak is run for.
    print(flood.figures())  # noqa: T201
    assert flood.missed() == [0] * SESSIONS
    assert statistics.quantiles(flood.waits(), n=20)[-1] <= LATE
