"""A form comes back: performed, or refused with the reasons at their fields."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp

from bot.slack import cards, linking, picker, selection, talk_clicks, talk_files, toolbox
from bot.slack.below import draw_card
from bot.slack.context import Caller, Door
from bot.slack.form import inputs_of
from bot.slack.modal import ACT, Context, alerted, labelled, message_view, refusal
from bot.slack.opening import Wanted, form_view
from bot.slack.replies import answer_in_time
from crm.actions import TOOLBOX
from crm.actions.merge import WITH
from crm.domain.action import Action
from crm.domain.clients import RecordNumber
from crm.domain.errors import Refused
from crm.domain.i18n import _
from crm.outcome import Done
from crm.views import waiting
from templates.catalogue import say

log = structlog.get_logger()
SAVING = _("This takes a moment. The form says so when it is saved.")
SAVED = _("Saved.")
CLEARED = {"response_action": "clear"}


def register(app: AsyncApp, door: Door) -> None:
    for action in TOOLBOX.values():
        if action.hands_over:
            # Its own room takes it, and goes on with what it comes to.
            continue
        app.view(f"{ACT}{action.name}")(_submitted(door))
    for callback in (toolbox.CALLBACK, picker.CALLBACK):
        app.view(callback)(_client_chosen(door))


def _submitted(door: Door) -> Any:
    async def on_submission(ack: Any, body: Mapping[str, Any], view: Mapping[str, Any], client: Any) -> None:
        performing = asyncio.ensure_future(perform(door, body, view, client))
        in_time, _late = await asyncio.wait({performing}, timeout=door.answer_within)
        if in_time:
            answer = performing.result()
            await ack(**answer) if answer else await ack()
        else:
            await _answer_late(door, ack, body, view, client, performing)
            answer = performing.result()
        if not answer:
            await draw_card(door, Caller.of(body), client, view)
            await talk_clicks.stands(door, Caller.of(body), Context.read(view.get("private_metadata", "")).said)
        if Context.read(view.get("private_metadata", "")).selection:
            await selection.refresh_list(door, Caller.of(body), client, view)

    return on_submission


async def perform(door: Door, body: Mapping[str, Any], view: Mapping[str, Any], client: Any) -> dict[str, Any]:
    """What Slack is to be answered; nothing closes the form."""
    caller = Caller.of(body)
    action = TOOLBOX[view["callback_id"].removeprefix(ACT)]
    context = Context.read(view.get("private_metadata", ""))
    if action.forms and not (context.client and (context.other or action.field(WITH.name) is None)):
        return await _chosen(door, caller, action, view, context)
    filled = {**inputs_of(view["state"], context.opened_at), **context.inputs}
    inputs = await talk_files.with_them(door, caller, action, context.said, filled)
    if context.selection:
        return await selection.answer(door, caller, action, view, inputs)
    try:
        await linking.ready(door, client, caller, action, inputs)
        # A double click and a repeated request carry the same view, one message said the same words: one effect.
        done: Done = await door.desk.perform(
            caller.team,
            action,
            actor=caller.user,
            inputs=inputs,
            source=waiting.source(context.said) if context.said else f"slack:view:{view['id']}",
        )
    except Refused as refused:
        log.info("refused", user=caller.user, action=action.name, why=str(refused))
        return refusal(view, refused, await door.meet(caller))
    log.info("performed", user=caller.user, action=action.name, result=done.result, repeat=done.repeat)
    # The card below would show what is here no more.
    return CLEARED if action.removes else {}


async def _chosen(
    door: Door, caller: Caller, action: Action, view: Mapping[str, Any], context: Context
) -> dict[str, Any]:
    """The client that a form is about was chosen, or the second of two: the same view becomes its form."""
    now = door.desk.clock.now()
    first, state = RecordNumber.read(context.client), view["state"]
    numbers = [*([first] if first else picker.chosen(state)), *picker.chosen(state, WITH.name)]
    wanted = Wanted(numbers=numbers, context=context)
    try:
        form = await door.ask(
            caller, lambda session, member: form_view(session, member, action, wanted, now), action.name
        )
    except Refused as refused:
        return refusal(view, refused, await door.meet(caller))
    return {"response_action": "update", "view": form}


async def _answer_late(
    door: Door, ack: Any, body: Mapping[str, Any], view: Mapping[str, Any], client: Any, performing: Any
) -> None:
    """The form stays, with what was typed, until it is known what became of it."""
    reader = door.reader(Caller.of(body))
    await ack(response_action="update", view=alerted(view, [say(SAVING, reader)], "info"))
    answer = await performing
    if not answer or answer is CLEARED:
        shown = message_view(_("Saved"), [SAVED], reader)
    else:
        shown = answer.get("view") or alerted(view, labelled(view, answer["errors"]))
    await client.views_update(view_id=view["id"], view=shown)


def _client_chosen(door: Door) -> Any:
    """“Open the card” of the client chosen in the toolbox or in the little form of `/client`."""

    async def on_submission(ack: Any, body: Mapping[str, Any], view: Mapping[str, Any], client: Any) -> None:
        caller = Caller.of(body)
        numbers = picker.chosen(view["state"])
        if not numbers:
            text = say(_("Choose a client first."), await door.meet(caller))
            await ack(response_action="errors", errors={picker.CLIENT: text})
            return
        await answer_in_time(door, ack, client, body, _card(door, caller, view, numbers[0]))

    return on_submission


async def _card(door: Door, caller: Caller, view: Mapping[str, Any], number: RecordNumber) -> dict[str, Any]:
    now = door.desk.clock.now()
    try:
        return await door.ask(caller, lambda session, member: cards.card_view(session, member, number, now))
    except Refused as refused:
        return alerted(view, [say(one.text, door.reader(caller)) for one in refused.problems])
