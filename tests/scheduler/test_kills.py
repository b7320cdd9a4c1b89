"""A process that is killed at any moment loses nothing that it acknowledged and nothing that it owed."""

from __future__ import annotations

import random

from tests.scheduler.killing import Work, open_post_office

ACTIONS, AT_MOST = 150, 60


async def test_nothing_is_lost_when_processes_are_killed_at_random_moments(agency, database_url):
    agency.forget_deliveries()
    chance = random.Random(20261124)  # noqa: S311 - not for secrets, but to be the same each time
    async with open_post_office() as post:
        work = Work(agency=agency, url=database_url, port=post.port, actions=ACTIONS, at_most=AT_MOST, chance=chance)
        # On PostgreSQL two processes share the work, and die each at a time of its own.
        await work.done(workers=1 if agency.store.sqlite else 2)
    work.nothing_is_lost(post)
    assert work.kills >= ACTIONS / AT_MOST
