"""Which events the app hears of, and how they are wrapped."""

from __future__ import annotations

import time
from typing import Any

from sandbox.box import Box
from sandbox.conversations import DIRECT, GROUP, PRIVATE, PUBLIC
from sandbox.stamps import new_id

Node = dict[str, Any]

MESSAGES = {PUBLIC: "message.channels", PRIVATE: "message.groups", DIRECT: "message.im", GROUP: "message.mpim"}
# Events of a conversation reach an app only where it is a member.
INSIDE = ("message", "app_mention", "member_joined_channel", "member_left_channel", "reaction_added")


def subscription(event: Node) -> str:
    """The name under which an event is subscribed in a manifest."""
    return MESSAGES[event["channel_type"]] if event["type"] == "message" else str(event["type"])


def channel_of(event: Node) -> str:
    return str(event.get("channel") or (event.get("item") or {}).get("channel") or "")


def wanted(box: Box, event: Node) -> bool:
    """Whether the app subscribed the event, and is where it happened."""
    if event["type"] in INSIDE:
        found = box.workspace.conversations.get(channel_of(event))
        if found is None or box.app.user not in found.members:
            return False
    events = box.app.events
    return events is None or subscription(event) in events


def envelope(box: Box, event: Node) -> Node:
    team, app = box.workspace.team_id, box.app
    bot = {"enterprise_id": None, "team_id": team, "user_id": app.user, "is_bot": True, "is_enterprise_install": False}
    return {
        "token": app.secrets.verification,
        "team_id": team,
        "context_team_id": team,
        "context_enterprise_id": None,
        "api_app_id": app.id,
        "event": event,
        "type": "event_callback",
        "event_id": new_id("Ev"),
        "event_time": int(time.time()),
        "authorizations": [bot],
        "is_ext_shared_channel": False,
        "event_context": f"4-{event['type']}-{team}-{channel_of(event)}",
    }
