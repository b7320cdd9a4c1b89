"""How a person is told no: an ephemeral sentence, never silence."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from bot.slack.context import Caller, Door
from bot.slack.modal import loading_view, message_view
from crm.domain.errors import Refused
from crm.domain.i18n import Text, _
from templates.catalogue import Reader, say

log = structlog.get_logger()
SLOW = 0.8  # seconds a person may wait before they see that we are at work
TRIGGER_ERRORS = {
    "expired_trigger_id",
    "exchanged_trigger_id",
    "invalid_trigger_id",
    "trigger_expired",
    "trigger_exchanged",
}
Made = Callable[[], Awaitable[dict[str, Any]]]


def told(refused: Refused, reader: Reader) -> str:
    return " ".join(say(problem.text, reader) for problem in refused.problems)


async def open_view(door: Door, client: Any, body: Mapping[str, Any], make: Made, respond: Any = None) -> None:
    """Open a modal with the trigger of this request, before anything slow.

    ``make`` reads what the view needs. When it takes long a loading view opens at once and is filled in afterwards.
    A refusal is shown as a modal where there is no place to answer to, else as an ephemeral sentence.
    """
    caller = Caller.of(body)
    making = asyncio.ensure_future(_made(door, caller, make, respond))
    done, _pending = await asyncio.wait({making}, timeout=SLOW)
    try:
        if done:
            view = making.result()
            if view is not None:
                await client.views_open(trigger_id=body["trigger_id"], view=view)
            return
        opened = await client.views_open(trigger_id=body["trigger_id"], view=loading_view(door.reader(caller)))
        view = await making
        if view is not None:
            await client.views_update(view_id=opened["view"]["id"], view=view)
    except SlackApiError as exc:
        if not trigger_expired(exc):
            raise
        making.cancel()
        await _say_expired(door, caller, client, body, respond)


async def _made(door: Door, caller: Caller, make: Made, respond: Any) -> dict[str, Any] | None:
    try:
        return await make()
    except Refused as refused:
        log.info("refused", user=caller.user, why=str(refused))
        reader = door.reader(caller)
        if respond is None:
            return message_view(_("Not possible"), [problem.text for problem in refused.problems], reader)
        await respond(text=told(refused, reader), response_type="ephemeral")
        return None


def trigger_expired(exc: SlackApiError) -> bool:
    messages = exc.response.get("response_metadata", {}).get("messages", [])
    return exc.response["error"] in TRIGGER_ERRORS or any("trigger_id" in one for one in messages)


EXPIRED = _("That took too long for Slack to open the form. Please try once more; nothing was lost.")


async def _say_expired(door: Door, caller: Caller, client: Any, body: Mapping[str, Any], respond: Any) -> None:
    log.warning("slack.trigger_expired", user=caller.user)
    await whisper(door, caller, client, body, EXPIRED, respond)


async def whisper(
    door: Door, caller: Caller, client: Any, body: Mapping[str, Any], words: Text, respond: Any = None
) -> None:
    """Tell one person something: where they are if there is a place, else in their direct messages."""
    text = say(words, door.reader(caller))
    if respond is not None:
        await respond(text=text, response_type="ephemeral")
        return
    channel = (body.get("channel") or {}).get("id")
    if channel:
        await client.chat_postEphemeral(channel=channel, user=caller.user, text=text)
    else:
        await client.chat_postMessage(channel=caller.user, text=text)
