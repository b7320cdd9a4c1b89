"""Speaking, editing, deleting; coming and going; files; looking at the app."""

from __future__ import annotations

from typing import Any

from sandbox.acting.site import Site
from sandbox.api.files import share, told
from sandbox.completing import completed
from sandbox.conversations import PUBLIC
from sandbox.errors import Refused
from sandbox.files import File
from sandbox.rules.judge import message_problems
from sandbox.saying import by_person, join, leave, opened_home, rewrite, say, unsay
from sandbox.stamps import new_id

Node = dict[str, Any]


async def message(site: Site, user: str, asked: Node) -> Node:
    """Says something; ``files`` are ids of what was uploaded before."""
    found, box, thread = site.place(user, asked["channel"]), site.box, asked.get("thread_ts") or ""
    if thread and thread not in found.messages:
        raise Refused("thread_not_found")
    held = [box.workspace.find_file(id_) for id_ in asked.get("files") or []]
    text, blocks = str(asked.get("text") or ""), typed(asked)
    if not text and not held:
        raise Refused("no_text")
    for file in held:
        file.channels.append(found.id)
    said = by_person(box, user, text, blocks, [told(box, file) for file in held])
    say(box, found, said, thread, broadcast=bool(asked.get("reply_broadcast")) and bool(thread))
    for file in held:
        share(box, file)
    return {"channel": found.id, "ts": said["ts"], "message": dict(said)}


def typed(asked: Node) -> list[Node] | None:
    """The blocks that the composer made; plain text becomes one paragraph."""
    blocks = asked.get("blocks")
    if blocks and (problems := message_problems({"blocks": blocks})):
        raise Refused("invalid_blocks", *problems)
    if not blocks and asked.get("text"):
        words = [{"type": "text", "text": asked["text"]}]
        blocks = [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": words}]}]
    return completed(blocks) if blocks else None


async def edit(site: Site, user: str, asked: Node) -> Node:
    found, held = site.message(user, asked["channel"], asked["ts"])
    if held.get("user") != user or held.get("bot_id"):
        raise Refused("cant_update_message")
    changes = {"text": str(asked.get("text") or ""), "blocks": typed(asked)}
    return {"message": dict(rewrite(site.box, found, held, changes, user))}


async def delete(site: Site, user: str, asked: Node) -> Node:
    found, held = site.message(user, asked["channel"], asked["ts"])
    may_all = site.person(user)["is_admin"]
    if held.get("subtype") == "tombstone" or (held.get("user") != user and not may_all):
        raise Refused("cant_delete_message")
    unsay(site.box, found, held["ts"])
    return {}


async def upload(site: Site, user: str, asked: Node) -> Node:
    """A file from the member's machine; a message or a form shows it later."""
    file = File(
        id=new_id("F"),
        name=asked["name"],
        user=user,
        length=len(asked["content"]),
        content=asked["content"],
        uploaded=True,
        complete=True,
    )
    site.box.workspace.files[file.id] = file
    site.box.news.tell("file", user=user)
    return {"file": told(site.box, file)}


async def come(site: Site, user: str, asked: Node) -> Node:
    found = site.box.workspace.conversation(asked["channel"])
    inviter = asked.get("inviter") or ""
    if found.kind != PUBLIC and inviter not in found.members:
        raise Refused("channel_not_found")
    if not join(site.box, found, user, inviter):
        raise Refused("already_in_channel")
    return {}


async def go(site: Site, user: str, asked: Node) -> Node:
    found = site.place(user, asked["channel"])
    if found.general:
        raise Refused("cant_leave_general")
    leave(site.box, found, user)
    return {}


async def home(site: Site, user: str, asked: Node) -> Node:
    """Looks at the app: its Home tab, or its messages."""
    opened_home(site.box, user, asked.get("tab") or "home")
    return {"view": site.box.workspace.views.homes.get(user)}
