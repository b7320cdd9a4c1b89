"""Members kept in step with Slack: all of them at the start, then event by event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp

from bot.slack import channels
from bot.slack.context import Caller, Door
from bot.slack.web_api import PAGE, pages
from crm import directory
from crm.directory import Person
from crm.store.session import Session
from templates.catalogue import Reader

log = structlog.get_logger()


def register(app: AsyncApp, door: Door) -> None:
    async def on_person(event: Mapping[str, Any], body: Mapping[str, Any], client: Any) -> None:
        user = event["user"]
        if "locale" not in user and not user.get("deleted"):
            # Events may come without the language, and keeping “en” would change what the person reads.
            user = (await client.users_info(user=user["id"], include_locale=True))["user"]
        await keep(door, body["team_id"], [user])

    for name in ("team_join", "user_change"):
        app.event(name)(on_person)


async def sync(door: Door, client: Any, team: str, infobox: str) -> None:
    """Read all people and the infobox channel once."""
    users = await pages(partial(client.users_list, limit=PAGE, include_locale=True), "members")
    await keep(door, team, users)
    await channels.find_infobox(door, client, team, infobox)
    await channels.sync_linked(door, client, team)


async def keep(door: Door, team: str, users: Sequence[Mapping[str, Any]]) -> None:
    """Write down who the people are; whoever became a guest is no longer active, strangers stay unknown."""
    found = [person(user) for user in users]
    full = {user["id"] for user in users if is_member(user)}

    def write(session: Session) -> list[Person]:
        known = directory.known_users(session)
        kept = [one for one in found if one.slack_user in full or one.slack_user in known]
        directory.keep_people(session, kept)
        return kept

    for one in await door.desk.change(team, write):
        door.readers[Caller(team, one.slack_user)] = Reader.of(one.locale, one.zone)


def is_member(user: Mapping[str, Any]) -> bool:
    """Full members act; bots and guests do not."""
    guest = user.get("is_restricted") or user.get("is_ultra_restricted") or user.get("is_stranger")
    return not (user.get("is_bot") or guest or user["id"] == "USLACKBOT")


def person(user: Mapping[str, Any]) -> Person:
    profile = user.get("profile") or {}
    return Person(
        slack_user=user["id"],
        name=profile.get("real_name") or user.get("real_name") or user.get("name") or user["id"],
        email=profile.get("email") or "",
        zone=user.get("tz") or "UTC",
        locale=user.get("locale") or "en",
        active=is_member(user) and not user.get("deleted"),
        runs_slack=bool(user.get("is_owner") or user.get("is_admin") or user.get("is_primary_owner")),
        updated=int(user.get("updated") or 0),
    )
