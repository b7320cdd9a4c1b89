"""Who reads a channel, kept in step with Slack: that decides what may be posted there."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from bot.slack.channel_news import news
from bot.slack.context import Caller, Door
from bot.slack.message import escaped
from bot.slack.web_api import PAGE, error_of, pages
from crm import directory
from crm.domain.i18n import Text
from crm.domain.places import Place
from crm.posting import Watch, watch
from crm.store import places
from crm.store.session import Session
from templates.catalogue import say

log = structlog.get_logger()
MOVES = ("member_joined_channel", "member_left_channel")
CHANGES = (
    *("channel_archive", "channel_unarchive", "channel_rename", "channel_shared", "channel_unshared"),
    *("channel_deleted", "group_archive", "group_unarchive", "group_rename", "group_deleted"),
)
# Slack's words for a channel that we cannot look into: whoever reads it, we do not know.
CLOSED = frozenset({"channel_not_found", "not_in_channel", "is_archived", "method_not_supported_for_channel_type"})


def register(app: AsyncApp, door: Door) -> None:
    async def on_channel(event: Mapping[str, Any], body: Mapping[str, Any], client: Any) -> None:
        channel, team = event["channel"], body["team_id"]
        await sync_channel(door, client, team, channel if isinstance(channel, str) else channel["id"])
        if event.get("user") and event["user"] == await door.desk.bot_user(team):
            # Invited at last, into the channel that was missing when we started.
            await find_infobox(door, client, team, door.infobox)

    for name in (*MOVES, *CHANGES):
        app.event(name)(on_channel)


async def find_infobox(door: Door, client: Any, team: str, name: str) -> None:
    """The channel where entries are posted, by its name."""
    wanted = partial(
        client.conversations_list, limit=PAGE, types="public_channel,private_channel", exclude_archived=True
    )
    found = [one for one in await pages(wanted, "channels") if one["name"] == name and one.get("is_member")]
    if not found:
        log.warning("slack.no_infobox", channel=name, cure="create it and invite the bot")
        return
    await sync_channel(door, client, team, found[0]["id"])
    await door.desk.change(team, lambda session: directory.set_infobox(session, found[0]["id"]))


async def sync_channel(door: Door, client: Any, team: str, channel: str) -> None:
    """Who reads this channel; guests and other teams close it for entries.

    One look at a time: of two that cross, the older could be written last.
    """
    async with door.looking.setdefault((team, channel), asyncio.Lock()):
        try:
            described = (await client.conversations_info(channel=channel))["channel"]
            readers = await pages(partial(client.conversations_members, channel=channel, limit=PAGE), "members")
        except SlackApiError as exc:
            if error_of(exc) not in CLOSED:
                raise
            described, readers = {"is_archived": True}, []
        bot = await door.desk.bot_user(team)
        news, told = await door.desk.change(team, partial(_keep, door, channel, described, readers, bot))
    if news is not None:
        for user in told:
            text = escaped(say(news, await door.meet(Caller(team, user))))
            await client.chat_postMessage(channel=user, text=text)


async def sync_linked(door: Door, client: Any, team: str) -> None:
    """The channels of companies, of which we may have missed something."""
    for channel in await door.desk.ask(team, places.all_linked):
        await sync_channel(door, client, team, channel)


def _keep(
    door: Door, channel: str, described: Mapping[str, Any], readers: list[str], bot: str, session: Session
) -> tuple[Text | None, list[str]]:
    """Write it down; what it changes for the entries is told to whom it matters to."""
    stood = places.some(session, [channel]).get(channel)
    before = watch(session, stood) if stood else Watch()
    known = directory.known_users(session)
    strangers = [one for one in readers if one not in known and one != bot]
    shared = described.get("is_ext_shared") or described.get("is_shared") or described.get("is_org_shared")
    closed = bool(shared or strangers or described.get("is_archived") or (bot and bot not in readers))
    if closed:
        log.info("slack.channel_closed", channel=channel, shared=bool(shared), strangers=len(strangers))
    name = described.get("name") or (stood.name if stood else "")
    directory.keep_channel(
        session,
        channel,
        name=name,
        open_to_members=not closed,
        readers=readers,
        now=door.desk.clock.now(),
    )
    after = watch(session, Place(id=channel, name=name, open=not closed))
    return news(before, after, name or door.infobox), [one.slack_user for one in after.told]
