"""`carnet demo` as somebody starts it: an address, data that stays, and a clean end."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from urllib.request import urlopen

import pytest

from crm import directory
from tests.watching import unwatched

STOPPED_WITHIN = 30  # seconds, on a machine that does much else
EMMA = "emma.whitfield@lemanique.example"


@pytest.fixture
def demo(tmp_path, monkeypatch):
    """Starts the demo in an empty folder, on ports of its own."""
    monkeypatch.chdir(tmp_path)
    started = []

    def start(*more):
        arguments = [sys.executable, "-m", "bot", "demo", "--port", "0", "--smtp-port", "0", *more]
        started.append(subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True))  # noqa: S603
        for line in started[-1].stdout:
            if line.startswith("Open "):
                return started[-1], line.split()[1]
        raise AssertionError("the demo ended")

    yield start
    for one in started:
        if one.poll() is None:
            one.send_signal(signal.SIGTERM)
            one.wait(STOPPED_WITHIN)
        one.stdout.close()


def asked(*arguments):
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "bot", *arguments], capture_output=True, text=True, check=True, env=unwatched()
    )
    return json.loads(done.stdout)


def test_the_demo_shows_an_agency_keeps_what_was_done_and_begins_again(demo):
    process, address = demo()
    with urlopen(f"{address}/sandbox/connections") as answer:  # noqa: S310 - our own
        assert len(json.load(answer)["connections"]) == 1
    assert len(asked("clients", "--json")) == 52
    note = ("perform", "info", "--as", EMMA, "--client", "CMP-1", "--note", "Kept?", "--once", "kept", "--json")
    first = asked(*note)
    with urlopen(f"{address}/sandbox/messages?channel=C0INFOBOX1&wait=20") as answer:  # noqa: S310
        assert json.load(answer)["messages"], "what colleagues did stands there from the beginning"
    process.send_signal(signal.SIGINT)
    assert "The data stays" in process.stdout.read()
    assert process.wait(STOPPED_WITHIN) == 0

    process, _address = demo()
    assert asked(*note) == {**first, "repeat": True, "records": []}
    process.send_signal(signal.SIGINT)
    process.wait(STOPPED_WITHIN)

    process, address = demo("--reset")
    assert asked(*note)["repeat"] is False
    process.kill()
    gone = False
    while not gone:
        try:
            urlopen(f"{address}/sandbox/clock?after=1").close()  # noqa: S310 - a long poll, cut off when it goes
        except OSError:
            gone = True


def test_a_port_in_use_is_said_before_anything_is_touched(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "bot", "demo", "--port", str(port)],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            check=False,
        )
    assert done.returncode == 2
    assert f"Port {port} is in use" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_database_of_somebody_else_is_never_touched(store, database_url, tmp_path):
    directory.found_workspace(store, team="T0JURA", name="Talents du Jura")
    done = subprocess.run(
        [sys.executable, "-m", "bot", "demo", "--port", "0", "--smtp-port", "0", "--reset"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "CARNET_DATABASE_URL": database_url},
        check=False,
    )
    assert done.returncode == 2
    assert ("T0JURA" if database_url.startswith("sqlite") else "another database") in done.stderr
    with store.outside() as connection:
        assert list(directory.workspaces(connection)) == ["T0JURA"]
