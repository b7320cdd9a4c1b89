"""A form comes back: performed, or refused with the reasons at their fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp

from bot.slack import cards, toolbox
from bot.slack.context import Caller, Door
from bot.slack.form import inputs_of
from bot.slack.modal import ACT, Context, alerted, refusal
from crm.actions import TOOLBOX
from crm.domain.clients import RecordNumber
from crm.domain.errors import Refused
from crm.domain.i18n import _
from templates.catalogue import say

log = structlog.get_logger()


def register(app: AsyncApp, door: Door) -> None:
    for action in TOOLBOX.values():
        app.view(f"{ACT}{action.name}")(_submitted(door))
    app.view(toolbox.CALLBACK)(_toolbox_submitted(door))


def _submitted(door: Door) -> Any:
    async def on_submission(ack: Any, body: Mapping[str, Any], view: Mapping[str, Any], client: Any) -> None:
        caller = Caller.of(body)
        action = TOOLBOX[view["callback_id"].removeprefix(ACT)]
        try:
            # A double click and a repeated request carry the same view: one effect.
            done = await door.desk.perform(
                caller.team,
                action,
                actor=caller.user,
                inputs=inputs_of(view["state"]),
                source=f"slack:view:{view['id']}",
            )
        except Refused as refused:
            log.info("refused", user=caller.user, action=action.name, why=str(refused))
            await ack(**refusal(view, refused, await reader_of(door, caller)))
            return
        await ack()
        log.info("performed", user=caller.user, action=action.name, result=done.result, repeat=done.repeat)
        await _refresh_card(door, caller, client, view)

    return on_submission


async def reader_of(door: Door, caller: Caller) -> Any:
    """The member's language, asked for when this process has not met them yet."""
    if caller not in door.readers:
        try:
            await door.ask(caller, lambda session, member: None)
        except Refused:
            return door.reader(caller)
    return door.reader(caller)


async def _refresh_card(door: Door, caller: Caller, client: Any, view: Mapping[str, Any]) -> None:
    """The card below the form shows the new entry at once."""
    number = RecordNumber.read(Context.read(view.get("private_metadata", "")).card)
    below = view.get("previous_view_id")
    if number is None or not below:
        return
    now = door.desk.clock.now()
    card = await door.ask(caller, lambda session, member: cards.card_view(session, member, number, now))
    await client.views_update(view_id=below, view=card)


def _toolbox_submitted(door: Door) -> Any:
    """“Open the card” of the client chosen in the toolbox."""

    async def on_submission(ack: Any, body: Mapping[str, Any], view: Mapping[str, Any]) -> None:
        caller = Caller.of(body)
        numbers = toolbox.chosen(view["state"])
        if not numbers:
            text = say(_("Choose a client first."), await reader_of(door, caller))
            await ack(response_action="errors", errors={toolbox.CLIENT: text})
            return
        now = door.desk.clock.now()
        try:
            card = await door.ask(caller, lambda session, member: cards.card_view(session, member, numbers[0], now))
        except Refused as refused:
            lines = [say(one.text, door.reader(caller)) for one in refused.problems]
            await ack(response_action="update", view=alerted(view, lines))
            return
        await ack(response_action="update", view=card)

    return on_submission
