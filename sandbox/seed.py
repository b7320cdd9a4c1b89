"""The first content of a workspace: a file, or the small agency that is shipped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sandbox.conversations import PRIVATE, PUBLIC, Conversation
from sandbox.installed import App
from sandbox.people import member
from sandbox.stamps import as_seconds
from sandbox.workspace import Workspace

SHIPPED = Path(__file__).parent / "agency.json"


def read(path: Path | None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((path or SHIPPED).read_text(encoding="utf-8"))
    return found


def channel(known: Mapping[str, Any], everyone: list[str], bot: str, creator: str) -> Conversation:
    """A channel of the seed; without a list of members everyone is in it."""
    named = list(known.get("members") or everyone)
    return Conversation(
        id=str(known["id"]),
        name=str(known["name"]),
        kind=PRIVATE if known.get("is_private") else PUBLIC,
        creator=creator,
        created=as_seconds(),
        topic=str(known.get("topic") or ""),
        purpose=str(known.get("purpose") or ""),
        archived=bool(known.get("is_archived")),
        general=bool(known.get("is_general")),
        members=[*named, bot] if known.get("bot") else named,
    )


def workspace(known: Mapping[str, Any], app: App) -> Workspace:
    """A workspace as its seed describes it, with the app installed."""
    team = {"domain": "sandbox", **known["team"]}
    made = Workspace(team=team, app=app)
    for one in known["members"]:
        made.members[one["id"]] = member(one, team["id"])
    everyone = [one["id"] for one in made.people()]
    made.members[app.user] = made.bot_member()
    for one in known.get("channels") or []:
        made.conversations[one["id"]] = channel(one, everyone, app.user, everyone[0])
    return made
