"""Slash commands: one for each action, `/crm` for any of them, `/toolbox` and `/client`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.slack import cards, help_text, listing, preferences, reports, searching, spoken, toolbox, upcoming
from bot.slack.context import Caller, Door
from bot.slack.opening import Wanted, form_view
from bot.slack.replies import open_view, told
from bot.speech.verbs import by_name
from crm.actions import TOOLBOX
from crm.domain.access import Member
from crm.domain.action import Action
from crm.domain.errors import Refused
from crm.store.session import Session

Handler = Callable[[Door, Mapping[str, Any], Any, Any], Awaitable[None]]


def register(app: AsyncApp, door: Door) -> None:
    for command, handle in handlers().items():
        app.command(command)(_listener(door, handle))


def handlers() -> dict[str, Handler]:
    """Every slash command and what it does."""
    found: dict[str, Handler] = {action.command: partial(open_action, action=action) for action in TOOLBOX.values()}
    return found | {
        "/crm": crm,
        "/toolbox": open_toolbox,
        "/client": open_client,
        "/clients": listing.open_list,
        "/upcoming": upcoming.open_upcoming,
    }


def _listener(door: Door, handle: Handler) -> Any:
    """Acknowledge first; Slack waits three seconds for that and no longer."""

    async def on_command(ack: Any, body: Mapping[str, Any], client: Any, respond: Any) -> None:
        await ack()
        await handle(door, body, client, respond)

    return on_command


async def open_action(
    door: Door, body: Mapping[str, Any], client: Any, respond: Any, *, action: Action, text: str | None = None
) -> None:
    wanted = Wanted(text=spoken.typed(body) if text is None else text)
    now = door.desk.clock.now()

    def view(session: Session, member: Member) -> dict[str, Any]:
        return form_view(session, member, action, wanted, now)

    await open_view(door, client, body, lambda: door.ask(Caller.of(body), view, action.name), respond)


async def crm(door: Door, body: Mapping[str, Any], client: Any, respond: Any) -> None:
    """`/crm info Acme …` opens that action, `/crm search …` looks for words; the help answers all the rest."""
    text = spoken.typed(body)
    action, rest = by_name(text)
    words = searching.wanted(text)
    if words is not None:
        await searching.open_search(door, body, client, respond, words)
    elif preferences.wanted(text):
        await preferences.open_typed(door, body, client, respond)
    elif reports.wanted(text):
        await reports.ask(door, body, respond)
    elif action is not None:
        await open_action(door, body, client, respond, action=action, text=rest)
    elif text:
        await _help(door, body, respond, text.split()[0])
    else:
        await open_toolbox(door, {**body, "text": ""}, client, respond)


async def _help(door: Door, body: Mapping[str, Any], respond: Any, asked: str) -> None:
    caller = Caller.of(body)
    try:
        text = await door.ask(caller, lambda session, member: help_text.written(member, asked))
    except Refused as refused:
        text = told(refused, door.reader(caller))
    await respond(text=text, response_type="ephemeral")


async def open_toolbox(door: Door, body: Mapping[str, Any], client: Any, respond: Any) -> None:
    text, now = spoken.typed(body), door.desk.clock.now()

    def view(session: Session, member: Member) -> dict[str, Any]:
        return toolbox.asked(session, member, text, now)

    await open_view(door, client, body, lambda: door.ask(Caller.of(body), view), respond)


async def open_client(door: Door, body: Mapping[str, Any], client: Any, respond: Any) -> None:
    text, now = spoken.typed(body), door.desk.clock.now()

    def view(session: Session, member: Member) -> dict[str, Any]:
        return cards.found(session, member, text, now)

    await open_view(door, client, body, lambda: door.ask(Caller.of(body), view), respond)
