"""``python -m sandbox`` as a process: it says where it is, and ends at once."""

from __future__ import annotations

import asyncio
import json
import signal
import smtplib
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

ROOT = Path(__file__).parents[2]
SEED = {
    "team": {"id": "T0ATELIER1", "name": "Atelier", "domain": "atelier"},
    "members": [
        {"id": "U0ANNE0001", "name": "anne", "real_name": "Anne Dubois-Perrin", "tz": "Europe/Paris", "is_owner": True},
        {"id": "U0URS00001", "name": "urs", "real_name": "Urs Käser", "is_restricted": True},
    ],
    "channels": [
        {"id": "C0TOUS0001", "name": "tous", "is_general": True, "bot": True},
        {"id": "C0DIREC001", "name": "direction", "is_private": True, "members": ["U0ANNE0001"]},
    ],
}


@asynccontextmanager
async def process(*options, **environment) -> AsyncIterator[asyncio.subprocess.Process]:
    made = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "sandbox",
        *options,
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield made
    finally:
        if made.returncode is None:
            made.kill()
        await made.communicate()


def mailed(port):
    with smtplib.SMTP("127.0.0.1", port, timeout=5) as smtp:
        smtp.sendmail(
            "carnet@lemanique.example", ["emma.whitfield@lemanique.example"], b"Subject: Rappel\r\n\r\nDemain"
        )


async def said(made):
    lines = [(await asyncio.wait_for(made.stdout.readline(), 20)).decode().split() for _ in range(3)]
    return [line[-1] for line in lines]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_it_says_where_it_is_and_ends_at_once(tmp_path, how):
    seed = tmp_path / "atelier.json"
    seed.write_text(json.dumps(SEED))
    options = ("--port", "0", "--smtp-port", "0", "--workspace", str(seed))
    async with process(*options, SANDBOX_BOT_TOKEN="xoxb-atelier") as made, aiohttp.ClientSession() as session:
        base, mailboxes, smtp = await said(made)
        assert mailboxes == f"{base}/mail"
        assert smtp.startswith("smtp://127.0.0.1:")
        headers = {"authorization": "Bearer xoxb-atelier"}
        async with session.post(f"{base}/api/users.list", headers=headers) as answer:
            members = (await answer.json())["members"]
        assert [(one["real_name"], one["is_owner"], one["is_restricted"]) for one in members] == [
            ("Anne Dubois-Perrin", True, False),
            ("Urs Käser", False, True),
            ("Carnet", False, False),
        ]
        async with session.get(f"{base}/sandbox/channels", params={"user": "U0URS00001"}) as answer:
            assert [one["name"] for one in (await answer.json())["channels"]] == ["tous"]
        # A page that listens to the news, and a product that waits for the clock, hold nobody up.
        async with session.get(f"{base}/sandbox/events") as stream, session.get(f"{base}/"):
            await stream.content.readline()
            waiting = asyncio.create_task(session.get(f"{base}/sandbox/clock", params={"after": 0}))
            await asyncio.sleep(0)
            started = time.monotonic()
            made.send_signal(how)
            assert await asyncio.wait_for(made.wait(), 5) == 0
            assert time.monotonic() - started < 2
            await asyncio.gather(waiting, return_exceptions=True)


async def test_what_happened_is_kept_for_the_next_run(tmp_path):
    options = ("--port", "0", "--smtp-port", "0", "--keep", str(tmp_path / "kept" / "slack.json"))
    async with aiohttp.ClientSession() as session:
        async with process(*options) as made:
            base, _, smtp = await said(made)
            asked = {"user": "U0EMMA001", "channel": "C0INFOBOX1", "text": "À demain"}
            async with session.post(f"{base}/sandbox/act/message", json=asked) as answer:
                ts = (await answer.json())["ts"]
            await asyncio.to_thread(mailed, int(smtp.rpartition(":")[2]))
            made.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(made.wait(), 5) == 0
        async with process(*options) as made:
            base, _, smtp = await said(made)
            async with session.get(f"{base}/sandbox/messages", params={"channel": "C0INFOBOX1"}) as answer:
                assert [one["ts"] for one in (await answer.json())["messages"]] == [ts]
            await asyncio.to_thread(mailed, int(smtp.rpartition(":")[2]))
            async with session.get(f"{base}/sandbox/mails") as answer:
                assert [one["id"] for one in (await answer.json())["mails"]] == ["M000001", "M000002"]


async def test_a_seed_that_cannot_be_read_is_named(tmp_path):
    seed = tmp_path / "atelier.json"
    seed.write_text('{"team": {}}')
    async with process("--workspace", str(seed)) as made:
        _, errors = await asyncio.wait_for(made.communicate(), 20)
        assert (made.returncode, "atelier.json cannot be read" in errors.decode()) == (2, True)


async def test_a_port_that_is_taken_is_said():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        async with process("--port", port, "--smtp-port", "0") as made:
            _, errors = await asyncio.wait_for(made.communicate(), 20)
            assert (made.returncode, "cannot listen" in errors.decode()) == (1, True)
