"""The Slack door with a fake Web API in front of it, on one kind of database: its words do not depend on the other."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import pytest

from bot.desk import Desk
from bot.slack.app import Installation, create_app
from bot.slack.context import Door
from bot.slack.web_api import http_session, web_client
from scheduler.clock import Clock
from tests.factories import NOW
from tests.slack.fake import FakeSlack
from tests.slack.people import TEAM, Window
from tests.slack.speaking import direct


@pytest.fixture
def databases(sqlite_files):
    return sqlite_files


@pytest.fixture
async def slack():
    """Whatever was sent to Slack in a test has passed the judge."""
    found = FakeSlack()
    async with found.running():
        yield found
    assert found.problems == []


@pytest.fixture
def desk(agency):
    found = Desk.open(agency.store, Clock(lambda: NOW), interactive=4, work=2)
    yield found
    found.close()


@pytest.fixture
def door(desk):
    # A machine that has much else to do must not show loading views where a test expects none.
    return Door(desk=desk, slow=20, answer_within=20)


@dataclass(kw_only=True)
class Hands:
    """Those that serve people who wait."""

    door: Door
    released: threading.Event = field(default_factory=threading.Event)

    def hold(self):
        """From now on everything is slow, and nobody is patient."""
        self.door.slow = self.door.answer_within = 0.05
        for _ in range(4):
            self.door.desk.interactive.submit(self.released.wait, 8)

    def release(self):
        self.released.set()


@pytest.fixture
def hands(door):
    """May be held, until they are released."""
    found = Hands(door=door)
    yield found
    found.release()


@pytest.fixture
async def session():
    async with http_session() as found:
        yield found


@pytest.fixture
def app(door, session, slack):
    installed = {TEAM: Installation(team=TEAM, token="xoxb-carnet", bot_user="U0CARNET", bot_id="B0CARNET")}
    return create_app(door, client=web_client("", session, base_url=f"{slack.url}/api/"), installed=installed.get)


@pytest.fixture
def window(app, slack):
    return Window(app=app, slack=slack)


@pytest.fixture
def emma(window):
    """A consultant who reads French."""
    return window.someone("emma")


@pytest.fixture
def rita(window):
    """A reader, in English: looks at everything and writes nothing."""
    return window.someone("rita")


@pytest.fixture
def nadia(window):
    """The administrator, in English."""
    return window.someone("nadia")


@pytest.fixture
def say(window, slack):
    """Says something in a direct message, and gives the answer."""

    async def said(text, **more):
        before = len(slack.said("chat.postMessage"))
        await window.event(direct(text, **more))
        return slack.said("chat.postMessage")[before]

    return said
