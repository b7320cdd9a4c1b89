"""What acting needs: the sandbox's state, and the courier who carries to the app."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.box import Box
from sandbox.conversations import DIRECT, PUBLIC, Conversation
from sandbox.courier.courier import Courier
from sandbox.courier.parcel import Receipt
from sandbox.errors import Refused

Node = dict[str, Any]

TROUBLE = "We had some trouble connecting. Try again?"
GENERIC = {PUBLIC: "", DIRECT: "directmessage"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """The sandbox as a person's hands reach it."""

    box: Box
    courier: Courier

    def person(self, user: str) -> Node:
        """A member who can act: here, and of flesh and blood."""
        member = self.box.workspace.member(user)
        if member["deleted"] or member["is_bot"]:
            raise Refused("user_disabled")
        return member

    def place(self, user: str, channel: str) -> Conversation:
        """A conversation that the member is in."""
        found = self.box.workspace.conversation(channel)
        if user not in found.members:
            raise Refused("not_in_channel" if found.kind == PUBLIC else "channel_not_found")
        return found

    def message(self, user: str, channel: str, ts: str, *, ephemeral: bool = False) -> tuple[Conversation, Node]:
        found = self.place(user, channel)
        message = found.whispered(user, ts) if ephemeral else found.messages.get(ts)
        if message is None:
            raise Refused("message_not_found")
        return found, message

    def common(self, user: str) -> Node:
        """What every payload of an interaction has."""
        member, team, app = self.person(user), self.box.workspace.team, self.box.app
        who = {"id": user, "username": member["name"], "name": member["name"], "team_id": team["id"]}
        return {
            "user": who,
            "team": {"id": team["id"], "domain": team["domain"]},
            "api_app_id": app.id,
            "token": app.secrets.verification,
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def hook(self, key: str) -> str:
        return f"{self.box.settings.base}/hooks/{key}"


def channel_node(found: Conversation) -> Node:
    return {"id": found.id, "name": found.name if found.kind == PUBLIC else GENERIC.get(found.kind, "privategroup")}


def outcome(receipt: Receipt, **more: Any) -> Node:
    """What the person's client knows of how the app answered."""
    told = {"ok": receipt.ok, "ack_body": receipt.body, "ack_ms": round(receipt.milliseconds, 1)}
    return told | ({"error": receipt.error} if receipt.error else {}) | more
