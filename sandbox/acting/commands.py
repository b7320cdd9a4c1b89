"""Slash commands and shortcuts."""

from __future__ import annotations

from typing import Any

from sandbox.acting.site import Site, channel_node, outcome
from sandbox.api.answers import answer_in
from sandbox.courier.parcel import COMMAND, INTERACTIVE, Parcel, Receipt
from sandbox.errors import Refused
from sandbox.triggers import Ticket

Node = dict[str, Any]

MESSAGE_SHORTCUT = "message"


async def command(site: Site, user: str, asked: Node) -> Node:
    """Types a command, such as ``/client Acme``; what the app answers at once is shown to the member."""
    found, box = site.place(user, asked["channel"]), site.box
    if asked.get("thread_ts"):
        raise Refused("not_supported_in_threads")
    name, _, text = str(asked["text"]).partition(" ")
    known = box.app.commands
    if box.app.manifest and name not in known:
        raise Refused("unknown_command")
    if known.get(name, {}).get("should_escape"):
        text = escaped(site, text)
    ticket = Ticket(user=user, channel=found.id)
    who, team = site.person(user), box.workspace.team
    payload = {
        "token": box.app.secrets.verification,
        "team_id": team["id"],
        "team_domain": team["domain"],
        "channel_id": found.id,
        "channel_name": channel_node(found)["name"],
        "user_id": user,
        "user_name": who["name"],
        "command": name,
        "text": text.strip(),
        "api_app_id": box.app.id,
        "is_enterprise_install": "false",
        "response_url": site.hook(box.tickets.give(ticket)),
        "trigger_id": box.triggers.give(user),
    }
    receipt = await site.courier.ask(Parcel(kind=COMMAND, payload=payload))
    return outcome(receipt) | shown(site, receipt, ticket, name)


def escaped(site: Site, text: str) -> str:
    """Mentions as ids, for commands that asked for them."""
    for member in sorted(site.box.workspace.people(), key=lambda one: -len(one["real_name"])):
        for name in (member["real_name"], member["name"]):
            text = text.replace(f"@{name}", f"<@{member['id']}|{member['name']}>")
    for one in site.box.workspace.conversations.values():
        if one.name:
            text = text.replace(f"#{one.name}", f"<#{one.id}|{one.name}>")
    return text


def shown(site: Site, receipt: Receipt, ticket: Ticket, name: str) -> Node:
    """The message in the body of an acknowledgement, if there is one."""
    body = {"text": receipt.body} if isinstance(receipt.body, str) else receipt.body
    if not receipt.ok or not body:
        return {}
    try:
        answer_in(site.box, ticket, body)
    except Refused as refused:
        # The person sees nothing of an answer that cannot be shown; the record does.
        problems = (f"{name}: {refused.code}", *refused.messages)
        site.box.records.note("answer", name, body, refused.answer(), problems=problems)
        site.box.news.tell("record")
    return {}


async def shortcut(site: Site, user: str, asked: Node) -> Node:
    """A shortcut: of the workspace, or of one message when channel and ts are given."""
    box, callback = site.box, asked["callback_id"]
    known, on_message = box.app.shortcuts, bool(asked.get("ts"))
    if box.app.manifest and (callback not in known or (known[callback]["type"] == MESSAGE_SHORTCUT) != on_message):
        raise Refused("unknown_shortcut")
    payload = site.common(user) | {"callback_id": callback, "action_ts": box.workspace.stamps.next()}
    if on_message:
        found, held = site.message(user, asked["channel"], asked["ts"])
        ticket = Ticket(user=user, channel=found.id, ts=held["ts"], thread=held.get("thread_ts", ""))
        about = {"type": "message_action", "channel": channel_node(found), "message_ts": held["ts"], "message": held}
        payload |= about | {"response_url": site.hook(box.tickets.give(ticket))}
    else:
        payload["type"] = "shortcut"
    payload["trigger_id"] = box.triggers.give(user)
    return outcome(await site.courier.ask(Parcel(kind=INTERACTIVE, payload=payload)))
