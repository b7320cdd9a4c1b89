"""The Home tab: what Carnet is, for whoever opens it the first time, and the toolbox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.models import blocks as kit
from slack_sdk.models.views import View

from bot.slack import toolbox
from bot.slack.context import Caller, Door
from bot.slack.form import plain_text
from bot.slack.help_text import GENERAL
from crm.domain.access import Member
from crm.domain.errors import Refused
from crm.domain.i18n import Text, _
from crm.store.session import Session
from crm.views import members
from templates.catalogue import Reader, say

CALLBACK = "home"
WELCOME = (
    _("Carnet keeps what your agency knows of its clients: who spoke with whom, what was agreed and what comes next."),
    _("Write a note with “Info”: it stands in the client’s infobox, and the colleagues you name get it by email."),
    _("Answer in the thread under an entry: your words become a comment, and everyone concerned reads it."),
)


def register(app: AsyncApp, door: Door) -> None:
    async def on_opened(event: Mapping[str, Any], body: Mapping[str, Any], client: Any) -> None:
        # The event comes with every look at the messages tab, too.
        if event.get("tab") != "home":
            return
        await publish(door, Caller(body["team_id"], event["user"]), client, first=not event.get("view"))

    app.event("app_home_opened")(on_opened)


async def publish(door: Door, caller: Caller, client: Any, *, first: bool = False) -> None:
    """Draw a member's Home tab; ``first`` explains it."""
    try:
        view = await door.ask(caller, lambda session, member: home_view(session, member, first=first))
    except Refused as refused:
        view = _page([problem.text for problem in refused.problems], door.reader(caller))
    await client.views_publish(user_id=caller.user, view=view)


def home_view(session: Session, member: Member, *, first: bool) -> dict[str, Any]:
    """The first visit explains itself; later ones begin with the tools."""
    reader = Reader.member(member)
    greeting = kit.HeaderBlock(text=plain_text(say(_("Hello {name}", name=member.name), reader), 150))
    blocks: list[Any] = [greeting, *(_lines(WELCOME, reader) if first else [])]
    may = members.toolbox(member)
    blocks += toolbox.quick(session, member, reader) if may else _lines([toolbox.NO_ROLE], reader)
    blocks += [kit.DividerBlock(), _commands(reader)]
    return View(type="home", callback_id=CALLBACK, blocks=blocks).to_dict()


def _page(lines: list[Text], reader: Reader) -> dict[str, Any]:
    return View(type="home", callback_id=CALLBACK, blocks=_lines(lines, reader)).to_dict()


def _lines(lines: Any, reader: Reader) -> list[Any]:
    return [kit.SectionBlock(text=plain_text(say(line, reader), 3000)) for line in lines]


def _commands(reader: Reader) -> Any:
    said = [f"{command} {say(hint, reader)} – {say(words, reader)}" for command, hint, words in GENERAL]
    return kit.ContextBlock(elements=[plain_text("\n".join(said), 2000)])
