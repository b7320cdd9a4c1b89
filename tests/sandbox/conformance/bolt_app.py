"""A small app as one writes it with slack_bolt, served by Socket Mode or by signed HTTP."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from sandbox_here import Here, asked, button, modal, plain, section
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp

COMPANIES = ("Acme SA", "Aïoli Frères", "Zenith AG")


@dataclass(kw_only=True)
class Seen:
    """What the app has heard, by kind."""

    events: list[dict[str, Any]] = field(default_factory=list)
    submissions: list[dict[str, Any]] = field(default_factory=list)
    closed: list[dict[str, Any]] = field(default_factory=list)
    actions: list[dict[str, Any]] = field(default_factory=list)


def option(words):
    return {"text": plain(words), "value": words.casefold()}


def note_form():
    return modal(
        asked("external_select", "client", min_query_length=1),
        asked("plain_text_input", "note", multiline=True),
        asked("multi_users_select", "people", optional=True),
        asked("file_input", "files", optional=True),
        {**button("more"), "block_id": "buttons"},
        callback_id="note",
        notify_on_close=True,
    )


def listeners(app: AsyncApp, seen: Seen) -> None:
    for family in (commands, forms, buttons, surroundings):
        family(app, seen)


def commands(app: AsyncApp, seen: Seen) -> None:
    @app.command("/note")
    async def note(ack, body, client):
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=note_form())

    @app.command("/echo")
    async def echo(ack, command):
        await ack(f"You said: {command['text']}")

    @app.command("/later")
    async def later(ack, respond):
        await ack()
        await respond("It took a while.", response_type="in_channel")


def forms(app: AsyncApp, seen: Seen) -> None:
    @app.options("v")
    async def companies(ack, payload):
        await ack(options=[option(one) for one in COMPANIES if payload["value"].casefold() in one.casefold()])

    @app.view("note")
    async def submitted(ack, body, view, client):
        seen.submissions.append(body)
        words = view["state"]["values"]["note"]["v"]["value"]
        if words == "short":
            await ack(response_action="errors", errors={"note": "Please write a little more."})
        elif words == "next":
            await ack(response_action="push", view=modal(section("More"), callback_id="more"))
        elif words == "again":
            await ack(response_action="update", view=modal(section("Saved"), callback_id="saved"))
        else:
            await ack()
            await client.chat_postMessage(channel="C0INFOBOX1", text=words, blocks=[section(words), button("open")])

    @app.view("more")
    async def more_done(ack):
        await ack(response_action="clear")

    @app.view_closed(re.compile(".*"))
    async def closed(ack, body):
        await ack()
        seen.closed.append(body)


def buttons(app: AsyncApp, seen: Seen) -> None:
    @app.action("more")
    async def push_more(ack, body, client):
        await ack()
        seen.actions.append(body)
        await client.views_push(trigger_id=body["trigger_id"], view=modal(section("More"), callback_id="more"))

    @app.action("welcome")
    async def welcome(ack, body):
        await ack()
        seen.actions.append(body)

    @app.action("open")
    async def opened(ack, body, respond):
        await ack()
        seen.actions.append(body)
        await respond("Opened.", replace_original=True)


def surroundings(app: AsyncApp, seen: Seen) -> None:
    @app.event("app_home_opened")
    async def home(event, client):
        seen.events.append(event)
        view = {"type": "home", "blocks": [section(f"Bonjour <@{event['user']}>"), button("welcome")]}
        await client.views_publish(user_id=event["user"], view=view)

    @app.shortcut("add_note")
    async def shortcut(ack, body, client):
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=note_form())

    @app.shortcut("note_of_message")
    async def of_message(ack, body, respond):
        await ack()
        await respond(f"Noted: {body['message']['text']}")

    @app.event(re.compile(".*"))
    async def anything(event):
        seen.events.append(event)


@asynccontextmanager
async def by_socket(here: Here, seen: Seen) -> AsyncIterator[AsyncApp]:
    app = AsyncApp(client=here.slack, signing_secret="unused")
    listeners(app, seen)
    handler = AsyncSocketModeHandler(app, "xapp-1-sandbox-app-token", web_client=here.slack)
    await handler.connect_async()
    await here.look("connections", wait=5)
    try:
        yield app
    finally:
        await handler.close_async()


@asynccontextmanager
async def by_http(here: Here, seen: Seen) -> AsyncIterator[AsyncApp]:
    app = AsyncApp(client=here.slack, signing_secret="sandbox-signing-secret")
    listeners(app, seen)
    runner = web.AppRunner(app.web_app(path="/slack/events", port=0))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    assert (await here.ask("PUT", "request-url", url=f"http://127.0.0.1:{port}/slack/events"))["ok"]
    try:
        yield app
    finally:
        await runner.cleanup()


WAYS = {"socket": by_socket, "http": by_http}
