"""Slack: do the tokens work, may they do enough, is the infobox channel there."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.doctor.data import drift
from bot.doctor.finding import Findings, ill, note, well
from bot.settings import Settings
from bot.slack.manifest import SCOPES, manifest

APP_PAGE = "your app's page on api.slack.com"
PATIENCE = 10  # seconds
PAGE = 200


def slack(settings: Settings) -> Findings:
    if not settings.slack_bot_token:
        yield ill("bot token", "SLACK_BOT_TOKEN is missing", f"Copy it from {APP_PAGE} (Install app) into .env.")
        return
    client = WebClient(settings.slack_bot_token, base_url=settings.slack_api_url, timeout=PATIENCE)
    try:
        me = client.auth_test()
    except SlackApiError as exc:
        yield ill("bot token", f"Slack says {_error(exc)}", f"Copy SLACK_BOT_TOKEN anew from {APP_PAGE}.")
        return
    except (URLError, OSError) as exc:
        reason = getattr(exc, "reason", exc)
        yield ill(
            "bot token", f"{settings.slack_api_url}: {reason}", "Let this machine reach Slack; look at SLACK_API_URL."
        )
        return
    yield well("bot token", f"{me['user']} in {me['team']} ({me['team_id']})")
    yield from _headers(me.headers)
    yield from _infobox(client, settings)
    yield from _way_in(settings)
    commands = ", ".join(one["command"] for one in manifest()["features"]["slash_commands"])
    yield note("commands", commands, "Slack does not tell which it has; after an update paste “carnet manifest” again.")


def _headers(headers: Mapping[str, Any]) -> Findings:
    found = {name.lower(): value for name, value in headers.items()}
    if "x-oauth-scopes" in found:
        granted = {one.strip() for one in str(found["x-oauth-scopes"]).split(",")}
        missing = sorted(set(SCOPES) - granted)
        if missing:
            cure = f"Paste “carnet manifest” on {APP_PAGE} and install the app again."
            yield ill("scopes", f"missing: {', '.join(missing)}", cure)
        else:
            yield well("scopes", "all granted")
    if "date" in found:
        yield from drift(parsedate_to_datetime(str(found["date"])))


def _infobox(client: WebClient, settings: Settings) -> Findings:
    name = settings.carnet_infobox_channel
    try:
        pages = client.conversations_list(limit=PAGE, types="public_channel,private_channel", exclude_archived=True)
        found = next((one for page in pages for one in page["channels"] if one["name"] == name), None)
    except SlackApiError as exc:
        yield ill("infobox", f"Slack says {_error(exc)}", "Look at the scopes above.")
        return
    if found is None:
        yield ill("infobox", f"there is no channel #{name}", f"Create #{name} and invite the bot to it.")
    elif not found.get("is_member"):
        yield ill("infobox", f"the bot is not in #{name}", f"In #{name}, write: /invite @carnet")
    else:
        yield well("infobox", f"#{name}")


def _way_in(settings: Settings) -> Findings:
    """Socket Mode with the app token, else HTTP with the signing secret."""
    if not settings.slack_app_token:
        if settings.slack_signing_secret:
            yield well("requests", f"by HTTP on {settings.carnet_http_listen}/slack/events, signature checked")
        else:
            cure = f"Set SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP); both are on {APP_PAGE}."
            yield ill("requests", "neither Socket Mode nor HTTP is set up", cure)
        return
    client = WebClient(base_url=settings.slack_api_url, timeout=PATIENCE)
    try:
        client.apps_connections_open(app_token=settings.slack_app_token)
    except SlackApiError as exc:
        cure = f"Make an app-level token with connections:write on {APP_PAGE} and set SLACK_APP_TOKEN."
        yield ill("app token", f"Slack says {_error(exc)}", cure)
    else:
        yield well("app token", "Socket Mode works")


def _error(exc: SlackApiError) -> str:
    return str(exc.response.get("error") or exc.response.status_code)
