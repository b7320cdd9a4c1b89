"""Members and channels kept in step with Slack: at the start, then event by event."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp

from bot.slack.context import Caller, Door
from crm import directory
from crm.directory import Person
from templates.catalogue import Reader

log = structlog.get_logger()
PAGE = 200


def register(app: AsyncApp, door: Door) -> None:
    async def on_person(event: Mapping[str, Any], body: Mapping[str, Any]) -> None:
        user = event["user"]
        if is_member(user):
            found = person(user)
            await door.desk.change(body["team_id"], lambda session: directory.keep_people(session, [found]))
            door.readers[Caller(body["team_id"], found.slack_user)] = Reader.of(found.locale, found.zone)

    async def on_channel(event: Mapping[str, Any], body: Mapping[str, Any], client: Any) -> None:
        await sync_channel(door, client, body["team_id"], event["channel"])

    for name in ("team_join", "user_change"):
        app.event(name)(on_person)
    for name in ("member_joined_channel", "member_left_channel"):
        app.event(name)(on_channel)


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
        active=not user.get("deleted"),
        runs_slack=bool(user.get("is_owner") or user.get("is_admin") or user.get("is_primary_owner")),
        updated=int(user.get("updated") or 0),
    )


async def sync(door: Door, client: Any, team: str, infobox: str) -> None:
    """Read all people and the infobox channel once."""
    users = await _pages(partial(client.users_list, limit=PAGE, include_locale=True), "members")
    found = [person(user) for user in users if is_member(user)]
    await door.desk.change(team, lambda session: directory.keep_people(session, found))
    for one in found:
        door.readers[Caller(team, one.slack_user)] = Reader.of(one.locale, one.zone)
    channels = await _pages(
        partial(client.conversations_list, limit=PAGE, types="public_channel,private_channel", exclude_archived=True),
        "channels",
    )
    chosen = next((one for one in channels if one["name"] == infobox and one.get("is_member")), None)
    if chosen is None:
        log.warning("slack.no_infobox", channel=infobox, cure="create it and invite the bot")
        return
    await sync_channel(door, client, team, chosen["id"])
    await door.desk.change(team, lambda session: directory.set_infobox(session, chosen["id"]))


async def sync_channel(door: Door, client: Any, team: str, channel: str) -> None:
    """Who reads this channel; guests and other teams close it for entries."""
    described = (await client.conversations_info(channel=channel))["channel"]
    readers = await _pages(partial(client.conversations_members, channel=channel, limit=PAGE), "members")
    shared = described.get("is_ext_shared") or described.get("is_shared") or described.get("is_org_shared")
    known = await door.desk.ask(team, directory.known_users)
    bot = await door.desk.bot_user(team)
    strangers = [one for one in readers if one not in known and one != bot]
    await door.desk.change(
        team,
        lambda session: directory.keep_channel(
            session,
            channel,
            name=described.get("name", ""),
            open_to_members=not (shared or strangers),
            readers=readers,
            now=door.desk.clock.now(),
        ),
    )


async def _pages(call: Any, key: str) -> list[Any]:
    found: list[Any] = []
    cursor = ""
    while True:
        page = await call(cursor=cursor) if cursor else await call()
        found += page[key]
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return found
