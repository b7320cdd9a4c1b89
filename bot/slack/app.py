"""The Slack app: every room's listeners on one bolt app, the same by Socket Mode and by HTTP."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack import (
    administering,
    card_clicks,
    channels,
    clicks,
    commands,
    entry_clicks,
    entry_text,
    exports,
    feed_clicks,
    hearing,
    home,
    home_clicks,
    list_clicks,
    mails,
    merge_clicks,
    moving,
    options,
    people,
    preference_clicks,
    progress,
    proposals,
    quick,
    revealing,
    search_clicks,
    selection,
    shortcuts,
    strays,
    submissions,
    talk,
    talk_clicks,
    threads,
    trouble,
    upcoming_clicks,
)
from bot.slack.context import Door

NOT_INSTALLED = "Carnet is not installed in this workspace. Ask whoever looks after your Slack apps to install it."
# Strays come last: they take what no room has taken.
ROOMS = (
    progress,
    *(commands, shortcuts, clicks, card_clicks, entry_clicks, entry_text, search_clicks, quick, list_clicks, selection),
    *(merge_clicks, moving, exports, hearing, preference_clicks, submissions, options, talk, talk_clicks, threads),
    *(mails, upcoming_clicks),
    *(revealing, proposals, feed_clicks, people, channels, home, home_clicks, administering),
    *(strays, trouble),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Installation:
    """Carnet in one Slack team, as ``auth.test`` described it when the process started."""

    team: str
    token: str = field(repr=False)
    bot_user: str
    bot_id: str = ""


Installed = Callable[[str], Installation | None]


def create_app(door: Door, *, client: AsyncWebClient, installed: Installed, signing_secret: str = "") -> AsyncApp:
    """The app with all its listeners.

    Args:
        door: what the listeners share.
        client: lends its session, address and retry handlers to the client of each request (``web_client("", …)``).
        installed: the installation of a team, at once; nothing for a team that did not install Carnet.
        signing_secret: proves that HTTP requests come from Slack; without one none is believed.
    """
    client.token = None

    async def authorize(team_id: str | None) -> AuthorizeResult | None:
        """No ``auth.test`` per request: who we are in a team does not change while we run."""
        found = installed(team_id or "")
        if found is None:
            return None
        return AuthorizeResult(
            enterprise_id=None,
            team_id=found.team,
            bot_token=found.token,
            bot_id=found.bot_id,
            bot_user_id=found.bot_user,
        )

    app = AsyncApp(
        name="carnet",
        client=client,
        signing_secret=signing_secret or secrets.token_hex(),
        authorize=authorize,  # type: ignore[arg-type]  # bolt takes None for a team that is not installed
        user_facing_authorize_error_message=NOT_INSTALLED,
    )
    for room in ROOMS:
        room.register(app, door)
    return app
