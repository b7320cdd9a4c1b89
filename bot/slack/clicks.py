"""Buttons: in the toolbox, on the card and on entry messages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.slack import cards, toolbox
from bot.slack.channel import OPEN_CARD, UNDO
from bot.slack.context import Caller, Door
from bot.slack.modal import Context
from bot.slack.opening import Wanted, form_view
from bot.slack.replies import open_view, told, whisper
from bot.slack.submissions import reader_of
from crm.actions import ACTIONS, TOOLBOX
from crm.domain.access import Member
from crm.domain.clients import RecordNumber
from crm.domain.errors import NotFound, Refused
from crm.domain.i18n import _
from crm.store.session import Session


def register(app: AsyncApp, door: Door) -> None:
    app.action(re.compile(f"^{toolbox.OPEN}"))(_listener(door, open_form))
    app.action(cards.ADD_INFO)(_listener(door, add_info))
    app.action(cards.ALL_ACTIONS)(_listener(door, all_actions))
    app.action(cards.OLDER)(_listener(door, turn_page))
    app.action(cards.NEWEST)(_listener(door, turn_page))
    app.action(OPEN_CARD)(_listener(door, open_card))
    app.action(UNDO)(_listener(door, undo))


def _listener(door: Door, handle: Any) -> Any:
    async def on_click(ack: Any, body: Mapping[str, Any], client: Any, action: Mapping[str, Any]) -> None:
        await ack()
        await handle(door, body, client, action)

    return on_click


def number_in(action: Mapping[str, Any]) -> RecordNumber:
    found = RecordNumber.read(action.get("value", "").partition(" ")[0])
    if found is None:
        raise NotFound(what=str(action.get("value", ""))[:40])
    return found


async def replace(door: Door, body: Mapping[str, Any], client: Any, make: Any, *permissions: str) -> None:
    """Show another step in the same view: a view stack holds three and no more."""
    caller = Caller.of(body)
    try:
        view = await door.ask(caller, make, *permissions)
    except Refused as refused:
        await whisper(door, caller, client, body, refused.problems[0].text)
        return
    await client.views_update(view_id=body["view"]["id"], view=view)


async def open_form(door: Door, body: Mapping[str, Any], client: Any, action: Mapping[str, Any]) -> None:
    """An action chosen in the toolbox takes the toolbox's place."""
    chosen = TOOLBOX[action["action_id"].removeprefix(toolbox.OPEN)]
    wanted = Wanted(numbers=toolbox.chosen(body["view"]["state"]))
    now = door.desk.clock.now()
    make = partial(_form, action=chosen, wanted=wanted, now=now)
    await replace(door, body, client, make, chosen.name)


def _form(session: Session, member: Member, *, action: Any, wanted: Wanted, now: Any) -> dict[str, Any]:
    return form_view(session, member, action, wanted, now)


async def add_info(door: Door, body: Mapping[str, Any], client: Any, action: Mapping[str, Any]) -> None:
    """“+ Info” is laid over the card, which shows the entry afterwards."""
    number = number_in(action)
    wanted = Wanted(numbers=(number,), context=Context(card=str(number)))
    make = partial(_form, action=TOOLBOX["info"], wanted=wanted, now=door.desk.clock.now())
    try:
        view = await door.ask(Caller.of(body), make, "info")
    except Refused as refused:
        await whisper(door, Caller.of(body), client, body, refused.problems[0].text)
        return
    await client.views_push(trigger_id=body["trigger_id"], view=view)


async def all_actions(door: Door, body: Mapping[str, Any], client: Any, action: Mapping[str, Any]) -> None:
    number = number_in(action)
    await replace(door, body, client, lambda session, member: toolbox.view(session, member, numbers=(number,)))


async def turn_page(door: Door, body: Mapping[str, Any], client: Any, action: Mapping[str, Any]) -> None:
    number = number_in(action)
    before = action["value"].partition(" ")[2]
    now = door.desk.clock.now()
    await replace(
        door, body, client, lambda session, member: cards.card_view(session, member, number, now, before=before)
    )


async def open_card(door: Door, body: Mapping[str, Any], client: Any, action: Mapping[str, Any]) -> None:
    """From an entry's message to the card of its first client."""
    number = number_in(action)
    now = door.desk.clock.now()
    await open_view(
        door,
        client,
        body,
        lambda: door.ask(Caller.of(body), lambda session, member: cards.card_view(session, member, number, now)),
    )


async def undo(door: Door, body: Mapping[str, Any], client: Any, action: Mapping[str, Any]) -> None:
    """Undo from the entry's own message; a second click of an impatient hand is the same source."""
    caller = Caller.of(body)
    source = f"slack:undo:{action['value']}:{action['action_ts']}"
    try:
        done = await door.desk.perform(
            caller.team, ACTIONS["undo"], actor=caller.user, inputs={"entry": action["value"]}, source=source
        )
    except Refused as refused:
        reader = await reader_of(door, caller)
        await client.chat_postEphemeral(channel=body["channel"]["id"], user=caller.user, text=told(refused, reader))
        return
    await reader_of(door, caller)
    for note in done.notes or (_("Done. The entry stays readable, struck through."),):
        await whisper(door, caller, client, body, note)
