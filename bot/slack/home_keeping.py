"""Home tabs that follow what happens: drawn anew when they would say something else, for whoever opened one lately."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from slack_sdk.errors import SlackApiError

from bot.slack import home
from bot.slack.context import Caller, Door
from bot.slack.web_api import error_of
from crm.domain.errors import Busy
from crm.store import home as stored

LOOKED_AT_FOR = timedelta(minutes=30)  # after that it is drawn when it is opened
LOOK = 3.0  # seconds between looks at whether anything was written, by whichever process
BURST = 1.0  # seconds; what is written together is drawn together
ANYWAY = timedelta(minutes=1)  # time passes, too: what was to come is overdue
# Slack allows some hundred calls of views.publish a minute; those who open Home want some of them.
A_MINUTE = 60
log = structlog.get_logger()
Mark = tuple[int, ...]


@dataclass(kw_only=True)
class Keeper:
    """``marks`` say how far each team's Home tabs are true; ``published`` when they were drawn in the last minute."""

    door: Door
    marks: dict[str, Mark] = field(default_factory=dict)
    looked_at: datetime | None = None
    published: deque[datetime] = field(default_factory=deque)

    async def run(self) -> None:
        clock = self.door.desk.clock
        while True:
            heard = clock.woken
            try:
                if await self.stale():
                    await asyncio.sleep(BURST)
                    await self.turn()
            except Busy:
                log.info("home.later")
            except Exception:
                # The edge of the loop: a Home tab that is old for a while harms nobody.
                log.exception("home.not_kept")
            await clock.sleep(LOOK, heard)

    async def stale(self) -> bool:
        """Was anything written since the last turn, or is it long ago?"""
        self._forget()
        now = self.door.desk.clock.now()
        teams = {one.team for one in self.door.homes}
        found = {team: await self.door.desk.ask(team, stored.mark) for team in teams}
        due = self.looked_at is None or now >= self.looked_at + ANYWAY
        return bool(teams) and (due or any(self.marks.get(team) != mark for team, mark in found.items()))

    async def turn(self) -> int:
        """Draw those anew that would say something else; gives how many."""
        self._forget()
        self.looked_at = self.door.desk.clock.now()
        marks = {team: await self.door.desk.ask(team, stored.mark) for team in {one.team for one in self.door.homes}}
        drawn = 0
        for caller, watched in list(self.door.homes.items()):
            if not self._may_publish():
                # What is left is as old as before, and its turn comes.
                return drawn
            drawn += await self._refreshed(caller, watched)
        self.marks = marks
        return drawn

    async def _refreshed(self, caller: Caller, watched: home.Watched) -> bool:
        try:
            drawn = await home.refresh(self.door, caller, watched)
        except SlackApiError as exc:
            log.info("home.not_drawn", user=caller.user, error=error_of(exc))
            self.door.homes.pop(caller, None)
            return False
        if drawn:
            self.published.append(self.door.desk.clock.now())
        return drawn

    def _may_publish(self) -> bool:
        begins = self.door.desk.clock.now() - timedelta(minutes=1)
        while self.published and self.published[0] <= begins:
            self.published.popleft()
        return len(self.published) < A_MINUTE

    def _forget(self) -> None:
        begins = self.door.desk.clock.now() - LOOKED_AT_FOR
        for caller, watched in list(self.door.homes.items()):
            if watched.opened_at < begins:
                del self.door.homes[caller]
