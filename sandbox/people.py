"""Members of the workspace, in the shape in which Slack sends them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.stamps import as_seconds

Node = dict[str, Any]

PICTURE_SIZES = (24, 32, 48, 72, 192, 512)
FLAGS = ("is_admin", "is_owner", "is_primary_owner", "is_restricted", "is_ultra_restricted")


def plain(name: str) -> str:
    """A name without its accents, as Slack normalizes it."""
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()


def member(known: Mapping[str, Any], team: str, pictures: str = "https://a.slack-edge.com/avatar") -> Node:
    """A member from what a seed says of them; everything else gets Slack's defaults."""
    real = str(known.get("real_name") or known["name"])
    display = str(known.get("display_name") or real.split(" ", maxsplit=1)[0])
    zone = str(known.get("tz") or "UTC")
    offset = datetime.now(UTC).astimezone(ZoneInfo(zone)).utcoffset()
    profile = {
        "title": str(known.get("title") or ""),
        "phone": str(known.get("phone") or ""),
        "real_name": real,
        "real_name_normalized": plain(real),
        "display_name": display,
        "display_name_normalized": plain(display),
        "email": str(known.get("email") or ""),
        "avatar_hash": "g" + str(known["id"])[-9:].lower(),
        "status_text": "",
        "status_emoji": "",
        "status_expiration": 0,
        "team": team,
        **{f"image_{size}": f"{pictures}-{size}.png" for size in PICTURE_SIZES},
    }
    return {
        "id": known["id"],
        "team_id": team,
        "name": str(known.get("name") or plain(real).lower().replace(" ", ".")),
        "deleted": bool(known.get("deleted")),
        "color": "9f69e7",
        "real_name": real,
        "tz": zone,
        "tz_label": zone,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "locale": str(known.get("locale") or "en-US"),
        "profile": profile,
        **{flag: bool(known.get(flag)) for flag in FLAGS},
        "is_bot": bool(known.get("is_bot")),
        "is_app_user": False,
        "updated": as_seconds(),
        "is_email_confirmed": True,
        "who_can_share_contact_card": "EVERYONE",
    }


def changed(node: Node, changes: Mapping[str, Any], team: str) -> Node:
    """The same member after a change of what a seed may say."""
    profile = node["profile"]
    known = {key: node[key] for key in ("id", "name", "real_name", "tz", "locale", "deleted", "is_bot", *FLAGS)}
    known |= {key: profile[key] for key in ("email", "title", "phone", "display_name")}
    return member(known | dict(changes), team)
