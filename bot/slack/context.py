"""Who asks, from where: read off any of Slack's payloads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.desk import Desk
from bot.feed_links import FeedLinks
from bot.file_links import FileLinks
from crm.domain.access import Member
from crm.domain.errors import Refused
from crm.store.session import Session
from crm.views import members
from templates.catalogue import Reader

T = TypeVar("T")
PLAIN = Reader.of("en", "UTC")


@dataclass(frozen=True, slots=True)
class Caller:
    """A Slack user of a team."""

    team: str
    user: str

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Caller:
        """From a command, an interaction or an event."""
        user = body.get("user_id") or (body.get("user") or {}).get("id") or (body.get("event") or {}).get("user") or ""
        team = (
            body.get("team_id") or (body.get("team") or {}).get("id") or (body.get("view") or {}).get("team_id") or ""
        )
        return cls(team=team, user=user)


@dataclass(kw_only=True)
class Door:
    """What the Slack listeners share: the desk, the language of whoever was seen before, channels being looked at."""

    desk: Desk
    infobox: str = "infobox"  # the name of the channel where entries are posted
    mail_domain: str = ""  # where mail for us comes in; nothing where none is taken
    links: FileLinks | None = None  # to kept files, where the web reaches us
    feeds: FeedLinks | None = None  # to what members have to do, likewise
    slow: float = 0.8  # seconds a person may wait before they see that we are at work
    # Slack waits three seconds for an answer; the way there and back takes its part of them.
    answer_within: float = 2.3
    answers: dict[str, Any] = field(default_factory=dict)  # how to put right the answer to what somebody said
    readers: dict[Caller, Reader] = field(default_factory=dict)
    turns: dict[Caller, asyncio.Lock] = field(default_factory=dict)  # what one person clicks, one after the other
    exporting: asyncio.Lock = field(
        default_factory=asyncio.Lock
    )  # one workbook at a time, so that others' work goes on
    homes: dict[Caller, Any] = field(default_factory=dict)  # Home tabs that were opened lately (``home.Watched``)
    looking: dict[tuple[str, str], asyncio.Lock] = field(default_factory=dict)  # team and channel

    async def ask(self, caller: Caller, question: Callable[[Session, Member], T], *permissions: str) -> T:
        """Answer a question for a member, in one short read.

        Raises:
            UnknownMember: nobody here.
        """

        def answer(session: Session) -> T:
            member = members.reader(session, caller.user, *permissions)
            self.readers[caller] = Reader.member(member)
            return question(session, member)

        return await self.desk.ask(caller.team, answer)

    async def meet(self, caller: Caller) -> Reader:
        """The member's language, asked for when this process has not met them yet."""
        if caller not in self.readers:
            try:
                await self.ask(caller, lambda session, member: None)
            except Refused:
                return PLAIN
        return self.reader(caller)

    def reader(self, caller: Caller) -> Reader:
        """The language to refuse in; English until we know better."""
        return self.readers.get(caller, PLAIN)
