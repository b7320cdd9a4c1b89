"""The form of a member's preferences is opened from a button, and comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp

from bot.slack import copy_clicks, preferences
from bot.slack.clicks import Click, listener
from bot.slack.context import Caller, Door
from bot.slack.form import inputs_of
from bot.slack.modal import ACT, alerted, labelled, message_view, refusal
from bot.slack.submissions import SAVED, SAVING
from crm.actions.preferences import ACTION
from crm.domain.errors import Refused
from crm.domain.i18n import _
from templates.catalogue import say

log = structlog.get_logger()


def register(app: AsyncApp, door: Door) -> None:
    app.action(preferences.OPEN)(listener(door, open_form))
    app.view(f"{ACT}{ACTION.name}")(_submitted(door))
    copy_clicks.register(app, door, open_again)


async def open_form(click: Click) -> None:
    await click.show(_view(click), push=True)


async def open_again(click: Click) -> None:
    await click.show(_view(click))


def _view(click: Click) -> Any:
    return partial(preferences.view, now=click.door.desk.clock.now(), domain=click.door.mail_domain)


def _submitted(door: Door) -> Any:
    async def on_submission(ack: Any, body: Mapping[str, Any], view: Mapping[str, Any], client: Any) -> None:
        caller = Caller.of(body)
        saving = asyncio.ensure_future(_save(door, caller, view))
        in_time, _late = await asyncio.wait({saving}, timeout=door.answer_within)
        if in_time:
            answer = saving.result()
            await ack(**answer) if answer else await ack()
            return
        await ack(response_action="update", view=alerted(view, [say(SAVING, door.reader(caller))], "info"))
        answer = await saving
        shown = (
            answer.get("view") or alerted(view, labelled(view, answer["errors"]))
            if answer
            else message_view(_("Saved"), [SAVED], door.reader(caller))
        )
        await client.views_update(view_id=view["id"], view=shown)

    return on_submission


async def _save(door: Door, caller: Caller, view: Mapping[str, Any]) -> dict[str, Any]:
    try:
        source = f"slack:view:{view['id']}"
        inputs = inputs_of(view["state"])
        done = await door.desk.perform(caller.team, ACTION, actor=caller.user, inputs=inputs, source=source)
    except Refused as refused:
        log.info("refused", user=caller.user, action=ACTION.name, why=str(refused))
        return refusal(view, refused, await door.meet(caller))
    log.info("performed", user=caller.user, action=ACTION.name, result=done.result, repeat=done.repeat)
    return {}
