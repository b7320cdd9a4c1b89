"""An app of the tests' own that uses everything the page can show."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from typing import Any

from sandbox_here import EMMA, THOMAS, asked, button, modal, plain, section
from slack_bolt.app.async_app import AsyncApp

COMPANIES = ("Acme SA", "Aïoli Frères & Cie", "Zenith AG", "Gesellschaft für Präzisionsmaschinenbau Schaffhausen mbH")
COMMANDS = (
    ("/form", "[company]", "Every kind of field in one form"),
    ("/steps", "", "A form in three steps"),
    ("/card", "[company]", "A company with its buttons"),
    ("/whisper", "[words]", "Say something that only you can read"),
)
MANIFEST = {
    "display_information": {"name": "Carnet"},
    "features": {
        "bot_user": {"display_name": "carnet"},
        "slash_commands": [{"command": one, "usage_hint": hint, "description": about} for one, hint, about in COMMANDS],
        "shortcuts": [
            {"name": "New note", "type": "global", "callback_id": "new_note", "description": "Write a note"},
            {"name": "Note this", "type": "message", "callback_id": "note_this", "description": "Keep a message"},
        ],
    },
    "oauth_config": {"scopes": {"bot": ["chat:write", "commands", "files:read", "users:read", "channels:history"]}},
    "settings": {"event_subscriptions": {"bot_events": ["app_home_opened", "message.channels", "app_mention"]}},
}


def option(words):
    return {"text": plain(words), "value": words.casefold()[:70]}


GROUPS = [
    {"label": plain("People"), "options": [option("Emma Whitfield"), option("Thomas Brönnimann")]},
    {"label": plain("Lists"), "options": [option("Everyone in Genève")]},
]
STATUS = [option("Prospect"), option("Active"), option("Former client")]


def every_field():
    """One input of every kind that a modal may hold."""
    return [
        asked("plain_text_input", "name", placeholder=plain("Acme SA")),
        asked("rich_text_input", "text", optional=True),
        asked("external_select", "company", min_query_length=1),
        asked("multi_external_select", "contacts", min_query_length=1, optional=True),
        asked("static_select", "status", options=STATUS, initial_option=STATUS[1]),
        asked("multi_static_select", "participants", option_groups=GROUPS, optional=True),
        asked("users_select", "responsible", initial_user=EMMA),
        asked("multi_users_select", "colleagues", optional=True),
        asked("conversations_select", "where", default_to_current_conversation=True, optional=True),
        asked("multi_channels_select", "channels", optional=True),
        asked("datepicker", "day", initial_date="2026-12-01", optional=True),
        asked("timepicker", "time", optional=True),
        asked("datetimepicker", "when", optional=True),
        asked("checkboxes", "flags", options=STATUS, optional=True),
        asked("radio_buttons", "mode", options=STATUS, optional=True),
        asked("number_input", "fee", is_decimal_allowed=True, min_value="0", optional=True),
        asked("email_text_input", "email", optional=True),
        asked("url_text_input", "website", optional=True),
        asked("file_input", "documents", optional=True),
    ]


def card(company):
    return [
        {"type": "header", "text": plain(company)},
        {
            **section("*Owner* <@U0THOMAS1>\nVisit <!date^1796117400^{date_long_pretty} at {time}|soon>"),
            "fields": [
                {"type": "mrkdwn", "text": f"*{name}*\n{value}"}
                for name, value in (("Place", "Genève"), ("Branch", "Watchmaking"))
            ],
            "accessory": {
                "type": "overflow",
                "action_id": "more",
                "options": [option("Open card"), option("Archive")],
            },
        },
        {**button("call", "Call"), "block_id": "of card"},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "Entry `E-12` · <#C0INFOBOX1>"}]},
    ]


@dataclass(kw_only=True)
class Heard:
    """What the app was told, noted before it is acknowledged: a test waits for what follows from that."""

    submissions: list[dict[str, Any]] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    actions: list[dict[str, Any]] = field(default_factory=list)


def listeners(app: AsyncApp, heard: Heard) -> None:
    for family in (commands, forms, presses, surroundings):
        family(app, heard)


def commands(app: AsyncApp, heard: Heard) -> None:
    @app.command("/form")
    async def form(ack, body, client):
        await ack()
        about = {"callback_id": "every", "notify_on_close": True, "title": plain("Every field")}
        await client.views_open(trigger_id=body["trigger_id"], view=modal(*every_field()) | about)

    @app.command("/steps")
    async def steps(ack, body, client):
        await ack()
        loading = modal(section("Loading…")) | {"callback_id": "loading"}
        del loading["submit"]
        opened = await client.views_open(trigger_id=body["trigger_id"], view=loading)
        first = modal(asked("plain_text_input", "name"), button("add", "Add another"), button("next", "More"))
        await client.views_update(
            view_id=opened["view"]["id"], hash=opened["view"]["hash"], view=first | {"callback_id": "first"}
        )

    @app.command("/card")
    async def show(ack, command, client):
        await ack()
        company = command["text"] or COMPANIES[3]
        await client.chat_postMessage(channel=command["channel_id"], text=company, blocks=card(company))

    @app.command("/whisper")
    async def whisper(ack, command):
        await ack(f"Between us: {command['text']}")


def forms(app: AsyncApp, heard: Heard) -> None:
    @app.options("v")
    async def companies(ack, payload):
        await ack(options=[option(one) for one in COMPANIES if payload["value"].casefold() in one.casefold()])

    @app.view("every")
    async def submitted(ack, view):
        heard.submissions.append(view["state"]["values"])
        if view["state"]["values"]["name"]["v"]["value"] == "short":
            await ack(response_action="errors", errors={"name": "A company of that name exists."})
        else:
            await ack()

    @app.view(re.compile("first|third"))
    async def done(ack):
        await ack(response_action="clear")

    @app.view("second")
    async def second(ack):
        await ack(response_action="push", view=modal(section("The third and last.")) | {"callback_id": "third"})

    @app.view_closed(re.compile(".*"))
    async def closed(ack, view):
        heard.closed.append(view["callback_id"])
        await ack()


def presses(app: AsyncApp, heard: Heard) -> None:
    @app.action("add")
    async def add(ack, body, client):
        await ack()
        blocks = [*body["view"]["blocks"][:1], asked("plain_text_input", "second", optional=True)]
        view = modal(*blocks, *body["view"]["blocks"][1:]) | {"callback_id": "first"}
        await client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)

    @app.action("next")
    async def push(ack, body, client):
        await ack()
        view = modal(asked("plain_text_input", "words", optional=True)) | {"callback_id": "second"}
        await client.views_push(trigger_id=body["trigger_id"], view=view | {"notify_on_close": True})

    @app.action("call")
    async def call(ack, body, client):
        heard.actions.append(body["actions"][0])
        await ack()
        channel, ts = body["channel"]["id"], body["message"]["ts"]
        await client.chat_postMessage(channel=channel, thread_ts=ts, text=f"<@{body['user']['id']}> calls now.")

    @app.action(re.compile("more|visit|team"))
    async def pressed(ack, body):
        heard.actions.append(body["actions"][0])
        await ack()

    @app.action("v")
    async def changed(ack):
        await ack()


def surroundings(app: AsyncApp, heard: Heard) -> None:
    @app.event("app_home_opened")
    async def home(event, client):
        who = {
            "type": "users_select",
            "action_id": "team",
            "placeholder": plain("Whose clients"),
            "initial_user": THOMAS,
        }
        blocks = [
            {"type": "header", "text": plain("Your day")},
            section(f"Bonjour <@{event['user']}>, three clients wait for a call."),
            {"type": "actions", "block_id": "bar", "elements": [who, button("visit", "Plan a visit")["elements"][0]]},
            {"type": "divider"},
            *(block for company in COMPANIES for block in card(company)[:2] if block["type"] == "header"),
        ]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    @app.shortcut("new_note")
    async def new_note(ack, body, client):
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal(asked("plain_text_input", "note")))

    @app.shortcut("note_this")
    async def note_this(ack, body, client):
        await ack()
        view = modal(asked("plain_text_input", "note", initial_value=body["message"]["text"]))
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.event(re.compile("message|app_mention"))
    async def said(event):
        await asyncio.sleep(0)
