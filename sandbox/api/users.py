"""users.*: who is in the workspace."""

from __future__ import annotations

from typing import Any

from sandbox.api.call import Call, Method, kinds
from sandbox.api.conversations import listed_conversations
from sandbox.api.paging import paged
from sandbox.errors import Refused

Node = dict[str, Any]


def seen(call: Call, member: Node) -> Node:
    """A member as the app may see them: address and language only if it may, and asked."""
    left_out = () if call.flag("include_locale") else ("locale",)
    shown = {key: value for key, value in member.items() if key not in left_out}
    return {**shown, "profile": profile_of(call, member)}


def profile_of(call: Call, member: Node) -> Node:
    may = call.granted("users:read.email")
    return {key: value for key, value in member["profile"].items() if may or key != "email"}


def info(call: Call) -> Node:
    return {"user": seen(call, call.box.workspace.member(call.text("user")))}


def listed(call: Call) -> Node:
    page, metadata = paged(call, list(call.box.workspace.members.values()), default=1000)
    newest = max((one["updated"] for one in page), default=0)
    return {"members": [seen(call, one) for one in page], "cache_ts": newest, "response_metadata": metadata}


def by_email(call: Call) -> Node:
    wanted = call.text("email").lower()
    for member in call.box.workspace.members.values():
        if member["profile"].get("email", "").lower() == wanted and not member["deleted"]:
            return {"user": seen(call, member)}
    raise Refused("users_not_found")


def profile(call: Call) -> Node:
    return {"profile": profile_of(call, call.box.workspace.member(call.text("user") or call.box.app.user))}


METHODS = (
    Method(
        name="users.info",
        run=info,
        takes=kinds(text="user", flag="include_locale"),
        needs=("user",),
        scopes=("users:read",),
        each_minute=100,
    ),
    Method(
        name="users.list",
        run=listed,
        takes=kinds(text="cursor", number="limit", flag="include_locale presence"),
        scopes=("users:read",),
        each_minute=20,
    ),
    Method(
        name="users.lookupByEmail",
        run=by_email,
        takes=kinds(text="email"),
        needs=("email",),
        scopes=("users:read.email",),
    ),
    Method(
        name="users.conversations",
        run=listed_conversations(mine=True),
        takes=kinds(text="cursor user", number="limit", list="types", flag="exclude_archived"),
        each_minute=20,
    ),
    Method(
        name="users.profile.get",
        run=profile,
        takes=kinds(text="user", flag="include_labels"),
        scopes=("users.profile:read",),
        each_minute=100,
    ),
)
