"""What an app sends to a response address, up to five times within half an hour."""

from __future__ import annotations

from typing import Any

from sandbox.api.content import content_of
from sandbox.box import Box
from sandbox.conversations import Conversation
from sandbox.errors import Refused
from sandbox.saying import by_app, rewrite, say, unsay, whisper
from sandbox.triggers import Ticket

Node = dict[str, Any]

ALLOWED = {
    *("text", "blocks", "attachments", "response_type", "replace_original", "delete_original", "thread_ts", "metadata"),
    *("unfurl_links", "unfurl_media", "mrkdwn", "markdown_text"),
}


def respond(box: Box, key: str, body: Node) -> None:
    """Answers where the person is: a new message, or the one they clicked on replaced or deleted."""
    unknown = sorted(body.keys() - ALLOWED)
    if unknown:
        raise Refused("invalid_arguments", *(f"invalid additional property: {name}" for name in unknown), status=400)
    ticket = box.tickets.take(key)
    answer_in(box, ticket, body)


def answer_in(box: Box, ticket: Ticket, body: Node) -> None:
    found = box.workspace.conversation(ticket.channel)
    if body.get("delete_original"):
        forget_original(box, found, ticket)
        return
    content = content_of({key: value for key, value in body.items() if value is not None})
    if body.get("replace_original") and ticket.ts:
        replace_original(box, found, ticket, content)
        return
    thread = str(body.get("thread_ts") or ticket.thread)
    message = by_app(box, content)
    if body.get("response_type") == "in_channel":
        say(box, found, message, thread)
    else:
        whisper(box, found, ticket.user, message, thread)


def forget_original(box: Box, found: Conversation, ticket: Ticket) -> None:
    if ticket.ephemeral:
        found.hush(ticket.user, ticket.ts)
        box.news.tell("message", channel=found.id, user=ticket.user)
    elif found.messages.get(ticket.ts, {}).get("bot_id") == box.app.bot_id:
        unsay(box, found, ticket.ts)
    else:
        raise Refused("message_not_found", status=404)


def replace_original(box: Box, found: Conversation, ticket: Ticket, content: Node) -> None:
    changes = {"blocks": None, "attachments": None, **content}
    if ticket.ephemeral:
        held = found.whispered(ticket.user, ticket.ts)
        if held is None:
            raise Refused("message_not_found", status=404)
        held |= {key: value for key, value in changes.items() if value is not None}
        for key in [key for key, value in changes.items() if value is None]:
            held.pop(key, None)
        box.news.tell("message", channel=found.id, user=ticket.user)
        return
    message = found.messages.get(ticket.ts)
    if message is None or message.get("bot_id") != box.app.bot_id:
        raise Refused("message_not_found", status=404)
    rewrite(box, found, message, changes, box.app.bot_id)
