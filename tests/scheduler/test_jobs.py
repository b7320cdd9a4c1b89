"""Who works jobs off: one after the other, telling now and then, and going on where somebody stopped."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from crm import jobs
from crm.actions import TOOLBOX
from crm.store import jobs as stored
from scheduler.jobs import EVERY, Jobs
from tests.factories import NOW, a_source


@dataclass
class Board:
    """Where progress is shown: what was over at each telling, and how it answers."""

    told: list = field(default_factory=list)
    away: bool = False

    async def tell(self, progress):
        if self.away:
            return None
        self.told.append((progress.job.number, progress.over, progress.finished))
        return "D1", f"1.{progress.job.id}"


@dataclass
class Shop:
    """The office's jobs, a worker whose time a test moves, and a board."""

    office: object
    board: Board = field(default_factory=Board)
    time: float = 0.0

    def worker(self, **settings):
        office = self.office
        return Jobs(
            store=office.agency.store,
            clock=office.clock,
            executor=office.executor,
            teller=self.board,
            timer=self.passing,
            idle=0.01,
            **settings,
        )

    def passing(self):
        """Every look at it is a second later."""
        self.time += 1
        return self.time

    def begin(self, *keys, shown="slack", **inputs):
        agency = self.office.agency
        ids = [agency.record(key).id for key in keys]
        given = {"status": "client", **inputs}
        with agency.begin() as session:
            return jobs.begin(
                session,
                TOOLBOX["status"],
                actor=agency.tokens["nadia"],
                inputs=given,
                clients=ids,
                source=a_source(),
                now=NOW,
                shown=shown,
            ).job

    def waiting(self):
        with self.office.agency.store.outside() as connection:
            return stored.waiting(connection)


ALL = ("acme", "kern", "hopital", "elodie", "hans", "other_elodie")


@pytest.fixture
def shop(office):
    return Shop(office=office)


async def test_one_job_after_the_other_each_told_in_the_end(shop):
    first, second = shop.begin(*ALL), shop.begin("acme", status="meeting")
    worker = shop.worker()
    assert await worker.turn()
    assert await worker.turn()
    assert not await worker.turn()
    assert [one for one in shop.board.told if one[2]] == [(first.number, 6, True), (second.number, 1, True)]
    assert (shop.office.agency.record("acme").status, shop.waiting()) == ("meeting", 0)


async def test_a_job_that_nobody_looks_at_is_not_told(shop):
    shop.begin(*ALL, shown="")
    assert await shop.worker().turn()
    assert (shop.board.told, shop.waiting()) == ([], 0)


async def test_it_is_told_no_oftener_than_slack_likes(shop):
    shop.begin(*ALL)
    worker = shop.worker(size=1)
    await worker.turn()
    # Six pieces took two looks at the clock each; the first and the last telling are always there.
    assert 2 <= len(shop.board.told) <= 2 + shop.time / EVERY


async def test_what_cannot_be_told_is_told_later_and_not_done_again(shop):
    job = shop.begin(*ALL)
    shop.board.away = True
    worker = shop.worker()
    assert await worker.turn()
    assert not await worker.turn()
    shop.board.away = False
    shop.office.later(minutes=2)
    assert await worker.turn()
    assert shop.board.told == [(job.number, 6, True)]
    # Of Acme and of its contact, added and now a client.
    assert (len(shop.office.agency.card("acme").entries), shop.waiting()) == (4, 0)


async def test_who_is_told_to_stop_leaves_the_rest_to_the_next(shop):
    shop.begin(*ALL)
    worker = shop.worker()
    worker.stop()
    await worker.run()
    assert shop.waiting() == 1
    stopped = shop.worker()
    stopped.stopping = True
    assert await stopped.turn()
    await shop.worker().turn()
    assert shop.board.told[-1] == ("J-1", 6, True)
