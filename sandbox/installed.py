"""The app that is installed in the workspace: who it is, what it may do, and its secrets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Node = dict[str, Any]


@dataclass(kw_only=True, slots=True)
class Secrets:
    """What app and workspace share; known by everyone, since the sandbox has nothing to hide."""

    bot_token: str = "xoxb-sandbox-bot-token"  # noqa: S105  # the point of a sandbox
    app_token: str = "xapp-1-sandbox-app-token"  # noqa: S105  # the point of a sandbox
    signing: str = "sandbox-signing-secret"
    verification: str = "sandbox-verification-token"


@dataclass(kw_only=True, slots=True)
class App:
    """An installed app; without a manifest it may do everything and hears everything."""

    id: str = "A0SANDBOX1"
    bot_id: str = "B0SANDBOX1"
    user: str = "U0SANDBOX1"
    name: str = "Carnet"
    secrets: Secrets = field(default_factory=Secrets)
    manifest: Node = field(default_factory=dict)
    request_url: str = ""
    tokens_revoked: bool = False

    def install(self, manifest: Mapping[str, Any]) -> None:
        self.manifest = dict(manifest)
        shown = (manifest.get("display_information") or {}).get("name")
        self.name = shown or (self.feature("bot_user") or {}).get("display_name") or self.name

    def feature(self, name: str) -> Any:
        return (self.manifest.get("features") or {}).get(name)

    @property
    def scopes(self) -> tuple[str, ...] | None:
        """What the bot was granted; None without a manifest."""
        if not self.manifest:
            return None
        return tuple(((self.manifest.get("oauth_config") or {}).get("scopes") or {}).get("bot") or ())

    @property
    def events(self) -> tuple[str, ...] | None:
        """The events that the app subscribes; None without a manifest."""
        if not self.manifest:
            return None
        settings = self.manifest.get("settings") or {}
        return tuple((settings.get("event_subscriptions") or {}).get("bot_events") or ())

    @property
    def commands(self) -> dict[str, Node]:
        return {one["command"]: one for one in self.feature("slash_commands") or []}

    @property
    def shortcuts(self) -> dict[str, Node]:
        return {one["callback_id"]: one for one in self.feature("shortcuts") or []}

    @property
    def profile(self) -> Node:
        return {"id": self.bot_id, "deleted": False, "name": self.name, "updated": 0, "app_id": self.id}
