"""Node programs beside the sandbox, with what they print as JSON lines."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "node"
LOCKED = FOLDER / "package-lock.json"
INSTALLED = FOLDER / "node_modules" / ".package-lock.json"


def install():
    """Installs the clients from the lock file, once, whichever of the parallel test processes comes first."""
    with (FOLDER / "package.json").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not INSTALLED.exists() or INSTALLED.stat().st_mtime < LOCKED.stat().st_mtime:
            npm = shutil.which("npm")
            assert npm, "npm is needed for the official Node clients"
            subprocess.run(  # noqa: S603  # our own lock file
                [npm, "ci", "--silent", "--no-audit", "--no-fund"], cwd=FOLDER, check=True
            )


@dataclass(kw_only=True)
class Program:
    process: asyncio.subprocess.Process

    async def line(self):
        row = await asyncio.wait_for(self.process.stdout.readline(), 30)
        assert row, (await self.process.stderr.read()).decode()
        return json.loads(row)


@asynccontextmanager
async def program(here, script, **environment) -> AsyncIterator[Program]:
    await asyncio.to_thread(install)
    secrets = {
        "SANDBOX": here.base,
        "BOT_TOKEN": "xoxb-sandbox-bot-token",
        "APP_TOKEN": "xapp-1-sandbox-app-token",
        "SIGNING_SECRET": "sandbox-signing-secret",
    }
    made = await asyncio.create_subprocess_exec(
        shutil.which("node"),
        script,
        cwd=FOLDER,
        env={"PATH": os.environ["PATH"], **secrets, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield Program(process=made)
    finally:
        if made.returncode is None:
            made.kill()
        await made.communicate()
