"""Meeting Slack when the process starts: who we are there, and who else is."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.settings import Settings, WrongSettings
from bot.slack import people
from bot.slack.app import Installation
from bot.slack.context import Door
from bot.slack.web_api import error_of
from crm import directory
from crm.domain.errors import Busy

WAITS = (1, 2, 5, 10, 30)  # seconds; the last one again and again
# Slack's words for a token that no waiting mends.
WRONG_TOKEN = frozenset({"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"})
T = TypeVar("T")
log = structlog.get_logger()


async def patiently(what: str, attempt: Callable[[], Awaitable[T]]) -> T:
    """Try until it works: Slack or the database may be away when we start, and come back.

    Raises:
        WrongSettings: Slack does not take the token.
    """
    tried = 0
    while True:
        try:
            return await attempt()
        except SlackApiError as exc:
            error = error_of(exc)
            if error in WRONG_TOKEN:
                raise WrongSettings(
                    f"SLACK_BOT_TOKEN is not taken by Slack ({error}); copy it anew from your app's page"
                ) from None
            reason = error
        except (aiohttp.ClientError, TimeoutError, OSError, Busy) as exc:
            reason = type(exc).__name__
        wait = WAITS[min(tried, len(WAITS) - 1)]
        log.warning("waiting", waits_for=what, reason=reason, again_in=wait)
        tried += 1
        await asyncio.sleep(wait)


async def introduce(settings: Settings, desk: Desk, client: AsyncWebClient) -> Installation:
    """Ask Slack who we are; the first time, the team's workspace is founded."""
    me = await client.auth_test()

    def found() -> None:
        number = directory.found_workspace(
            desk.store,
            team=me["team_id"],
            name=me["team"],
            locale=settings.carnet_locale,
            zone=settings.carnet_timezone,
            bot_user=me["user_id"],
        )
        with desk.store.begin(number, background=True) as session:
            directory.set_bot(session, me["user_id"])

    await desk.work_on(found)
    return Installation(
        team=me["team_id"], token=settings.slack_bot_token, bot_user=me["user_id"], bot_id=me.get("bot_id") or ""
    )


async def sync(door: Door, client: AsyncWebClient, team: str, infobox: str) -> None:
    """Learn who the people are and where entries are posted."""
    await patiently("slack.people", lambda: people.sync(door, client, team, infobox))
