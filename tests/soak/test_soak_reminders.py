"""Reminders in earnest: a thousand plans played over two weeks, and relays that are killed while they remind."""

from __future__ import annotations

import asyncio
import random
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.mail.address import read_bounce
from crm.actions import ACTIONS
from crm.inputs import Item
from crm.perform import run_many
from crm.store.tables import delivery
from tests.crm.fortnight import BEGINNINGS, Fortnight
from tests.scheduler.killing import PROGRAM, ROOT, open_post_office
from tests.scheduler.worker import SENDER

ACTIONS_PLAYED = 3400  # of which three in ten plan something new
REMINDERS, RELAYS, TOGETHER = 2000, 4, 100
LOOK = 0.02  # seconds
SPREAD = timedelta(seconds=40)  # over which they are due
PEOPLE = ("nadia", "paul", "lena", "emma", "theo")


def seeded():
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")  # noqa: T201 - whoever wants to see this run again
    return random.Random(seed)  # noqa: S311 - not for secrets


@pytest.mark.soak
@pytest.mark.parametrize("beginning", BEGINNINGS, ids=["Auckland", "Zurich and New York", "spring"])
def test_a_thousand_plans_remind_once_each(store, beginning):
    days = Fortnight(store=store, now=beginning)
    days.play(seeded(), ACTIONS_PLAYED)
    days.ends()
    assert len(days.plans) > ACTIONS_PLAYED / 4


def plan(agency, chance):
    """Notes of several people's, each with a reminder at a moment of its own."""
    begins = datetime.now(UTC) + timedelta(seconds=5)
    for start in range(0, REMINDERS, TOGETHER):
        who = PEOPLE[start // TOGETHER % len(PEOPLE)]
        whens = [begins + SPREAD * chance.random() for _ in range(TOGETHER)]
        items = [
            Item(
                inputs={"clients": ["CMP-1"], "note": "Call.", "when": at.isoformat(), "remind": "at"},
                source=f"soak:{start}:{place}",
            )
            for place, at in enumerate(whens)
        ]
        now = datetime.now(UTC)
        run_many(agency.store, agency.workspace, ACTIONS["info"], actor=agency.tokens[who], items=items, now=now)


async def relay_until_nothing_is_owed(agency, url, post, chance):
    """Killed after some mails, whoever sent them, and begun again."""
    kills = 0
    while True:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *(str(PROGRAM), url, str(agency.workspace), str(post.port)),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT)},
        )
        ended = asyncio.ensure_future(process.wait())
        enough = len(post.mails) + chance.randint(10, 200)
        while not ended.done() and len(post.mails) < enough:  # noqa: ASYNC110 - the post office tells nobody
            await asyncio.sleep(LOOK)
        if ended.done():
            assert ended.result() == 0
            return kills
        process.kill()
        await ended
        kills += 1


@pytest.mark.soak
@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
async def test_no_reminder_is_lost_however_often_four_relays_are_killed(agency, database_url):
    chance = seeded()
    for key in PEOPLE:
        agency.set_member(key, role="admin", tell_by="mail")
    agency.forget_deliveries()
    plan(agency, chance)
    agency.settle("entry", "effect")
    async with open_post_office() as post:
        relays = (relay_until_nothing_is_owed(agency, database_url, post, chance) for _ in range(RELAYS))
        kills = sum(await asyncio.gather(*relays))
    assert kills >= RELAYS
    with agency.read() as session:
        rows = {row.id: row for row in session.rows(select(delivery).where(delivery.c.kind == "reminder"))}
    assert len(rows) == REMINDERS
    assert {row.state for row in rows.values()} <= {"sent", "late"}
    arrived = Counter(read_bounce(one.mail_from, SENDER.secret)[1] for one in post.mails)
    assert set(arrived) == {row.bundle_id or row.id for row in rows.values()}
    twice = {one for one, count in arrived.items() if count > 1}
    assert [one for one in twice if not rows[one].doubtful] == []
    assert len({(one.mail_from, one.original_content) for one in post.mails}) == len(arrived), "a repeat is the same"
