"""What no room takes: acknowledged, so that Slack does not send it again, and said to a person who waits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp

from bot.slack.context import Caller, Door
from bot.slack.modal import message_view
from bot.slack.replies import whisper
from crm.domain.i18n import _

log = structlog.get_logger()
ANY = re.compile(".*")
UNKNOWN_COMMAND = _("Carnet does not know this command. Type “/crm help” to see what there is.")
UNKNOWN_FORM = _("This form is not known here any more. Please open it again.")


def register(app: AsyncApp, door: Door) -> None:
    async def on_command(ack: Any, body: Mapping[str, Any], client: Any, respond: Any) -> None:
        await ack()
        log.info("slack.unknown_command", command=body.get("command"))
        await door.meet(Caller.of(body))
        await whisper(door, client, body, UNKNOWN_COMMAND, respond)

    async def on_form(ack: Any, body: Mapping[str, Any], view: Mapping[str, Any]) -> None:
        log.info("slack.unknown_form", form=view.get("callback_id"))
        reader = await door.meet(Caller.of(body))
        await ack(response_action="update", view=message_view(_("Not possible"), [UNKNOWN_FORM], reader))

    async def on_options(ack: Any) -> None:
        await ack(options=[])

    async def on_anything(ack: Any, body: Mapping[str, Any]) -> None:
        await ack()
        log.debug("slack.ignored", type=body.get("type"))

    async def on_event(event: Mapping[str, Any]) -> None:
        log.debug("slack.ignored", type=event.get("type"), subtype=event.get("subtype"))

    app.command(ANY)(on_command)
    app.view(ANY)(on_form)
    app.view_closed(ANY)(on_anything)
    app.options(ANY)(on_options)
    app.action(ANY)(on_anything)
    app.shortcut(ANY)(on_anything)
    app.event(ANY)(on_event)
