"""The Web API client: one shared session, and patience with a Slack that is busy or stumbles."""

from __future__ import annotations

from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient

SLACK = "https://slack.com/api/"
TIMEOUT = 20  # seconds for one call; the relay gives a delivery 25
TRIES_AGAIN = 2
PAGE = 200  # Slack recommends no more at once
POSTS = ("chat.postMessage", "chat.postEphemeral")


class LostConnection(AsyncConnectionErrorRetryHandler):
    """A connection that broke: once more, but no new message, which may stand already and would stand twice."""

    async def _can_retry_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        if request.url.endswith(POSTS):
            return False
        return await super()._can_retry_async(state=state, request=request, response=response, error=error)


def http_session() -> aiohttp.ClientSession:
    """The session that all clients share: the SDK opens a connection for every call otherwise."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT))


def web_client(token: str, session: aiohttp.ClientSession, *, base_url: str = SLACK) -> AsyncWebClient:
    """A client for what people wait for: 429 waits as long as Slack asks for, 5xx is tried again."""
    handlers = [
        AsyncRateLimitErrorRetryHandler(max_retry_count=TRIES_AGAIN),
        AsyncServerErrorRetryHandler(max_retry_count=TRIES_AGAIN),
        LostConnection(),
    ]
    return AsyncWebClient(token=token, session=session, base_url=base_url, timeout=TIMEOUT, retry_handlers=handlers)


def relay_client(token: str, session: aiohttp.ClientSession, *, base_url: str = SLACK) -> AsyncWebClient:
    """A client for deliveries. The relay has a queue and waits of its own, so that this one answers at once."""
    return AsyncWebClient(token=token, session=session, base_url=base_url, timeout=TIMEOUT, retry_handlers=[])


def error_of(exc: SlackApiError) -> str:
    """Slack's word for what went wrong; the status where a broken answer has no word."""
    response: Any = exc.response
    data = response if isinstance(response, dict) else getattr(response, "data", None)
    if isinstance(data, dict) and data.get("error"):
        return str(data["error"])
    return str(getattr(response, "status_code", None) or getattr(response, "status", "no answer"))


def messages_of(exc: SlackApiError) -> list[str]:
    """What Slack adds to its word."""
    data = getattr(exc.response, "data", None)
    found = (data.get("response_metadata") or {}).get("messages") if isinstance(data, dict) else None
    return [str(one) for one in found or ()]


def retry_after(exc: SlackApiError, default: int = 30) -> int:
    """The seconds that Slack asks us to wait."""
    text = str(getattr(exc.response, "headers", {}).get("Retry-After", ""))
    return int(text) if text.isdecimal() else default


async def pages(call: Any, key: str) -> list[Any]:
    """All items of a list that Slack gives page by page."""
    found: list[Any] = []
    cursor = ""
    while True:
        page = await call(cursor=cursor) if cursor else await call()
        found += page[key]
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return found
