"""The agency as a Slack team: what the sandbox begins with."""

from __future__ import annotations

from typing import Any

from bot.demo.lines import Agency, Member

TEAM = "T0LEMANIQ1"
INFOBOX = "C0INFOBOX1"
CHANNELS: tuple[dict[str, Any], ...] = (
    {"id": "C0GENERAL1", "name": "general", "topic": "Everything that concerns everyone", "is_general": True},
    {"id": INFOBOX, "name": "infobox", "topic": "What happens with our clients", "bot": True},
    {"id": "C0RANDOM01", "name": "random"},
)


def team(agency: Agency) -> dict[str, Any]:
    return {
        "team": {"id": TEAM, "name": agency.name, "domain": agency.domain.partition(".")[0]},
        "members": [_member(one) for one in agency.members],
        "channels": list(CHANNELS),
    }


def _member(one: Member) -> dict[str, Any]:
    runs_slack = one.role == "admin"
    return {
        "id": one.slack_user,
        "name": one.email.partition("@")[0],
        "real_name": one.name,
        "email": one.email,
        "tz": one.zone,
        "locale": one.locale,
        "is_admin": runs_slack,
        "is_owner": runs_slack,
        "is_primary_owner": runs_slack,
    }
