"""What the journeys in the browser share: a demo and a browser for a file's tests, and windows for its members."""

from __future__ import annotations

import pytest

from tests.journeys.looking import Window, browser, demo


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    with demo(tmp_path_factory.mktemp("demo")) as address:
        yield address


@pytest.fixture(scope="module")
def chromium():
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
