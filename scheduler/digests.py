"""Each morning and each week: what is due is owed once to each member, however often the clock ticks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog

from crm import digests, directory
from crm.digests import Coming
from crm.domain.access import Member
from crm.domain.digests import Bulletin
from crm.domain.errors import Busy
from crm.store import bulletins, people
from crm.store.base import Store
from crm.store.troubles import Overtaken
from crm.views import figures, members
from templates import report
from templates.catalogue import Reader

PATIENCE = 10.0  # seconds; nobody waits
ASKED_SINCE = timedelta(days=1)
log = structlog.get_logger()
T = TypeVar("T")


def owe_digests(store: Store, workspace: int, now: datetime) -> list[Coming]:
    """Owe the digests that are due; gives the reports, which must be drawn before they are owed."""
    with store.read(workspace) as session:
        found = digests.coming(session, now)
    reports = [one for one in found if one.kind is Bulletin.REPORT and not one.first]
    others = [one for one in found if one not in reports]
    if others:
        with store.begin(workspace, background=True, patience=PATIENCE) as session:
            count = digests.owe(session, others, now)
        log.info("digests.owed", workspace=workspace, count=count)
    return reports


def draw(store: Store, workspace: int, member: Member, now: datetime) -> bytes:
    """A member's report, read, drawn and written; takes seconds."""
    with store.read(workspace) as session:
        reader = members.reader(session, people.token_of(member.id))
        numbers, statuses = figures.week(session, reader, now=now), people.statuses(session)
    return report.made(numbers, statuses, Reader.member(reader)).kept()


def owe_report(store: Store, workspace: int, one: Coming, now: datetime) -> None:
    content = draw(store, workspace, one.member, now)
    with store.begin(workspace, background=True, patience=PATIENCE) as session:
        digests.owe(session, [one], now, content)


def owe_asked(store: Store, workspace: int, now: datetime) -> int:
    """Draw and owe what somebody did not want to wait for; gives how many."""
    with store.read(workspace) as session:
        waiting = bulletins.undrawn(session, now - ASKED_SINCE)
        whose = people.by_id(session, [row.member_id for row in waiting])
    for row in waiting:
        member = whose[row.member_id]
        content = draw(store, workspace, member, now)
        with store.begin(workspace, background=True, patience=PATIENCE) as session:
            # Another process may have been faster.
            if bulletins.draw(session, row.id, content):
                digests.send(session, member, Bulletin.ASKED, row.id, now)
    return len(waiting)


@dataclass(frozen=True, kw_only=True, slots=True)
class Mornings:
    """What a tick does in every workspace; each report is drawn on its own, so that one that breaks stops no other."""

    store: Store
    executor: Executor
    now: Callable[[], datetime]

    async def tick(self) -> None:
        for workspace in await self._work(self._workspaces):
            reports = await self._work(partial(owe_digests, self.store, workspace, self.now()))
            for one in reports:
                await self._one(workspace, partial(owe_report, self.store, workspace, one, self.now()))
            await self._one(workspace, partial(owe_asked, self.store, workspace, self.now()))

    async def _one(self, workspace: int, work: Callable[[], object]) -> None:
        try:
            await self._work(work)
        except (Busy, Overtaken):
            raise
        except Exception:
            # The edge of the loop: it is tried again at the next tick.
            log.exception("report.broke", workspace=workspace)

    def _workspaces(self) -> list[int]:
        with self.store.outside() as connection:
            return list(directory.workspaces(connection).values())

    async def _work(self, function: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.executor, function)
