"""Saying, changing and taking back: one place for what people and apps do with messages."""

from __future__ import annotations

import uuid
from typing import Any

from sandbox.box import Box
from sandbox.conversations import Conversation
from sandbox.stamps import as_seconds

Node = dict[str, Any]

# What the events of some messages do not tell.
LEFT_OUT = {"file_share": ("team", "client_msg_id"), "thread_broadcast": ("team", "parent_user_id")}
QUIET = {"hidden": True, "type": "message"}


def by_person(box: Box, user: str, text: str, blocks: list[Node] | None, files: list[Node]) -> Node:
    """What a member typed, as a message."""
    message: Node = {"type": "message", "user": user, "text": text, "team": box.workspace.team_id}
    message["client_msg_id"] = str(uuid.uuid4())
    if blocks:
        message["blocks"] = blocks
    if files:
        message |= {"files": files, "subtype": "file_share", "upload": True, "display_as_bot": False}
    return message


def by_app(box: Box, content: Node) -> Node:
    """What the app says, as a message."""
    app = box.app
    about = {"type": "message", "user": app.user, "bot_id": app.bot_id, "app_id": app.id}
    return {**about, "text": "", "team": box.workspace.team_id, "bot_profile": profile(box), **content}


def profile(box: Box) -> Node:
    icons = {f"image_{size}": f"{box.settings.base}/static/icon.svg" for size in (36, 48, 72)}
    return {**box.app.profile, "icons": icons, "team_id": box.workspace.team_id}


def say(box: Box, conversation: Conversation, message: Node, thread: str = "", *, broadcast: bool = False) -> Node:
    """Puts a message into a conversation and tells everyone who should know."""
    message["ts"] = box.workspace.stamps.next()
    if thread:
        message["thread_ts"] = thread
        root = conversation.messages.get(thread)
        if root and root.get("user"):
            message["parent_user_id"] = root["user"]
    if broadcast:
        message["subtype"] = "thread_broadcast"
    conversation.add(message)
    box.news.tell("message", channel=conversation.id, ts=message["ts"])
    box.emit(event_of(conversation, message, message["ts"]))
    mentioned = f"<@{box.app.user}>" in message.get("text", "")
    if mentioned and box.app.user in conversation.members and not message.get("bot_id"):
        event = event_of(conversation, message, message["ts"]) | {"type": "app_mention"}
        box.emit({key: value for key, value in event.items() if key != "channel_type"})
    return message


def event_of(conversation: Conversation, message: Node, stamp: str) -> Node:
    left_out = LEFT_OUT.get(message.get("subtype", ""), ())
    told = {key: value for key, value in message.items() if key not in left_out}
    return {**told, "channel": conversation.id, "event_ts": stamp, "channel_type": conversation.kind}


def rewrite(box: Box, conversation: Conversation, message: Node, changes: Node, by: str) -> Node:
    """Gives a message new content; None takes a field away."""
    before, stamp = dict(message), box.workspace.stamps.next()
    for key, value in changes.items():
        if value is None:
            message.pop(key, None)
        else:
            message[key] = value
    message["edited"] = {"user": by, "ts": stamp}
    box.news.tell("message", channel=conversation.id, ts=message["ts"])
    changed = {**QUIET, "subtype": "message_changed", "ts": stamp, "message": dict(message), "previous_message": before}
    box.emit(event_of(conversation, changed, stamp))
    return message


def unsay(box: Box, conversation: Conversation, ts: str) -> None:
    """Takes a message back."""
    gone, stamp = conversation.remove(ts), box.workspace.stamps.next()
    box.news.tell("message", channel=conversation.id, ts=ts)
    told = {**QUIET, "subtype": "message_deleted", "ts": stamp, "deleted_ts": ts, "previous_message": gone}
    box.emit(event_of(conversation, told, stamp))


def whisper(box: Box, conversation: Conversation, user: str, message: Node, thread: str = "") -> Node:
    """Shows something to one member only; nobody else hears of it, the app neither."""
    message["ts"] = box.workspace.stamps.next()
    if thread:
        message["thread_ts"] = thread
    conversation.whisper(user, message)
    box.news.tell("message", channel=conversation.id, user=user, ts=message["ts"])
    return message


def join(box: Box, conversation: Conversation, user: str, inviter: str = "") -> bool:
    """Somebody comes into a conversation; says whether they were not in it before."""
    if user in conversation.members:
        return False
    conversation.members.append(user)
    box.news.tell("channel", channel=conversation.id)
    told = {"type": "member_joined_channel", "user": user, "channel": conversation.id}
    told |= {"channel_type": conversation.id[0], "team": box.workspace.team_id, "event_ts": box.workspace.stamps.next()}
    box.emit(told | ({"inviter": inviter} if inviter else {}))
    return True


def leave(box: Box, conversation: Conversation, user: str) -> None:
    conversation.members.remove(user)
    box.news.tell("channel", channel=conversation.id)
    told = {"type": "member_left_channel", "user": user, "channel": conversation.id}
    box.emit(told | {"channel_type": conversation.id[0], "event_ts": box.workspace.stamps.next()})


def opened_home(box: Box, user: str, tab: str) -> None:
    """Somebody looks at the app; its Home tab is told along when there is one."""
    direct = box.workspace.direct(user, box.app.user)
    told = {"type": "app_home_opened", "user": user, "channel": direct.id, "tab": tab}
    told["event_ts"] = box.workspace.stamps.next()
    home = box.workspace.views.homes.get(user)
    box.emit(told | ({"view": home} if home and tab == "home" else {}))


def member_changed(box: Box, user: str, kind: str = "user_change") -> None:
    """A member is new or not the same any more."""
    box.news.tell("member", member=user)
    told: Node = {"type": kind, "user": box.workspace.members[user]}
    if kind == "user_change":
        told |= {"cache_ts": as_seconds(), "event_ts": box.workspace.stamps.next()}
    box.emit(told)
