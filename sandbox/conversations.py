"""Channels and direct messages with what was said in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Node = dict[str, Any]

PUBLIC, PRIVATE, DIRECT, GROUP = "channel", "group", "im", "mpim"
TOMBSTONE = {"subtype": "tombstone", "text": "This message was deleted.", "user": "USLACKBOT", "hidden": True}
KEPT_BY_TOMBSTONE = ("type", "ts", "thread_ts", "reply_count", "reply_users_count", "reply_users", "latest_reply")


def stands(message: Node) -> bool:
    return bool(
        message.get("thread_ts", message["ts"]) == message["ts"] or message.get("subtype") == "thread_broadcast"
    )


@dataclass(kw_only=True, slots=True)
class Conversation:
    """One conversation; messages are kept as they travel, oldest first, replies among them."""

    id: str
    name: str = ""
    kind: str = PUBLIC
    creator: str = ""
    created: int = 0
    topic: str = ""
    purpose: str = ""
    archived: bool = False
    general: bool = False
    members: list[str] = field(default_factory=list)
    messages: dict[str, Node] = field(default_factory=dict)
    ephemerals: dict[str, list[Node]] = field(default_factory=dict)

    @property
    def is_direct(self) -> bool:
        return self.kind == DIRECT

    def visible_to(self, user: str) -> bool:
        return user in self.members or (self.kind == PUBLIC and not self.archived)

    def top(self) -> Iterator[Node]:
        """What stands in the channel itself: no replies, but those that were also sent to the channel."""
        return filter(stands, self.messages.values())

    def newest(self) -> Iterator[Node]:
        """The same, the newest first."""
        return filter(stands, reversed(self.messages.values()))

    def thread(self, ts: str) -> Iterator[Node]:
        """A message and its replies."""
        return (one for one in self.messages.values() if ts in (one["ts"], one.get("thread_ts")))

    def replies(self, ts: str) -> list[Node]:
        return [one for one in self.messages.values() if one.get("thread_ts") == ts != one["ts"]]

    def add(self, message: Node) -> None:
        self.messages[message["ts"]] = message
        if message.get("thread_ts", message["ts"]) != message["ts"]:
            self.count_replies(message["thread_ts"])

    def remove(self, ts: str) -> Node:
        """Takes a message away; one with replies leaves a stone where it was."""
        gone = self.messages.pop(ts)
        root = gone.get("thread_ts", ts)
        if root == ts and self.replies(ts):
            kept = {key: gone[key] for key in KEPT_BY_TOMBSTONE if key in gone} | TOMBSTONE
            self.messages = dict(sorted([*self.messages.items(), (ts, kept)]))
        elif root != ts:
            self.count_replies(root)
        return gone

    def count_replies(self, ts: str) -> None:
        root, replies = self.messages.get(ts), self.replies(ts)
        if root is None:
            return
        if not replies and root.get("subtype") == "tombstone":
            # A stone that marks nothing any more goes too.
            del self.messages[ts]
            return
        if not replies:
            for key in KEPT_BY_TOMBSTONE[2:]:
                root.pop(key, None)
            return
        who = list(dict.fromkeys(one["user"] for one in replies if one.get("user")))
        root |= {
            "thread_ts": ts,
            "reply_count": len(replies),
            "reply_users_count": len(who),
            "reply_users": who,
            "latest_reply": replies[-1]["ts"],
        }

    def whisper(self, user: str, message: Node) -> None:
        self.ephemerals.setdefault(user, []).append(message)

    def whispered(self, user: str, ts: str) -> Node | None:
        return next((one for one in self.ephemerals.get(user, []) if one["ts"] == ts), None)

    def hush(self, user: str, ts: str) -> None:
        self.ephemerals[user] = [one for one in self.ephemerals.get(user, []) if one["ts"] != ts]
