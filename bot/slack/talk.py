"""What somebody says to Carnet, in a direct message or to “@Carnet”: understood, and answered to them alone.

Nothing is written before they have looked. A message that begins with “@Carnet” is a command wherever it stands, and
never a comment; in a direct message it needs no name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from bot.slack import spoken, talk_answer, talk_files, talk_meant
from bot.slack.context import Caller, Door
from bot.slack.talk_answer import Answer
from bot.slack.web_api import error_of
from bot.speech import verbs
from bot.speech.verbs import Said, Wish
from crm.actions import ACTIONS, TOOLBOX
from crm.domain.access import Member
from crm.domain.errors import Refused
from crm.domain.richtext_runs import cleaned
from crm.store.session import Session

log = structlog.get_logger()
SPOKEN = frozenset({None, "file_share", "thread_broadcast"})
# A place where we cannot answer, because nobody has invited us.
OUTSIDE = frozenset({"not_in_channel", "channel_not_found", "user_not_in_channel", "is_archived"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """A message that was said to Carnet: by whom, where, and its words."""

    caller: Caller
    channel: str
    ts: str
    text: str
    thread: str = ""
    direct: bool = False
    files: talk_files.Given = ()

    @property
    def name(self) -> str:
        """The same for every event that brings this message."""
        return f"{self.channel}:{self.ts}"


def register(app: AsyncApp, door: Door) -> None:
    async def on_mention(event: Mapping[str, Any], body: Mapping[str, Any], client: Any) -> None:
        await listen(door, event, body["team_id"], client)

    app.event("app_mention")(on_mention)


async def listen(door: Door, event: Mapping[str, Any], team: str, client: Any) -> None:
    """Answer a message once, if it is said to Carnet by a person."""
    heard = await read(door, event, team)
    if heard is None:
        return
    try:
        answer = await _answer(door, heard)
    except Refused as refused:
        log.info("refused", user=heard.caller.user, action="say", why=str(refused))
        reader = await door.meet(heard.caller)
        answer = talk_answer.told([problem.text for problem in refused.problems], reader)
    if answer is not None:
        await _tell(client, heard, answer)


async def read(door: Door, event: Mapping[str, Any], team: str) -> Heard | None:
    """What was said to Carnet; nothing for machines, changes of a message, and what is said to others."""
    # Only messages tell the kind of their channel.
    user, direct = event.get("user"), event.get("channel", "").startswith("D")
    if not user or event.get("bot_id") or event.get("subtype") not in SPOKEN:
        return None
    us = await door.desk.bot_user(team)
    words = cleaned(spoken.typed(event))
    text = addressed(words, us)
    if user == us or (text is None and not direct):
        return None
    return Heard(
        caller=Caller(team, user),
        channel=event["channel"],
        ts=event["ts"],
        thread=event.get("thread_ts") or "",
        text=words if text is None else text,
        direct=direct,
        files=talk_files.of_event(event),
    )


def addressed(text: str, us: str) -> str | None:
    """What is said to us in a message that begins with our name, after a greeting perhaps; None in any other."""
    before, name, after = text.partition(f"<@{us}>")
    if not (us and name) or verbs.plainly(before):
        return None
    return re.sub(r"^[\s,:]+", "", after)


async def _answer(door: Door, heard: Heard) -> Answer | None:
    """The answer; None for a message that was answered before."""
    caller, said, now = heard.caller, wanted(heard), door.desk.clock.now()
    if said.action is not None:
        return await _action(door, heard, said)
    if not await _first(door, heard, {}):
        return None
    if said.wish is Wish.NEXT:
        return await door.ask(caller, partial(talk_answer.next_up, now=now))
    if said.wish is Wish.SHOW and said.rest:

        def client(session: Session, member: Member) -> Answer:
            record, others = talk_meant.shown(session, member, said.rest)
            if record is None:
                return talk_answer.namesakes(member, said.rest, others)
            return talk_answer.client(session, member, record, now)

        return await door.ask(caller, client)
    unclear = said.rest if said.wish is Wish.UNCLEAR else ""
    return await door.ask(caller, lambda session, member: talk_answer.helped(member, unclear))


def wanted(heard: Heard) -> Said:
    """What the words ask for. A file comes to be kept: with no such words it is a note about a client."""
    said = verbs.said(heard.text)
    silent = said.wish is Wish.UNCLEAR or not verbs.plainly(heard.text)
    return replace(said, wish=Wish.ACT, action=TOOLBOX["info"], rest=heard.text) if heard.files and silent else said


async def _action(door: Door, heard: Heard, said: Said) -> Answer | None:
    """What an action would be; its buttons do it."""
    action, now = said.action, door.desk.clock.now()
    if action is None:
        return None
    about = await door.ask(heard.caller, partial(talk_meant.about, action=action, text=said.rest, now=now), action.name)
    # Nobody's click waits behind the calendars of three languages, which are slow to come.
    meant = await door.desk.work_on(partial(talk_meant.meant, about, heard.files))
    if not await _first(door, heard, meant.as_data()):
        return None
    return await door.ask(heard.caller, partial(talk_answer.understood, meant=meant, said=heard.name))


async def _first(door: Door, heard: Heard, understood: Mapping[str, Any]) -> bool:
    """Has nobody brought this message before? Slack may bring it twice."""
    done = await door.desk.perform(
        heard.caller.team,
        ACTIONS["hear"],
        actor=heard.caller.user,
        inputs={"said": heard.name, "understood": understood},
        source=f"slack:heard:{heard.name}",
    )
    return not done.repeat


async def _tell(client: Any, heard: Heard, answer: Answer) -> None:
    """To nobody else: in a channel the answer is seen by the person alone, whoever else reads there."""
    thread = {"thread_ts": heard.thread} if heard.thread else {}
    if heard.direct:
        await client.chat_postMessage(channel=heard.channel, **thread, **answer)
        return
    seen = {key: value for key, value in answer.items() if not key.startswith("unfurl")}
    try:
        await client.chat_postEphemeral(channel=heard.channel, user=heard.caller.user, **thread, **seen)
    except SlackApiError as exc:
        if error_of(exc) not in OUTSIDE:
            raise
        await client.chat_postMessage(channel=heard.caller.user, **answer)
