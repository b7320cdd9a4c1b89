"""What all tests share: databases of both kinds, a small agency, a clean environment and no network but loopback."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import structlog
from coverage import Coverage
from hypothesis import settings

from tests import fence_guard
from tests.cast import NUMBERS
from tests.databases import FOUNDED, KINDS, MIGRATED, PostgreSQLServer, SQLiteFiles, Stores, fast_folder
from tests.factories import agency as founded
from tests.watching import HANDED_ON

_settrace = sys.settrace


def _patiently(function):
    """Python 3.11 refuses a trace function while another thread installs one, and the thread that asked is dead.

    Now and then coverage killed a server's thread so, and a page was never answered.
    """
    while True:
        try:
            return _settrace(function)
        except RuntimeError:
            time.sleep(0)


sys.settrace = _patiently
for _name in [name for name in os.environ if name.startswith(("CARNET_", "SLACK_"))]:
    del os.environ[_name]
# Whoever asks Python to keep no compiled code would have every process that a test starts compile all of it once more.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def _stay_at_home(event, arguments):
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
        if not (host in {"::1", "localhost"} or host.startswith("127.")):
            raise PermissionError(f"a test wanted to talk to {host}")


sys.addaudithook(_stay_at_home)
# No deadline: machines are shared, and a slow moment is no fault. The same cases every time, so that a change is judged
# by what it changed; `make soak` looks for new ones.
settings.register_profile("house", deadline=None, max_examples=60, derandomize=True)
settings.register_profile("soak", settings.get_profile("house"), derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))
fence_guard.listen()


def pytest_collection_modifyitems(items):
    """Journeys first, those in the browser before others: what a worker takes from another it takes from the end."""
    items.sort(key=lambda item: ("chromium" not in item.fixturenames, "journeys" not in item.path.parts))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """To watch every line doubles what a test costs, and what it starts: it is done where lines are walked first.

    What both databases walk is watched on SQLite only, and what is marked as unwatched is walked by other tests, too.
    """
    unwatched = "postgresql" in item.name or item.get_closest_marker("unwatched")
    watching = Coverage.current() if unwatched else None
    handed_on = os.environ.pop(HANDED_ON, None) if watching else None
    if watching:
        watching.stop()
    try:
        return (yield)
    finally:
        if watching:
            watching.start()
        if handed_on is not None:
            os.environ[HANDED_ON] = handed_on


@pytest.fixture(autouse=True)
def short_logs():
    """Tracebacks without the frames' variables, which take a second each."""
    shown = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, shown])
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def sqlite_files():
    with TemporaryDirectory(prefix="carnet-tests-", dir=fast_folder()) as folder:
        yield SQLiteFiles(Path(folder))


@pytest.fixture(scope="session")
def postgresql_server():
    # Without xdist there is no worker to share it with.
    server = PostgreSQLServer(os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid())))
    yield server
    server.close()


@pytest.fixture(params=KINDS)
def databases(request):
    """The maker of databases of one kind: ``empty()``, or the ``copy_of()`` a template."""
    return request.getfixturevalue("sqlite_files" if request.param == "sqlite" else "postgresql_server")


@pytest.fixture
def database_url(request, databases):
    """A migrated database of this test's own."""
    with databases.copy_of(FOUNDED if "agency" in request.fixturenames else MIGRATED) as url:
        yield url


@pytest.fixture(scope="session")
def stores():
    return Stores()


@pytest.fixture
def store(database_url, stores):
    """The store as the application opens it: on PostgreSQL it acts as the role that policies hold for."""
    with stores.at(database_url) as found:
        yield found


@pytest.fixture(scope="session")
def as_founded():
    """The agency as it was first found in a database of each kind: in every copy it has the same numbers."""
    return {}


@pytest.fixture
def agency(store, as_founded):
    """The small agency of ``factories``, alone in its database."""
    if store.sqlite not in as_founded:
        as_founded[store.sqlite] = founded(store)
    return replace(as_founded[store.sqlite], store=store, numbers=dict(NUMBERS))


def pytest_sessionfinish(session, exitstatus):
    """What is skipped on a developer's machine must not be skipped where work is judged."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("CI") and skipped and exitstatus == 0:
        session.exitstatus = 1
