"""conversations.*: opening, creating, joining, inviting."""

from __future__ import annotations

import re
from typing import Any

from sandbox.api.call import MANAGING, Call, Method, kinds
from sandbox.api.conversations import shown
from sandbox.conversations import DIRECT, GROUP, PRIVATE, PUBLIC, Conversation
from sandbox.errors import Refused
from sandbox.saying import join, leave

Node = dict[str, Any]

NAME = re.compile(r"^[\w-]{1,80}$")
TOGETHER_AT_MOST = 8


def open_(call: Call) -> Node:
    """A direct message with one member, or one of several."""
    users, channel = call.args.get("users") or [], call.text("channel")
    if bool(users) == bool(channel):
        raise Refused("users_list_not_supplied" if not users else "channel_and_users_supplied")
    if channel:
        found, new = call.conversation(), False
    else:
        found, new = with_users(call, users)
    call.need(MANAGING[GROUP if found.kind == GROUP else DIRECT])
    node = shown(call, found) if call.flag("return_im") else {"id": found.id}
    already = {} if new else {"no_op": True, "already_open": True}
    return {"channel": node, **already}


def with_users(call: Call, users: list[str]) -> tuple[Conversation, bool]:
    workspace = call.box.workspace
    if len(users) > TOGETHER_AT_MOST:
        raise Refused("too_many_users")
    for user in users:
        member = workspace.member(user)
        if member["is_bot"]:
            raise Refused("cannot_dm_bot")
        if member["deleted"]:
            raise Refused("user_disabled")
    before = len(workspace.conversations)
    found = workspace.direct(call.box.app.user, *users)
    return found, len(workspace.conversations) > before


def create(call: Call) -> Node:
    name, workspace, app = call.text("name"), call.box.workspace, call.box.app.user
    kind = PRIVATE if call.flag("is_private") else PUBLIC
    call.need(MANAGING[kind])
    if not NAME.match(name) or name != name.lower():
        raise Refused("invalid_name_specials")
    if workspace.named(name):
        raise Refused("name_taken")
    made = workspace.create(name=name, kind=kind, creator=app, members=[app])
    call.box.news.tell("channel", channel=made.id)
    return {"channel": shown(call, made)}


def join_(call: Call) -> Node:
    found = call.conversation()
    if found.kind != PUBLIC:
        raise Refused("method_not_supported_for_channel_type")
    if found.archived:
        raise Refused("is_archived")
    new = join(call.box, found, call.box.app.user)
    return {"channel": shown(call, found)} | ({} if new else {"warning": "already_in_channel"})


def leave_(call: Call) -> Node:
    found = call.conversation(MANAGING)
    if call.box.app.user not in found.members:
        return {"not_in_channel": True}
    leave(call.box, found, call.box.app.user)
    return {}


def invite(call: Call) -> Node:
    found, app = call.conversation(MANAGING), call.box.app.user
    if app not in found.members:
        raise Refused("not_in_channel")
    for user in call.args["users"]:
        call.box.workspace.member(user)
        if user == app:
            raise Refused("cant_invite_self")
        if user in found.members and not call.flag("force"):
            raise Refused("already_in_channel")
    for user in call.args["users"]:
        join(call.box, found, user, app)
    return {"channel": shown(call, found)}


METHODS = (
    Method(
        name="conversations.open",
        run=open_,
        takes=kinds(text="channel", list="users", flag="return_im prevent_creation"),
    ),
    Method(
        name="conversations.create",
        run=create,
        takes=kinds(text="name", flag="is_private"),
        needs=("name",),
        each_minute=20,
    ),
    Method(
        name="conversations.join",
        run=join_,
        takes=kinds(text="channel"),
        needs=("channel",),
        scopes=("channels:join",),
    ),
    Method(name="conversations.leave", run=leave_, takes=kinds(text="channel"), needs=("channel",)),
    Method(
        name="conversations.invite",
        run=invite,
        takes=kinds(text="channel", list="users", flag="force"),
        needs=("channel", "users"),
    ),
)
