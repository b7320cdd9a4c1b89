"""conversations.*: which there are, who is in them, and what was said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.api.call import HISTORY, READING, Call, Method, kinds
from sandbox.api.paging import paged
from sandbox.conversations import DIRECT, GROUP, PRIVATE, PUBLIC, Conversation
from sandbox.errors import Refused

Node = dict[str, Any]

TYPES = {"public_channel": PUBLIC, "private_channel": PRIVATE, "im": DIRECT, "mpim": GROUP}


def shown(call: Call, one: Conversation, *, members: bool = False) -> Node:
    """A conversation as Slack tells it."""
    app, team = call.box.app.user, call.box.workspace.team_id
    common = {"id": one.id, "created": one.created, "is_archived": one.archived, "context_team_id": team}
    if one.is_direct:
        other = next((user for user in one.members if user != app), app)
        return common | {
            "is_im": True,
            "user": other,
            "is_org_shared": False,
            "priority": 0,
            "updated": one.created * 1000,
        }
    about = {
        "name": one.name,
        "name_normalized": one.name,
        "is_channel": one.kind == PUBLIC,
        "is_group": one.kind == PRIVATE,
        "is_im": False,
        "is_mpim": one.kind == GROUP,
        "is_private": one.kind != PUBLIC,
        "is_general": one.general,
        "is_member": app in one.members,
        "creator": one.creator,
        "is_shared": False,
        "is_ext_shared": False,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "shared_team_ids": [team],
        "pending_shared": [],
        "previous_names": [],
        "unlinked": 0,
        "updated": one.created * 1000,
        "topic": {"value": one.topic, "creator": one.creator if one.topic else "", "last_set": 0},
        "purpose": {"value": one.purpose, "creator": one.creator if one.purpose else "", "last_set": 0},
    }
    return common | about | ({"num_members": len(one.members)} if members else {})


def listed_conversations(*, mine: bool) -> Callable[[Call], Node]:
    """The conversations of the kinds that were asked for: all that are visible, or those that somebody is in."""

    def run(call: Call) -> Node:
        types = call.args.get("types") or ["public_channel"]
        if any(one not in TYPES for one in types):
            raise Refused("invalid_types")
        wanted = [TYPES[one] for one in types]
        for kind in wanted:
            call.need(READING[kind])
        app = call.box.app.user
        user = call.text("user") or app
        found = [
            one
            for one in call.box.workspace.conversations.values()
            if one.kind in wanted
            and one.visible_to(app)
            and (not mine or user in one.members)
            and not (one.archived and call.flag("exclude_archived"))
        ]
        page, metadata = paged(call, found)
        nodes = [shown(call, one, members=not mine) for one in page]
        for node in nodes if mine else []:
            # Who asks for their own conversations is a member of all of them.
            node.pop("is_member", None)
        return {"channels": nodes, "response_metadata": metadata}

    return run


def info(call: Call) -> Node:
    return {"channel": shown(call, call.conversation(READING), members=call.flag("include_num_members"))}


def members(call: Call) -> Node:
    page, metadata = paged(call, call.conversation(READING).members)
    return {"members": page, "response_metadata": metadata}


def between(call: Call, messages: list[Node]) -> list[Node]:
    """Messages of a stretch of time; its ends belong to it only if asked."""
    oldest, latest = moment(call, "oldest", float("-inf")), moment(call, "latest", float("inf"))
    inclusive = call.flag("inclusive")

    def inside(ts: float) -> bool:
        return oldest <= ts <= latest if inclusive else oldest < ts < latest

    return [public(call, one) for one in messages if inside(float(one["ts"]))]


def moment(call: Call, name: str, otherwise: float) -> float:
    """The end of a stretch of time, open if it was not given."""
    try:
        return float(call.text(name) or otherwise)
    except ValueError:
        raise Refused(f"invalid_ts_{name}") from None


def public(call: Call, message: Node) -> Node:
    """A message as it is read back: metadata only for those who ask for it."""
    left_out = () if call.flag("include_all_metadata") else ("metadata",)
    return {key: value for key, value in message.items() if key not in left_out}


def readable(call: Call) -> Conversation:
    found = call.conversation(HISTORY)
    if call.box.app.user not in found.members:
        raise Refused("not_in_channel")
    return found


def history(call: Call) -> Node:
    newest_first = list(readable(call).top())[::-1]
    page, metadata = paged(call, between(call, newest_first))
    more = bool(metadata["next_cursor"])
    return {"messages": page, "has_more": more, "pin_count": 0} | ({"response_metadata": metadata} if more else {})


def replies(call: Call) -> Node:
    found, ts = readable(call), call.text("ts")
    if ts not in found.messages:
        raise Refused("thread_not_found")
    root = found.messages[ts].get("thread_ts", ts)
    page, metadata = paged(call, between(call, list(found.thread(root))), default=1000)
    more = bool(metadata["next_cursor"])
    return {"messages": page, "has_more": more} | ({"response_metadata": metadata} if more else {})


STRETCH = kinds(text="channel cursor latest oldest", number="limit", flag="inclusive include_all_metadata")
METHODS = (
    Method(
        name="conversations.list",
        run=listed_conversations(mine=False),
        takes=kinds(text="cursor", number="limit", list="types", flag="exclude_archived"),
        each_minute=20,
    ),
    Method(
        name="conversations.info",
        run=info,
        takes=kinds(text="channel", flag="include_locale include_num_members"),
        needs=("channel",),
    ),
    Method(
        name="conversations.members",
        run=members,
        takes=kinds(text="channel cursor", number="limit"),
        needs=("channel",),
        each_minute=100,
    ),
    Method(name="conversations.history", run=history, takes=STRETCH, needs=("channel",)),
    Method(
        name="conversations.replies",
        run=replies,
        takes=STRETCH | kinds(text="ts"),
        needs=("channel", "ts"),
    ),
)
