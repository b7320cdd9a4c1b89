"""What the journeys in the browser share: one demo, one browser, and windows for the agency's members."""

from __future__ import annotations

import shutil

import pytest

from bot.demo.agency import read_agency
from bot.demo.stage import prepare
from bot.settings import Settings
from tests.journeys.looking import Window, browser, data_in, demo


def pytest_itemcollected(item):
    """A browser's way through three programs walks no line that is not walked elsewhere."""
    if "chromium" in item.fixturenames:
        item.add_marker(pytest.mark.unwatched)


@pytest.fixture(scope="session")
def seeded(tmp_path_factory):
    """A folder with the data of a demo that was never played: to write it anew takes longer than to copy it."""
    found = tmp_path_factory.mktemp("seeded")
    prepare(
        Settings(**{name.lower(): value for name, value in data_in(found).items()}),
        read_agency(),
        reset=False,
        posted=0,
    )
    return found


@pytest.fixture(scope="package")
def folder(tmp_path_factory, seeded):
    """Where the demo keeps its data."""
    return shutil.copytree(seeded, tmp_path_factory.mktemp("demo") / "data")


@pytest.fixture(scope="package")
def base(folder):
    """All journeys meet in one demo: what a test looks for is its own, or belongs to a client that no other touches."""
    with demo(folder) as address:
        yield address


@pytest.fixture(scope="package")
def chromium():
    """Closed before tests of other packages begin: those that are asynchronous cannot run beside it."""
    with browser() as found:
        yield found


@pytest.fixture
def window(base, chromium):
    """Opens a window for a member; each has cookies and a size of its own."""
    windows = []

    def opened(user):
        context = chromium.new_context(viewport={"width": 1280, "height": 860}, locale="en-GB", reduced_motion="reduce")
        windows.append(Window(context.new_page(), base, user))
        return windows[-1]

    yield opened
    for one in windows:
        one.leave()
        one.page.context.close()
