"""How a person is answered: a modal at once, or a sentence only they can see; never silence."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from bot.slack import again
from bot.slack.context import Caller, Door
from bot.slack.message import escaped
from bot.slack.modal import alerted, loading_view, refusal_view
from bot.slack.web_api import error_of, messages_of
from crm.domain.errors import Refused
from crm.domain.i18n import Text, _
from templates.catalogue import Reader, say

log = structlog.get_logger()
TRIGGER_ERRORS = frozenset(
    {"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired", "trigger_exchanged"}
)
EXPIRED = _("That took too long for Slack to open the form. Please try once more; nothing was lost.")
Made = Callable[[], Awaitable[dict[str, Any]]]


def told(refused: Refused, reader: Reader) -> str:
    """The reasons as a message's text: what somebody typed is repeated in it, and obeyed nowhere."""
    return escaped(" ".join(say(problem.text, reader) for problem in refused.problems))


async def open_view(
    door: Door, client: Any, body: Mapping[str, Any], make: Made, respond: Any = None, *, push: bool = False
) -> None:
    """Open a modal with the trigger of this request, before anything slow; ``push`` lays it over the one that is open.

    ``make`` reads what the view needs. When it takes long a loading view opens at once and is filled in afterwards.
    A refusal is an ephemeral sentence where there is a place for it, else a modal that says so.
    """
    show = client.views_push if push else client.views_open
    making = asyncio.ensure_future(make())
    done, _pending = await asyncio.wait({making}, timeout=door.slow)
    try:
        if not done:
            opened = await show(trigger_id=body["trigger_id"], view=loading_view(door.reader(Caller.of(body))))
            await _fill_in(door, client, body, opened["view"]["id"], making)
            return
        view = await _made(door, body, making, respond)
        if view is not None:
            await show(trigger_id=body["trigger_id"], view=view)
    except SlackApiError as exc:
        making.cancel()
        if not trigger_expired(exc):
            raise
        log.warning("slack.trigger_expired", user=Caller.of(body).user)
        await whisper(door, client, body, EXPIRED, respond, once_more=again.button(body, door.reader(Caller.of(body))))


async def _fill_in(door: Door, client: Any, body: Mapping[str, Any], view_id: str, making: Awaitable[Any]) -> None:
    """The loading view becomes what was asked for, or says why not."""
    view = await _made(door, body, making, None)
    await client.views_update(view_id=view_id, view=view)


async def _made(door: Door, body: Mapping[str, Any], making: Awaitable[Any], respond: Any) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = await making
    except Refused as refused:
        caller = Caller.of(body)
        log.info("refused", user=caller.user, why=str(refused))
        if respond is None:
            return refusal_view(refused, door.reader(caller))
        await respond(text=told(refused, door.reader(caller)), response_type="ephemeral", replace_original=False)
        return None
    return found


def trigger_expired(exc: SlackApiError) -> bool:
    return error_of(exc) in TRIGGER_ERRORS or any("trigger_id" in one for one in messages_of(exc))


async def replace(
    door: Door, body: Mapping[str, Any], client: Any, make: Callable[..., dict[str, Any]], *permissions: str
) -> None:
    """Show another step in the same view: a view stack holds three and no more. A refusal is said on top of it."""
    caller = Caller.of(body)
    shown = body["view"]
    try:
        view = await door.ask(caller, make, *permissions)
    except Refused as refused:
        log.info("refused", user=caller.user, why=str(refused))
        view = alerted(shown, [say(problem.text, door.reader(caller)) for problem in refused.problems])
    await client.views_update(view_id=shown["id"], view=view)


async def answer_in_time(
    door: Door, ack: Any, client: Any, body: Mapping[str, Any], making: Coroutine[Any, Any, dict[str, Any]]
) -> None:
    """Answer a form with the view that takes its place; what takes longer than Slack waits is filled in afterwards."""
    made = asyncio.ensure_future(making)
    in_time, _late = await asyncio.wait({made}, timeout=door.answer_within)
    if in_time:
        await ack(response_action="update", view=made.result())
    else:
        await ack(response_action="update", view=loading_view(door.reader(Caller.of(body))))
        await client.views_update(view_id=body["view"]["id"], view=await made)


async def whisper(
    door: Door,
    client: Any,
    body: Mapping[str, Any],
    words: Text,
    respond: Any = None,
    *,
    once_more: dict[str, Any] | None = None,
) -> None:
    """Tell one person something: where they are if there is a place, else in their direct messages."""
    caller = Caller.of(body)
    text = say(words, door.reader(caller))
    blocks = [{"type": "section", "text": {"type": "plain_text", "text": text}}, once_more] if once_more else None
    if respond is not None:
        await respond(text=escaped(text), blocks=blocks, response_type="ephemeral", replace_original=False)
    else:
        await client.chat_postMessage(channel=caller.user, text=escaped(text), blocks=blocks)
