"""A reply under an entry's message is a comment; its edit and its deletion follow."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp

from bot.slack.context import Caller, Door
from bot.slack.replies import told
from bot.slack.submissions import reader_of
from crm.actions import ACTIONS
from crm.domain import richtext
from crm.domain.errors import Refused
from crm.store import entries

log = structlog.get_logger()
# A reply can arrive before the relay has written down where the entry's message stands.
LOOK_AGAIN = (0.2, 0.5, 1.0, 2.0)


def register(app: AsyncApp, door: Door) -> None:
    async def on_message(event: Mapping[str, Any], body: Mapping[str, Any], client: Any) -> None:
        await follow(door, event, body["team_id"], client)

    app.event("message")(on_message)


async def follow(door: Door, event: Mapping[str, Any], team: str, client: Any) -> None:
    """Route one message event; the same message may come several times, and in any order."""
    match event.get("subtype"):
        case None | "file_share" | "thread_broadcast":
            if _is_reply(event) and event.get("user"):
                await _perform(door, team, event["channel"], event, client, "comment", _text(event))
        case "message_changed":
            now, before = event["message"], event.get("previous_message") or {}
            # Slack sends this also when a link unfurls: only another text is an edit.
            if _is_reply(now) and now.get("edited") and _content(now) != _content(before):
                inputs = {**_text(now), "mark": now["edited"]["ts"]}
                await _perform(door, team, event["channel"], now, client, "edit-comment", inputs)
        case "message_deleted":
            gone = event.get("previous_message") or {}
            if _is_reply(gone):
                await _perform(door, team, event["channel"], gone, client, "delete-comment", {})


def _is_reply(message: Mapping[str, Any]) -> bool:
    return bool(message.get("thread_ts")) and message["thread_ts"] != message.get("ts") and not message.get("bot_id")


def _content(message: Mapping[str, Any]) -> Any:
    return message.get("text"), message.get("blocks")


def _text(message: Mapping[str, Any]) -> dict[str, Any]:
    rich = next((block for block in message.get("blocks") or () if block.get("type") == "rich_text"), None)
    if rich is None:
        return {"text": richtext.from_text(message.get("text") or "")}
    return {"text": {"type": "rich_text", "elements": rich["elements"]}}


async def _perform(
    door: Door, team: str, channel: str, message: Mapping[str, Any], client: Any, name: str, inputs: Mapping[str, Any]
) -> None:
    entry = await _entry_of(door, team, channel, message)
    if entry is None:
        return
    origin = f"{channel}/{message['ts']}"
    step = {"comment": "msg", "edit-comment": f"edit:{inputs.get('mark')}", "delete-comment": "gone"}[name]
    source = f"slack:{step}:{channel}:{message['ts']}"
    caller = Caller(team, message["user"])
    try:
        await door.desk.perform(
            team,
            ACTIONS[name],
            actor=caller.user,
            inputs={"entry": f"E-{entry}", "origin": origin, **inputs},
            source=source,
            waiting=False,
        )
    except Refused as refused:
        log.info("refused", user=caller.user, action=name, why=str(refused))
        reader = await reader_of(door, caller)
        await client.chat_postEphemeral(
            channel=channel, user=caller.user, thread_ts=message["thread_ts"], text=told(refused, reader)
        )


async def _entry_of(door: Door, team: str, channel: str, message: Mapping[str, Any]) -> int | None:
    """The entry whose thread this is; asked again for a while when the thread is under a message of ours."""
    ours = await door.desk.bot_user(team) == message.get("parent_user_id")
    for wait in (0.0, *(LOOK_AGAIN if ours else ())):
        await asyncio.sleep(wait)
        row = await door.desk.ask(team, lambda session: entries.linked(session, channel, message["thread_ts"]))
        if row is not None:
            found: int = row.entry_id
            return found
    return None
