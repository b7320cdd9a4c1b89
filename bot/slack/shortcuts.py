"""Shortcuts: the toolbox from anywhere, and a Slack message as an Info."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.slack import toolbox
from bot.slack.context import Caller, Door
from bot.slack.modal import Context
from bot.slack.opening import Wanted, form_view
from bot.slack.replies import open_view
from crm.actions import TOOLBOX
from crm.domain import richtext
from crm.domain.access import Member
from crm.store.session import Session

GLOBAL = "toolbox"
MESSAGE = "add_to_infobox"


def register(app: AsyncApp, door: Door) -> None:
    async def on_global(ack: Any, body: Mapping[str, Any], client: Any) -> None:
        await ack()
        await open_view(door, client, body, lambda: door.ask(Caller.of(body), toolbox.view))

    async def on_message(ack: Any, body: Mapping[str, Any], client: Any) -> None:
        await ack()
        wanted = Wanted(body=quoted(body), context=Context(message=f"{body['channel']['id']}/{body['message_ts']}"))
        now = door.desk.clock.now()

        def view(session: Session, member: Member) -> dict[str, Any]:
            return form_view(session, member, TOOLBOX["info"], wanted, now)

        await open_view(door, client, body, lambda: door.ask(Caller.of(body), view, "info"))

    app.shortcut(GLOBAL)(on_global)
    app.shortcut(MESSAGE)(on_message)


def quoted(body: Mapping[str, Any]) -> dict[str, Any]:
    """The message's text with its formatting, and a link back to it."""
    message = body["message"]
    rich = next((block for block in message.get("blocks", ()) if block.get("type") == "rich_text"), None)
    elements = list(rich["elements"]) if rich else list(richtext.from_text(message.get("text", ""))["elements"])
    domain = (body.get("team") or {}).get("domain") or "app"
    mark = body["message_ts"].replace(".", "")
    url = f"https://{domain}.slack.com/archives/{body['channel']['id']}/p{mark}"
    link = {"type": "rich_text_section", "elements": [{"type": "link", "url": url, "text": "Slack"}]}
    return {"type": "rich_text", "elements": [*elements, link]}
