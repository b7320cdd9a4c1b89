"""Buttons: in the toolbox, on the card, on Home and on entry messages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.slack import again, cards, commands, picker, toolbox
from bot.slack.context import Caller, Door
from bot.slack.form import VALUE
from bot.slack.message import UNDO
from bot.slack.modal import ACT, Context
from bot.slack.opening import Wanted, form_view
from bot.slack.replies import open_view, replace, whisper
from crm.actions import ACTIONS, TOOLBOX
from crm.domain.access import Member
from crm.domain.clients import RecordNumber
from crm.domain.errors import NotFound, Refused
from crm.domain.i18n import Text, _
from crm.store.session import Session


@dataclass(frozen=True, kw_only=True, slots=True)
class Click:
    """A button that was pressed. ``respond`` answers where it stood, if that was a message."""

    door: Door
    body: Mapping[str, Any]
    client: Any
    action: Mapping[str, Any]
    respond: Any

    @property
    def value(self) -> str:
        return str(self.action.get("value", ""))

    @property
    def number(self) -> RecordNumber | None:
        """The client that the button is about; values are read as if anybody had written them."""
        return RecordNumber.read(self.value.partition(" ")[0])

    async def show(self, make: Any, *permissions: str, push: bool = False) -> None:
        """In the place of the modal it was pressed in, else as a new one."""
        view = self.body.get("view") or {}
        # Three views lie on each other and no more: what would be the fourth takes the third one's place.
        full = bool(view.get("previous_view_id")) and view["previous_view_id"] != view.get("root_view_id")
        if (full or not push) and view.get("type") == "modal":
            await replace(self.door, self.body, self.client, make, *permissions)
            return
        caller = Caller.of(self.body)
        await open_view(
            self.door,
            self.client,
            self.body,
            lambda: self.door.ask(caller, make, *permissions),
            self.respond,
            # Only a modal can have something laid over it; a message and the Home tab cannot.
            push=push and view.get("type") == "modal",
        )


def register(app: AsyncApp, door: Door) -> None:
    app.action(re.compile(f"^{toolbox.OPEN}"))(listener(door, open_form))
    app.action(cards.ADD_INFO)(listener(door, add_info))
    for name in cards.FORMS:
        app.action(f"{cards.FORM}{name}")(listener(door, over_card))
    app.action({"block_id": picker.CLIENT, "action_id": VALUE})(listener(door, pick_client))
    app.action(cards.ALL_ACTIONS)(listener(door, open_toolbox))
    app.action(UNDO)(listener(door, undo))
    app.action(again.ACTION)(listener(door, once_more))


def listener(door: Door, handle: Any) -> Any:
    async def on_click(ack: Any, body: Mapping[str, Any], client: Any, action: Mapping[str, Any], respond: Any) -> None:
        await ack()
        here = respond if body.get("response_url") else None
        await handle(Click(door=door, body=body, client=client, action=action, respond=here))

    return on_click


async def open_form(click: Click) -> None:
    """An action chosen in the toolbox takes the toolbox's place; its client goes with it."""
    name = click.action["action_id"].removeprefix(toolbox.OPEN)
    chosen = toolbox.Stand.of(click.body.get("view") or {}).client
    wanted = Wanted(numbers=(chosen,) if chosen else ())
    await click.show(partial(form, name=name, wanted=wanted, now=click.door.desk.clock.now()), name)


def form(session: Session, member: Member, *, name: str, wanted: Wanted, now: Any) -> dict[str, Any]:
    if name not in TOOLBOX:
        raise NotFound(what=name[:40])
    return form_view(session, member, TOOLBOX[name], wanted, now)


async def add_info(click: Click) -> None:
    """“+ Info” is laid over the card, which shows the entry afterwards."""
    numbers = (click.number,) if click.number else ()
    wanted = Wanted(numbers=numbers, context=Context(card=str(click.number or "")))
    make = partial(form, name="info", wanted=wanted, now=click.door.desk.clock.now())
    await click.show(make, "info", push=True)


async def over_card(click: Click) -> None:
    """An action's form is laid over the card, which shows afterwards what is known now."""
    name = click.action["action_id"].removeprefix(cards.FORM)
    numbers = (click.number,) if click.number else ()
    wanted = Wanted(numbers=numbers, context=Context(card=str(click.number or "")))
    await click.show(partial(form, name=name, wanted=wanted, now=click.door.desk.clock.now()), name, push=True)


async def pick_client(click: Click) -> None:
    """The client that a form is about was picked: the same view becomes its form."""
    view = click.body.get("view") or {}
    action = TOOLBOX.get(str(view.get("callback_id", "")).removeprefix(ACT))
    numbers = picker.chosen(view.get("state") or {})
    if action is None or not action.forms or not numbers:
        return
    wanted = Wanted(numbers=numbers, context=Context.read(view.get("private_metadata", "")))
    make = partial(form, name=action.name, wanted=wanted, now=click.door.desk.clock.now())
    await click.show(make, action.name)


async def open_toolbox(click: Click) -> None:
    """The toolbox in the card's place, with its client chosen."""
    await click.show(partial(toolbox.view, stand=toolbox.Stand(client=click.number)))


async def undo(click: Click) -> None:
    """Undo from the entry's own message. One button does it once: a second click would undo the undoing."""
    caller = Caller.of(click.body)
    await click.door.meet(caller)
    try:
        done = await click.door.desk.perform(
            caller.team,
            ACTIONS["undo"],
            actor=caller.user,
            inputs={"entry": click.value.partition(" ")[0]},
            source=f"slack:undo:{click.value[:100]}",
        )
    except Refused as refused:
        for problem in refused.problems:
            await _say(click, problem.text)
        return
    for note in done.notes or (_("Done. The entry stays readable, struck through."),):
        await _say(click, note)


async def _say(click: Click, words: Text) -> None:
    await whisper(click.door, click.client, click.body, words, click.respond)


async def once_more(click: Click) -> None:
    """The command that came too late, with the trigger of this click; the sentence about it goes."""
    body = again.command(click.body, click.action)
    handle = commands.handlers().get(body["command"]) if body else None
    if body is None or handle is None:
        await _say(click, _("Carnet does not know this command. Type “/crm help” to see what there is."))
        return
    await handle(click.door, body, click.client, click.respond)
    if click.respond is not None:
        await click.respond(delete_original=True)
