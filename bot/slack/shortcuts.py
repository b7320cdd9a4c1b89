"""Shortcuts: the toolbox from anywhere, and a Slack message as an Info."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.slack import spoken, toolbox
from bot.slack.context import Caller, Door
from bot.slack.opening import Wanted, form_view
from bot.slack.replies import open_view
from crm.actions import TOOLBOX
from crm.domain import richtext
from crm.domain.access import Member
from crm.domain.fields import RICH_TEXT_AT_MOST
from crm.store.session import Session

GLOBAL = "toolbox"
MESSAGE = "add_to_infobox"
LINK_TAKES = 300  # characters that the link and its line may need


def register(app: AsyncApp, door: Door) -> None:
    async def on_global(ack: Any, body: Mapping[str, Any], client: Any) -> None:
        await ack()
        await open_view(door, client, body, lambda: door.ask(Caller.of(body), toolbox.view))

    async def on_message(ack: Any, body: Mapping[str, Any], client: Any, respond: Any) -> None:
        await ack()
        wanted = Wanted(body=quoted(body))
        now = door.desk.clock.now()

        def view(session: Session, member: Member) -> dict[str, Any]:
            return form_view(session, member, TOOLBOX["info"], wanted, now)

        await open_view(door, client, body, lambda: door.ask(Caller.of(body), view, "info"), respond)

    app.shortcut(GLOBAL)(on_global)
    app.shortcut(MESSAGE)(on_message)


def quoted(body: Mapping[str, Any]) -> dict[str, Any]:
    """The message's text with its formatting, and a link back to it."""
    text = richtext.cut(said(body["message"]), RICH_TEXT_AT_MOST - LINK_TAKES)
    link = {"type": "link", "url": permalink(body), "text": "Slack"}
    return {**text, "elements": [*text["elements"], {"type": "rich_text_section", "elements": [link]}]}


def said(message: Mapping[str, Any]) -> dict[str, Any]:
    """What a message says: its rich text where Slack sends one, and the names of its files as links."""
    rich = next((block for block in message.get("blocks") or () if block.get("type") == "rich_text"), None)
    elements = list((rich or spoken.message(message.get("text") or ""))["elements"])
    files = [_file(one) for one in message.get("files") or ()]
    return {"type": "rich_text", "elements": [*elements, *(one for one in files if one)]}


def _file(found: Mapping[str, Any]) -> dict[str, Any] | None:
    name, url = found.get("name") or found.get("title"), found.get("permalink")
    if not name:
        return None
    node = {"type": "link", "url": url, "text": name} if url else {"type": "text", "text": name}
    return {"type": "rich_text_section", "elements": [{"type": "text", "text": "📎 "}, node]}


def permalink(body: Mapping[str, Any]) -> str:
    """The address that “Copy link” gives for a message; asking Slack for it would be a call before ``views.open``."""
    domain = (body.get("team") or {}).get("domain") or "app"
    channel, mark = body["channel"]["id"], body["message_ts"].replace(".", "")
    thread = body["message"].get("thread_ts")
    reply = f"?thread_ts={thread}&cid={channel}" if thread and thread != body["message_ts"] else ""
    return f"https://{domain}.slack.com/archives/{channel}/p{mark}{reply}"
