"""Doors for looking at everything that is in the sandbox."""

from __future__ import annotations

import base64
from dataclasses import asdict
from typing import Any

from sandbox.acting.site import Site
from sandbox.api.files import told
from sandbox.control.door import Door, fields
from sandbox.errors import Refused
from sandbox.mailbox import Mail

Node = dict[str, Any]


async def members(site: Site, asked: Node) -> Node:
    return {"members": list(site.box.workspace.members.values())}


async def channels(site: Site, asked: Node) -> Node:
    """Conversations, all or those of one member, direct messages among them."""
    user = asked.get("user") or ""
    return {
        "channels": [
            {"id": one.id, "name": one.name, "kind": one.kind, "members": one.members, "archived": one.archived}
            for one in site.box.workspace.conversations.values()
            if not user or user in one.members
        ]
    }


async def messages(site: Site, asked: Node) -> Node:
    found = site.box.workspace.conversation(asked["channel"])
    shown = found.thread(asked["thread"]) if asked.get("thread") else found.messages.values()
    return {"messages": [one for one in shown if float(one["ts"]) > float(asked.get("after") or 0)]}


async def direct(site: Site, asked: Node) -> Node:
    """The direct message of two members; with the app when only one is named."""
    other = asked.get("with") or site.box.app.user
    site.box.workspace.member(other)
    found = site.box.workspace.direct(asked["user"], other)
    return {"channel": found.id, "messages": list(found.messages.values())}


async def ephemerals(site: Site, asked: Node) -> Node:
    """What one member alone was shown."""
    found = [
        {**one, "channel": conversation.id}
        for conversation in site.box.workspace.conversations.values()
        for one in conversation.ephemerals.get(asked["user"], [])
        if asked.get("channel") in (None, "", conversation.id)
    ]
    return {"messages": sorted(found, key=lambda one: float(one["ts"]))}


async def views(site: Site, asked: Node) -> Node:
    return {"views": site.box.workspace.views.stacks.get(asked["user"], [])}


async def home(site: Site, asked: Node) -> Node:
    """A member's Home tab, as a list of one or none."""
    found = site.box.workspace.views.homes.get(asked["user"])
    return {"home": [found] if found else []}


async def files(site: Site, asked: Node) -> Node:
    return {"files": [told(site.box, one) for one in site.box.workspace.files.values() if one.complete]}


async def file(site: Site, asked: Node) -> Node:
    found = site.box.workspace.find_file(asked["id"])
    return {"file": told(site.box, found), "content": base64.b64encode(found.content).decode()}


def mail_node(mail: Mail) -> Node:
    raw = mail.raw.decode("utf-8", "surrogateescape").encode("utf-8", "replace").decode()
    return {"id": mail.id, "from": mail.sender, "to": mail.recipients, "at": mail.at.isoformat(), "raw": raw}


async def mails(site: Site, asked: Node) -> Node:
    box, to = site.box.mailbox, asked.get("to") or ""
    return {"mails": [mail_node(one) for one in (box.to(to) if to else box.mails)]}


async def mail(site: Site, asked: Node) -> Node:
    found = site.box.mailbox.find(asked["id"])
    if found is None:
        raise Refused("mail_not_found")
    return {"mail": mail_node(found), "content": base64.b64encode(found.raw).decode()}


async def records(site: Site, asked: Node) -> Node:
    """Exchanges with the app, oldest first; ``red`` only those that were refused or failed."""
    after, kind, name = int(asked.get("after") or 0), asked.get("kind"), asked.get("name")
    red = asked.get("red") in (True, "1", "true")
    return {
        "records": [
            asdict(one) | {"red": one.red}
            for one in site.box.records.kept
            if one.number > after and kind in (None, one.kind) and name in (None, one.name) and (one.red or not red)
        ]
    }


def look(path: str, summary: str, run: Any, listing: str, takes: dict[str, str], *needs: str) -> Door:
    return Door(method="GET", path=path, summary=summary, run=run, takes=takes, needs=needs, listing=listing)


DOORS = (
    look("/members", "Members, the app's own user among them.", members, "members", {}),
    look("/channels", "Conversations, all or those of one member.", channels, "channels", fields(string="user")),
    look(
        "/messages",
        "Messages of a conversation or thread, oldest first.",
        messages,
        "messages",
        fields(string="channel thread after"),
        "channel",
    ),
    look(
        "/direct",
        "The direct message of a member with another, or with the app.",
        direct,
        "messages",
        fields(string="user with"),
        "user",
    ),
    look(
        "/ephemerals",
        "What only one member was shown.",
        ephemerals,
        "messages",
        fields(string="user channel"),
        "user",
    ),
    look("/views", "A member's open forms, the one on top last.", views, "views", fields(string="user"), "user"),
    look("/home", "A member's Home tab, in a list.", home, "home", fields(string="user"), "user"),
    look("/files", "Files of the workspace.", files, "files", {}),
    look("/files/{id}", "A file with its content in base64.", file, "", fields(string="id"), "id"),
    look("/mails", "Caught mails, all or those to one address.", mails, "mails", fields(string="to")),
    look("/mails/{id}", "A mail with its bytes in base64.", mail, "", fields(string="id"), "id"),
    look(
        "/records",
        "What app and workspace said to each other.",
        records,
        "records",
        fields(string="kind name red", number="after"),
    ),
)
