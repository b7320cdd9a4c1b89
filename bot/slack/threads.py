"""A reply under an entry's message is a comment; its edit and its deletion follow."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp

from bot.slack import spoken, talk
from bot.slack.context import Caller, Door
from bot.slack.message import escaped
from bot.slack.replies import told
from bot.slack.shortcuts import said
from crm.actions import ACTIONS
from crm.domain.errors import Busy, Refused
from crm.outcome import Done
from crm.store import entries
from templates.catalogue import say

log = structlog.get_logger()
# A reply can arrive before the relay has written down where the entry's message stands.
LOOK_AGAIN = (0.2, 0.5, 1.0, 2.0)
# Slack sends an event that we acknowledged no second time: a busy store is asked again.
BUSY_AGAIN = (0.5, 2.0, 5.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """What a message event asks for: an operation, and the message it is about."""

    operation: str
    message: Mapping[str, Any]
    inputs: Mapping[str, Any]
    step: str


def register(app: AsyncApp, door: Door) -> None:
    async def on_message(event: Mapping[str, Any], body: Mapping[str, Any], client: Any) -> None:
        if not await follow(door, event, body["team_id"], client) and event.get("channel_type") == "im":
            await talk.listen(door, event, body["team_id"], client)

    app.event("message")(on_message)


async def follow(door: Door, event: Mapping[str, Any], team: str, client: Any) -> bool:
    """Route one message event; the same message may come several times, and in any order. Was it a comment's?"""
    reply = read(event)
    if reply is None or not _is_reply(reply.message):
        return False
    # What begins with our name is said to us, and no comment.
    if talk.addressed(spoken.typed(reply.message), await door.desk.bot_user(team)) is not None:
        return False
    return await _perform(door, team, event["channel"], client, reply)


def read(event: Mapping[str, Any]) -> Reply | None:
    match event.get("subtype"):
        case None | "file_share" | "thread_broadcast":
            return Reply(operation="comment", message=event, inputs={"text": said(event)}, step="msg")
        case "message_changed":
            now, before = event["message"], event.get("previous_message") or {}
            # Slack sends this also when a link unfurls: only another text is an edit.
            if not now.get("edited") or said(now) == said(before):
                return None
            mark = now["edited"]["ts"]
            return Reply(
                operation="edit-comment", message=now, inputs={"text": said(now), "mark": mark}, step=f"edit:{mark}"
            )
        case "message_deleted":
            gone = event.get("previous_message") or {}
            return Reply(operation="delete-comment", message=gone, inputs={}, step="gone")
    return None


def _is_reply(message: Mapping[str, Any]) -> bool:
    thread = message.get("thread_ts")
    return bool(thread and thread != message.get("ts") and message.get("user")) and not message.get("bot_id")


async def _perform(door: Door, team: str, channel: str, client: Any, reply: Reply) -> bool:
    message = reply.message
    entry = await _entry_of(door, team, channel, message)
    if entry is None:
        return False
    caller = Caller(team, message["user"])
    inputs = {"entry": f"E-{entry}", "origin": f"{channel}/{message['ts']}", **reply.inputs}
    source = f"slack:{reply.step}:{channel}:{message['ts']}"
    try:
        done = await _patiently(door, caller, reply.operation, inputs, source)
    except Refused as refused:
        log.info("refused", user=caller.user, action=reply.operation, why=str(refused))
        text = told(refused, await door.meet(caller))
    else:
        # Whom a comment could not reach, its author may want to tell by themselves.
        text = escaped(" ".join([say(note, await door.meet(caller)) for note in done.notes]))
    if text:
        await client.chat_postEphemeral(channel=channel, user=caller.user, thread_ts=message["thread_ts"], text=text)
    return True


async def _patiently(door: Door, caller: Caller, operation: str, inputs: Mapping[str, Any], source: str) -> Done:
    for wait in (*BUSY_AGAIN, None):
        try:
            return await door.desk.perform(
                caller.team, ACTIONS[operation], actor=caller.user, inputs=inputs, source=source, waiting=False
            )
        except Busy:
            if wait is None:
                raise
            await asyncio.sleep(wait)
    raise AssertionError("the last try ends it")


async def _entry_of(door: Door, team: str, channel: str, message: Mapping[str, Any]) -> int | None:
    """The entry whose thread this is; asked again for a while when the thread is under a message of ours."""
    # Only new replies name whose thread they are in; an edit is about a message that has been seen.
    ours = await door.desk.bot_user(team) == message.get("parent_user_id")
    for wait in (0.0, *(LOOK_AGAIN if ours else ())):
        await asyncio.sleep(wait)
        row = await door.desk.ask(team, lambda session: entries.linked(session, channel, message["thread_ts"]))
        if row is not None:
            found: int = row.entry_id
            return found
    return None
