"""Bugs: logged with a short reference that the person sees too."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError

from bot.slack.context import Caller, Door
from bot.slack.modal import alerted
from bot.slack.replies import whisper
from bot.slack.web_api import error_of
from crm.domain.i18n import Text, _
from templates.catalogue import say

log = structlog.get_logger()
# A modal or message that its reader closed or deleted while we were writing to it.
GONE = frozenset({"not_found", "view_not_found", "message_not_found", "hash_conflict"})
NOTICED = 0.02  # seconds; bolt looks every hundredth of a second whether a request was acknowledged


def register(app: AsyncApp, door: Door) -> None:
    async def on_error(
        error: Exception, body: Mapping[str, Any], context: AsyncBoltContext, response: BoltResponse | None, client: Any
    ) -> BoltResponse | None:
        if context.authorize_result is None:
            # Nobody has vouched for this request: its response_url may lead anywhere.
            log.warning("slack.not_believed", error=type(error).__name__)
            return BoltResponse(status=401)
        if response is None:
            # Acknowledged, which bolt forgets after us: had it not looked before, strays would take the request, too.
            await asyncio.sleep(NOTICED)
        if isinstance(error, SlackApiError) and error_of(error) in GONE:
            log.info("slack.gone", error=error_of(error))
            return response
        reference = secrets.token_hex(3)
        log.error("slack.failed", reference=reference, kind=_kind(body), exc_info=error)
        words = _(
            "Something went wrong on our side; we are sorry. If it happens again, tell your administrator: {reference}",
            reference=reference,
        )
        answer = _unanswered(door, body, words) if response is not None else None
        if answer is None:
            await _tell(door, body, context, client, words)
        return answer or response

    app.error(on_error)


def _kind(body: Mapping[str, Any]) -> str:
    return str((body.get("event") or {}).get("type") or body.get("type") or body.get("command"))


def _unanswered(door: Door, body: Mapping[str, Any], words: Text) -> BoltResponse | None:
    """Slack still waits: a form is shown again with what was typed, a type-ahead stays empty."""
    if body.get("type") == "view_submission":
        view = alerted(body["view"], [say(words, door.reader(Caller.of(body)))], "error")
        return _json({"response_action": "update", "view": view})
    return _json({"options": []}) if body.get("type") == "block_suggestion" else None


def _json(answer: dict[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=json.dumps(answer), headers={"content-type": ["application/json"]})


async def _tell(door: Door, body: Mapping[str, Any], context: AsyncBoltContext, client: Any, words: Text) -> None:
    event = body.get("event") or {}
    if event.get("thread_ts") and event.get("user"):
        text = say(words, door.reader(Caller.of(body)))
        await client.chat_postEphemeral(
            channel=event["channel"], user=event["user"], thread_ts=event["thread_ts"], text=text
        )
    elif not event and Caller.of(body).user:
        await whisper(door, client, body, words, context.respond if context.response_url else None)
