"""The Home tab: what is at hand, what waits, one's clients, what others did around them, and one's own week."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.models import blocks as kit
from slack_sdk.models.views import View

from bot.slack import administering, feed, home_parts, preferences, toolbox
from bot.slack.context import Caller, Door
from bot.slack.entries import Page
from bot.slack.form import plain_text
from bot.slack.help_text import GENERAL
from crm.domain.access import Member
from crm.domain.errors import Refused
from crm.domain.i18n import Text, _
from crm.store.session import Session
from crm.views import home as views
from crm.views import members
from crm.views.home import Home
from crm.views.shortcuts import quick_access
from templates.catalogue import Reader, say

CALLBACK = "home"
WELCOME = (
    _("Carnet keeps what your agency knows of its clients: who spoke with whom, what was agreed and what comes next."),
    _("Write a note with “Info”: it stands in the client’s infobox, and the colleagues you name get it by email."),
    _("Answer in the thread under an entry: your words become a comment, and everyone concerned reads it."),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """All that a Home tab says; as long as it is the same, nothing need be drawn."""

    member: Member
    tools: tuple[str, ...] = ()
    home: Home | None = None


@dataclass(kw_only=True)
class Watched:
    """A Home tab that somebody may be looking at; one drawing after the other."""

    client: Any
    opened_at: datetime
    content: Content | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


def register(app: AsyncApp, door: Door) -> None:
    async def on_opened(event: Mapping[str, Any], body: Mapping[str, Any], client: Any) -> None:
        # The event comes with every look at the messages tab, too.
        if event.get("tab") != "home":
            return
        await publish(door, Caller(body["team_id"], event["user"]), client, first=not event.get("view"))

    app.event("app_home_opened")(on_opened)


async def publish(door: Door, caller: Caller, client: Any, *, first: bool = False) -> None:
    """Draw a member's Home tab; ``first`` explains it. From now on it follows what happens, for a while."""
    now = door.desk.clock.now()
    watched = door.homes.setdefault(caller, Watched(client=client, opened_at=now))
    watched.client, watched.opened_at = client, now
    async with watched.turn:
        await _draw(door, caller, watched, first=first)


async def refresh(door: Door, caller: Caller, watched: Watched) -> bool:
    """Draw it anew if it would say something else; was it drawn? A page that says why not stays as it is."""
    async with watched.turn:
        if watched.content is None:
            return False
        return await _draw(door, caller, watched, unless=watched.content)


async def _draw(
    door: Door, caller: Caller, watched: Watched, *, first: bool = False, unless: Content | None = None
) -> bool:
    now = door.desk.clock.now()

    def drawn(session: Session, member: Member) -> tuple[Content, dict[str, Any] | None]:
        content = read(session, member, now)
        return content, None if content == unless else home_view(
            session, content, now, first=first, feed_too=door.feeds is not None
        )

    view: dict[str, Any] | None
    try:
        content, view = await door.ask(caller, drawn)
    except Refused as refused:
        content, view = None, _page([problem.text for problem in refused.problems], door.reader(caller))
    if view is None:
        return False
    await watched.client.views_publish(user_id=caller.user, view=view)
    watched.content = content
    return True


def read(session: Session, member: Member, now: datetime) -> Content:
    """Whoever may do nothing has nothing to see, either."""
    if not members.toolbox(member):
        return Content(member=member, home=None)
    tools = tuple(one.name for one in quick_access(session, member).shortcuts)
    return Content(member=member, tools=tools, home=views.home(session, member, now))


def home_view(
    session: Session, content: Content, now: datetime, *, first: bool, feed_too: bool = False
) -> dict[str, Any]:
    """The first visit explains itself; later ones begin with the tools."""
    member = content.member
    reader = Reader.member(member)
    greeting = kit.HeaderBlock(text=plain_text(say(_("Hello {name}", name=member.name), reader), 150))
    blocks: list[Any] = [greeting, *(_lines(WELCOME, reader) if first else [])]
    if content.home is None:
        blocks += _lines([toolbox.NO_ROLE], reader)
    else:
        blocks += toolbox.quick(session, member, reader)
        blocks += home_parts.parts(content.home, Page.of(session, member, now))
        blocks.append(kit.ActionsBlock(block_id="own", elements=list(_own(member, reader, feed_too=feed_too))))
    blocks += [kit.DividerBlock(), _commands(reader)]
    return View(type="home", callback_id=CALLBACK, blocks=blocks).to_dict()


def _own(member: Member, reader: Reader, *, feed_too: bool) -> Iterator[Any]:
    """What somebody chooses for themselves; an administrator for everybody."""
    yield preferences.button(reader)
    if feed_too:
        yield feed.button(reader)
    if administering.may(member):
        yield administering.button(reader)


def _page(lines: list[Text], reader: Reader) -> dict[str, Any]:
    return View(type="home", callback_id=CALLBACK, blocks=_lines(lines, reader)).to_dict()


def _lines(lines: Any, reader: Reader) -> list[Any]:
    return [kit.SectionBlock(text=plain_text(say(line, reader), 3000)) for line in lines]


def _commands(reader: Reader) -> Any:
    said = [f"{command} {say(hint, reader)} – {say(words, reader)}" for command, hint, words in GENERAL]
    return kit.ContextBlock(elements=[plain_text("\n".join(said), 2000)])
