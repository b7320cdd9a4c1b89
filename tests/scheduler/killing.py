"""Kills working processes at random moments until their work is done, and looks for what was lost."""

from __future__ import annotations

import asyncio
import random
import sys
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.mail.address import read_bounce
from crm.store.tables import delivery, source
from tests.mail.post import PostOffice
from tests.scheduler.worker import SENDER

ROOT = Path(__file__).parent.parent.parent
PROGRAM = Path(__file__).with_name("worker.py")
READERS = 2  # of every entry, by mail
LAST_WITHIN = 300.0  # seconds
OVERLAP = 0.03  # seconds; as long as a few mails take


@asynccontextmanager
async def open_post_office():
    found = PostOffice()
    listening = await asyncio.get_running_loop().create_server(found.made, "127.0.0.1", 0)
    found.port = listening.sockets[0].getsockname()[1]
    yield found
    found.hang_up()
    listening.close()


@dataclass
class Work:
    """Some actions to be performed and told by processes that are killed."""

    agency: Any
    url: str
    port: int
    actions: int
    at_most: int  # actions that a process acknowledges before it is killed
    chance: random.Random
    acknowledged: set[int] = field(default_factory=set)
    kills: int = 0

    async def done(self, workers: int = 1) -> None:
        lots = [list(range(self.actions))[one::workers] for one in range(workers)]
        await asyncio.gather(*(self._perform(lot) for lot in lots))
        last = await self._start([])
        try:
            async with asyncio.timeout(LAST_WITHIN):
                assert await last.wait() == 0
        finally:
            if last.returncode is None:
                last.kill()

    async def _perform(self, lot):
        while left := [one for one in lot if one not in self.acknowledged]:
            process = await self._start(left)
            try:
                for _ in left[: self.chance.randint(1, self.at_most)]:
                    self.acknowledged.add(int(await process.stdout.readline()))
                await asyncio.sleep(self.chance.uniform(0, OVERLAP))
            finally:
                process.kill()
            self.kills += 1
            # What it said before it died was acknowledged too.
            self.acknowledged |= {int(line) for line in (await process.stdout.read()).split(b"\n")[:-1]}
            await process.wait()

    async def _start(self, numbers):
        command = [str(PROGRAM), self.url, str(self.agency.workspace), str(self.port), *map(str, numbers)]
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *command,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT)},
        )

    def nothing_is_lost(self, post) -> None:
        """Every action stands once, and each of its mails was sent; what came twice is known to have been doubtful."""
        assert self.acknowledged == set(range(self.actions))
        with self.agency.read() as session:
            stands = Counter(row.source for row in session.rows(select(source)) if row.source.startswith("kill:"))
            rows = session.rows(select(delivery).where(delivery.c.channel == "mail", delivery.c.kind == "entry"))
        assert stands == Counter(f"kill:{one}" for one in range(self.actions))
        mine = {row.id: row for row in rows if row.state != "skipped"}
        assert len(mine) == READERS * self.actions
        assert {row.state for row in mine.values()} == {"sent"}
        arrived = Counter(read_bounce(one.mail_from, SENDER.secret)[1] for one in post.mails)
        assert set(arrived) == set(mine)
        twice = {one for one, count in arrived.items() if count > 1}
        assert [one for one in twice if not mine[one].doubtful] == []
        assert len({(one.mail_from, one.original_content) for one in post.mails}) == len(mine), "a repeat is the same"
