"""Slash commands: one for each action, `/crm` for any of them, `/toolbox` and `/client`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.slack import cards, help_text, toolbox
from bot.slack.context import Caller, Door
from bot.slack.opening import Wanted, form_view
from bot.slack.replies import open_view
from crm.actions import TOOLBOX
from crm.domain.access import Member
from crm.domain.action import Action
from crm.domain.folding import fold
from crm.store.session import Session
from templates.catalogue import Reader, say


def register(app: AsyncApp, door: Door) -> None:
    for action in TOOLBOX.values():
        app.command(action.command)(partial_listener(door, action))
    app.command("/crm")(listener(door, crm))
    app.command("/toolbox")(listener(door, open_toolbox))
    app.command("/client")(listener(door, open_client))


def partial_listener(door: Door, action: Action) -> Any:
    return listener(door, partial(open_action, action=action))


def listener(door: Door, handle: Any) -> Any:
    """Acknowledge first; Slack waits three seconds for that and no longer."""

    async def on_command(ack: Any, body: Mapping[str, Any], client: Any, respond: Any) -> None:
        await ack()
        await handle(door, body, client, respond)

    return on_command


async def open_action(
    door: Door, body: Mapping[str, Any], client: Any, respond: Any, *, action: Action, text: str | None = None
) -> None:
    wanted = Wanted(text=body.get("text", "") if text is None else text)

    def view(session: Session, member: Member) -> dict[str, Any]:
        return form_view(session, member, action, wanted, door.desk.clock.now())

    await open_view(door, client, body, lambda: door.ask(Caller.of(body), view, action.name), respond)


async def crm(door: Door, body: Mapping[str, Any], client: Any, respond: Any) -> None:
    """`/crm info Acme …` opens that action; `/crm help` and anything unknown list what there is."""
    name, _space, rest = body.get("text", "").strip().partition(" ")
    caller = Caller.of(body)
    action = await door.ask(caller, lambda session, member: by_name(name, Reader.member(member))) if name else None
    if action is not None:
        await open_action(door, body, client, respond, action=action, text=rest)
    elif not name:
        await open_toolbox(door, body, client, respond)
    else:
        text = await door.ask(caller, lambda session, member: help_text.written(member, name))
        await respond(text=text, response_type="ephemeral")


def by_name(name: str, reader: Reader) -> Action | None:
    """An action by its name, or by its title in the member's language."""
    wanted = fold(name)
    for action in TOOLBOX.values():
        if wanted in {action.name, fold(say(action.title, reader)).replace(" ", "-")}:
            return action
    return None


async def open_toolbox(door: Door, body: Mapping[str, Any], client: Any, respond: Any) -> None:
    text = body.get("text", "") if body.get("command") == "/toolbox" else ""

    def view(session: Session, member: Member) -> dict[str, Any]:
        return toolbox.view(session, member, text)

    await open_view(door, client, body, lambda: door.ask(Caller.of(body), view), respond)


async def open_client(door: Door, body: Mapping[str, Any], client: Any, respond: Any) -> None:
    def view(session: Session, member: Member) -> dict[str, Any]:
        return cards.found(session, member, body.get("text", ""), door.desk.clock.now())

    await open_view(door, client, body, lambda: door.ask(Caller.of(body), view), respond)
