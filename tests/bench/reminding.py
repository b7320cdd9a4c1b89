"""Reminders to a sandbox that holds Slack's rates: ten thousand due in the same minute, and an ordinary minute."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import Row, delete, select, update

from bot.slack.channel import SlackChannel
from bot.slack.manifest import manifest
from bot.slack.web_api import http_session, relay_client
from crm.actions import ACTIONS
from crm.domain.delivery import Channel
from crm.inputs import Item
from crm.perform import run, run_many
from crm.store.tables import delivery, delivery_due, member
from sandbox.box import Box, Settings, packed
from sandbox.installed import App
from sandbox.running import running
from sandbox.server import assembled
from scheduler.clock import Clock
from scheduler.relay import Relay
from tests.bench import databases, filling
from tests.bench.databases import WORKSPACE, Database
from tests.bench.figures import Figure, Times, within

MEMBERS = 500
EACH = 20
A_MINUTE = 300  # messages of an app that Slack takes in a workspace
AT_MOST = MEMBERS / A_MINUTE * 60 * 1.2
SPREAD, FEW = timedelta(minutes=1), 200
LATE_AT_MOST = 2.0
SOON = timedelta(seconds=20)
INFO = ACTIONS["info"]
LOOK = 0.5  # seconds
SHOWN = 10  # of one message, with buttons


def measure(kind: str, _rows: int) -> Iterator[Figure]:
    database = databases.fresh(kind, "reminding")
    filling.members(database.store, MEMBERS)
    with database.store.begin(WORKSPACE) as session:
        session.execute(update(member).values(tell_by="slack"))
    run(
        database.store,
        WORKSPACE,
        ACTIONS["add-company"],
        actor="U00001",
        inputs={"name": "Acme Horlogerie SA", "owner": "M-1"},
        source="bench:company",
        now=datetime.now(UTC),
    )
    yield asyncio.run(_all_at_once(database))
    yield asyncio.run(_as_on_any_day(database))
    database.store.dispose()


async def _all_at_once(database: Database) -> Figure:
    when = datetime.now(UTC) + timedelta(days=1)
    for number in range(1, MEMBERS + 1):
        _plan(database, number, [when] * EACH)
    _told(database)
    began, worked = perf_counter(), process_time()
    posted = await _carried(database, Clock(lambda: datetime.now(UTC) + timedelta(days=1, minutes=1)))
    took, busy = perf_counter() - began, process_time() - worked
    states = Counter(row.state for row in _reminders(database))
    true = (
        states.keys() <= {"sent", "late"}
        and states.total() == MEMBERS * EACH
        and len(posted) == MEMBERS
        and all(map(_is_folded, posted))
    )
    return Figure(
        what=f"{MEMBERS * EACH:,} reminders due at once, to {MEMBERS} members",
        database=database.kind,
        measured=f"{len(posted)} messages in {took:.0f} s",
        floor=f"{busy:.0f} s of a processor",
        aim=f"{MEMBERS} in {AT_MOST:.0f} s",
        good=true and took <= AT_MOST,
    )


async def _as_on_any_day(database: Database) -> Figure:
    """Each at a moment of its own."""
    begins = datetime.now(UTC) + SOON
    for number in range(1, FEW + 1):
        _plan(database, number, [begins + SPREAD * number / FEW])
    _told(database)
    before = {row.id for row in _reminders(database) if row.finished_at}
    await _carried(database, Clock())
    late = [(row.finished_at - row.due_at).total_seconds() for row in _reminders(database) if row.id not in before]
    what = f"how late {FEW} reminders of a minute are"
    return within(what, database.kind, Times(late), LATE_AT_MOST)


def _plan(database: Database, number: int, whens: Sequence[datetime]) -> None:
    """A member's own, each with a reminder at its time."""
    items = [
        Item(
            inputs={"clients": ["CMP-1"], "note": "Call them.", "when": when.isoformat(), "remind": "at"},
            source=f"bench:{number}:{place}:{when}",
        )
        for place, when in enumerate(whens)
    ]
    now = datetime.now(UTC)
    run_many(database.store, WORKSPACE, INFO, actor=f"U{number:05}", items=items, now=now)


def _told(database: Database) -> None:
    """The notices of what was planned are not what is measured."""
    others = delivery.c.kind != "reminder"
    with database.store.begin(WORKSPACE) as session:
        ids = select(delivery.c.id).where(delivery.c.workspace_id == WORKSPACE, others)
        session.connection.execute(delete(delivery_due).where(delivery_due.c.delivery_id.in_(ids)))
        session.execute(update(delivery).where(others, delivery.c.state == "owed").values(state="sent"))


def _reminders(database: Database) -> Sequence[Row[Any]]:
    with database.store.read(WORKSPACE) as session:
        return session.rows(select(delivery).where(delivery.c.kind == "reminder"))


async def _carried(database: Database, clock: Clock) -> list[dict[str, Any]]:
    """What Slack took until nothing is owed any more."""
    app = App()
    box = packed(_workspace(), Settings(rates=True), app)
    with ThreadPoolExecutor(4) as executor:
        async with running(assembled(box)) as served, http_session() as session:
            async with session.put(f"{served.base}/sandbox/manifest", json={"manifest": manifest()}) as answer:
                assert answer.ok
            client = relay_client(app.secrets.bot_token, session, base_url=f"{served.base}/api/")
            carriers = {Channel.SLACK: SlackChannel(lambda _team: client)}
            relay = Relay(store=database.store, carriers=carriers, clock=clock, executor=executor)
            working = asyncio.create_task(relay.run())
            while await asyncio.to_thread(_waiting, database):  # noqa: ASYNC110 - the database tells nobody
                await asyncio.sleep(LOOK)
            relay.stop()
            await working
    return _posted(box)


def _waiting(database: Database) -> bool:
    with database.store.outside() as connection:
        return connection.execute(select(delivery_due.c.delivery_id).limit(1)).first() is not None


def _workspace() -> dict[str, Any]:
    people = [f"U{number:05}" for number in range(1, MEMBERS + 1)]
    return {
        "team": {"id": "T0BENCH", "name": "Agence Léman", "domain": "leman"},
        "members": [
            {"id": one, "name": one.lower(), "real_name": one, "email": f"{one}@agency.example"} for one in people
        ],
        "channels": [{"id": "C0GENERAL", "name": "general", "is_general": True}],
    }


def _posted(box: Box) -> list[dict[str, Any]]:
    return [one for place in box.workspace.conversations.values() for one in place.messages.values() if "blocks" in one]


def _is_folded(message: dict[str, Any]) -> bool:
    """So many with their buttons, then how many more there are."""
    done = json.dumps(message["blocks"]).count('"upcoming:done')
    return done == SHOWN and f"and {EACH - SHOWN} more" in json.dumps(message["blocks"])
