"""One call of a Web API method, and what a method is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.box import Box
from sandbox.conversations import DIRECT, GROUP, PRIVATE, PUBLIC, Conversation
from sandbox.errors import Refused

Node = dict[str, Any]

READING = {PUBLIC: "channels:read", PRIVATE: "groups:read", DIRECT: "im:read", GROUP: "mpim:read"}
HISTORY = {PUBLIC: "channels:history", PRIVATE: "groups:history", DIRECT: "im:history", GROUP: "mpim:history"}
MANAGING = {PUBLIC: "channels:manage", PRIVATE: "groups:write", DIRECT: "im:write", GROUP: "mpim:write"}
TEXT, FLAG, NUMBER, LIST, JSON = "text", "flag", "number", "list", "json"


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """What an app asked, its arguments read and checked."""

    box: Box
    method: str
    args: Mapping[str, Any]

    def text(self, name: str) -> str:
        return str(self.args.get(name) or "")

    def flag(self, name: str) -> bool:
        return bool(self.args.get(name))

    def granted(self, *scopes: str) -> bool:
        """Whether the app has one of these scopes."""
        held = self.box.app.scopes
        return held is None or any(scope in held for scope in scopes)

    def need(self, *scopes: str) -> None:
        if not self.granted(*scopes):
            held = ",".join(self.box.app.scopes or ())
            raise Refused("missing_scope", needed=scopes[0], provided=held)

    def conversation(self, scopes: Mapping[str, str] | None = None, name: str = "channel") -> Conversation:
        """The conversation that was named, if the app may see it."""
        found = self.box.workspace.conversation(self.text(name))
        # A private conversation does not exist for those who are not in it.
        if found.kind != PUBLIC and self.box.app.user not in found.members:
            raise Refused("channel_not_found")
        if scopes:
            self.need(scopes[found.kind])
        return found


@dataclass(frozen=True, kw_only=True, slots=True)
class Method:
    """A Web API method: its arguments by kind, those it needs, its scopes and how often it may be called a minute."""

    name: str
    run: Callable[[Call], Node]
    takes: Mapping[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    each_minute: int = 50
    app_token: bool = False


def kinds(**named: str) -> dict[str, str]:
    """Arguments by kind, written as ``text="channel ts", flag="as_user"``."""
    return {one: kind for kind, names in named.items() for one in names.split()}
