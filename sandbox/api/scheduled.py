"""Messages for later: kept, listed, taken back, and said when their time has come."""

from __future__ import annotations

import time
from typing import Any

from sandbox.api.call import Call, Method, kinds
from sandbox.api.chat import CONTENT, LOOK, WRITING, target
from sandbox.api.content import content_of
from sandbox.api.paging import paged
from sandbox.box import Box
from sandbox.errors import Refused
from sandbox.saying import by_app, say
from sandbox.stamps import as_seconds, new_id

Node = dict[str, Any]

FARTHEST = 120 * 24 * 3600
WINDOW, IN_A_WINDOW = 300, 30


def schedule(call: Call) -> Node:
    found, at, now = target(call), call.args["post_at"], as_seconds()
    if at <= now:
        raise Refused("time_in_past")
    if at > now + FARTHEST:
        raise Refused("time_too_far")
    waiting = call.box.workspace.scheduled
    near = [one for one in waiting.values() if one["channel_id"] == found.id and abs(one["post_at"] - at) < WINDOW]
    if len(near) >= IN_A_WINDOW:
        raise Refused("restricted_too_many")
    content = content_of(dict(call.args))
    kept = {"id": new_id("Q"), "channel_id": found.id, "post_at": at, "date_created": now}
    waiting[kept["id"]] = kept | {"content": content, "thread": call.text("thread_ts")}
    message = {key: value for key, value in by_app(call.box, content).items() if key != "ts"}
    return {"channel": found.id, "scheduled_message_id": kept["id"], "post_at": at, "message": message}


def listed(call: Call) -> Node:
    wanted = call.text("channel")
    found = [
        {key: one[key] for key in ("id", "channel_id", "post_at", "date_created")} | {"text": one["content"]["text"]}
        for one in call.box.workspace.scheduled.values()
        if wanted in ("", one["channel_id"])
    ]
    page, metadata = paged(call, sorted(found, key=lambda one: int(one["post_at"])))
    return {"scheduled_messages": page, "response_metadata": metadata}


def unschedule(call: Call) -> Node:
    held = call.box.workspace.scheduled.get(call.text("scheduled_message_id"))
    if held is None or held["channel_id"] != call.text("channel"):
        raise Refused("invalid_scheduled_message_id")
    del call.box.workspace.scheduled[held["id"]]
    return {}


def say_what_is_due(box: Box) -> None:
    """Says the messages whose time has come; Slack's own times are real, however the clock was moved."""
    for one in [one for one in box.workspace.scheduled.values() if one["post_at"] <= time.time()]:
        del box.workspace.scheduled[one["id"]]
        found = box.workspace.conversations.get(one["channel_id"])
        # Documented by Slack as a fault of its own: a scheduled message with metadata never appears.
        if found and "metadata" not in one["content"]:
            say(box, found, by_app(box, one["content"]), one["thread"])


METHODS = (
    Method(
        name="chat.scheduleMessage",
        run=schedule,
        takes=kinds(text=f"channel {CONTENT[0]} thread_ts parse", number="post_at", json=CONTENT[1], flag=LOOK),
        needs=("channel", "post_at"),
        scopes=WRITING,
    ),
    Method(
        name="chat.scheduledMessages.list",
        run=listed,
        takes=kinds(text="channel cursor latest oldest", number="limit"),
    ),
    Method(
        name="chat.deleteScheduledMessage",
        run=unschedule,
        takes=kinds(text="channel scheduled_message_id", flag="as_user"),
        needs=("channel", "scheduled_message_id"),
        scopes=WRITING,
    ),
)
