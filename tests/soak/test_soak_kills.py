"""The long run of the test that kills processes: another order of events each time, and far more of them."""

from __future__ import annotations

import random

import pytest

from tests.scheduler.killing import Work, open_post_office

ACTIONS, AT_MOST = 3000, 60


@pytest.mark.soak
async def test_nothing_is_lost_however_often_processes_are_killed(agency, database_url):
    agency.forget_deliveries()
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")  # noqa: T201 - whoever wants to see this run again
    async with open_post_office() as post:
        work = Work(
            agency=agency,
            url=database_url,
            port=post.port,
            actions=ACTIONS,
            at_most=AT_MOST,
            chance=random.Random(seed),  # noqa: S311 - not for secrets
        )
        await work.done(workers=1 if agency.store.sqlite else 3)
    work.nothing_is_lost(post)
