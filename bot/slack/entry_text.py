"""The text of an entry is put right by its author, in the place where they read it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.models.views import View

from bot.slack import entries, entry_foot
from bot.slack.below import draw_card
from bot.slack.clicks import Click, listener
from bot.slack.context import Caller, Door
from bot.slack.form import Form, input_block, inputs_of, plain
from bot.slack.modal import SAVE, TITLE_AT_MOST, Context, alerted, labelled, refusal
from bot.slack.submissions import SAVING
from crm.actions import ACTIONS
from crm.actions.edit_entry import ACTION, text_of
from crm.domain.access import Member
from crm.domain.errors import NotFound, Refused
from crm.domain.i18n import _
from crm.domain.timeline import entry_number
from crm.store.session import Session
from crm.views import entries as views
from templates.catalogue import Reader, say

log = structlog.get_logger()
CALLBACK = "entry:text"


def register(app: AsyncApp, door: Door) -> None:
    app.action(entry_foot.EDIT)(listener(door, open_form))
    app.view(CALLBACK)(_submitted(door))


async def open_form(click: Click) -> None:
    """The form takes the place of the entry: there is a card below, and a stack of views holds three."""
    card = Context.read((click.body.get("view") or {}).get("private_metadata", "")).card
    make = partial(form_view, token=click.value, now=click.door.desk.clock.now(), card=card)
    await click.show(make)


def form_view(session: Session, member: Member, token: str, now: datetime, card: str) -> dict[str, Any]:
    """The text as it stands, under the name that the entry's own form has for it.

    Raises:
        NotFound: no such entry, or none with a text that this member may see.
    """
    number = entry_number(token)
    entry = views.entry(session, member, number) if number else None
    asked = text_of(ACTIONS.get(entry.action)) if entry else None
    field = ACTION.field("text")
    if entry is None or asked is None or field is None:
        raise NotFound(what=token[:40])
    reader = Reader.member(member)
    form = Form(reader=reader, now=now, values={"text": entry.body})
    return View(
        type="modal",
        callback_id=CALLBACK,
        private_metadata=str(Context(card=card, entry=entry.number)),
        title=plain(say(ACTION.title, reader), TITLE_AT_MOST),
        submit=say(SAVE, reader),
        close=say(_("Cancel"), reader),
        blocks=[input_block(replace(field, label=asked.label, required=asked.required, example=asked.example), form)],
    ).to_dict()


def _submitted(door: Door) -> Any:
    async def on_submission(ack: Any, body: Mapping[str, Any], view: Mapping[str, Any], client: Any) -> None:
        caller = Caller.of(body)
        saving = asyncio.ensure_future(_save(door, caller, view))
        in_time, _late = await asyncio.wait({saving}, timeout=door.answer_within)
        if in_time:
            await ack(**saving.result())
        else:
            await ack(response_action="update", view=alerted(view, [say(SAVING, door.reader(caller))], "info"))
            answer = await saving
            shown = answer.get("view") or alerted(view, labelled(view, answer["errors"]))
            await client.views_update(view_id=view["id"], view=shown)
        await draw_card(door, caller, client, view)

    return on_submission


async def _save(door: Door, caller: Caller, view: Mapping[str, Any]) -> dict[str, Any]:
    """The entry as it reads now takes the form's place; a refusal leaves what was typed."""
    context = Context.read(view.get("private_metadata", ""))
    given = {**inputs_of(view["state"]), **context.inputs}
    try:
        # The same view may edit again later; by then it has another hash.
        source = f"slack:text:{view['id']}:{view.get('hash', '')}"
        done = await door.desk.perform(caller.team, ACTION, actor=caller.user, inputs=given, source=source)
        now = door.desk.clock.now()
        make = partial(entries.entry_view, token=context.entry, now=now, card=context.card, links=door.links)
        shown = await door.ask(caller, make)
    except Refused as refused:
        log.info("refused", user=caller.user, action=ACTION.name, why=str(refused))
        return refusal(view, refused, await door.meet(caller))
    log.info("performed", user=caller.user, action=ACTION.name, result=done.result, repeat=done.repeat)
    return {"response_action": "update", "view": shown}
