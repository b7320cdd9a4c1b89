"""Deliveries to Slack: entry messages, comments in their threads, direct messages."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.file_links import FileLinks, in_message
from bot.slack import reminders
from bot.slack.bulletins import bulletin, enclose
from bot.slack.files import Fetcher
from bot.slack.mail_notices import notice
from bot.slack.message import message
from bot.slack.web_api import error_of, retry_after
from crm.domain.delivery import Again, DeliveryKind, Needless, Never, Receipt, Sent
from crm.views.parcels import Parcel
from scheduler.channel import Rendered

# Slack's word for what no later attempt can mend.
FOR_GOOD = frozenset(
    {
        *("channel_not_found", "is_archived", "not_in_channel", "user_not_found", "user_disabled", "cannot_dm_bot"),
        *("msg_too_long", "msg_blocks_too_long", "no_text", "invalid_blocks", "invalid_arguments"),
        *("message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found"),
        *("messages_tab_disabled", "restricted_action", "missing_scope"),
    }
)
CHANGES = frozenset({DeliveryKind.UPDATE, DeliveryKind.REMINDED})  # of a message that stands
NOT_THERE = frozenset({"message_not_found", "thread_not_found"})
POST_ONLY = ("unfurl_links", "unfurl_media")  # what chat.update does not take


class SlackChannel:
    """Carries parcels as messages, and fetches the files that came with an entry.

    ``client_of`` gives the Web API client of a team (``web_api.relay_client``).
    """

    def __init__(
        self, client_of: Callable[[str], Any], fetcher: Fetcher | None = None, links: FileLinks | None = None
    ) -> None:
        self._client_of = client_of
        self._fetcher = fetcher
        self._links = links

    def render(self, parcel: Parcel) -> Rendered:
        if parcel.kind is DeliveryKind.FETCH or _gone(parcel):
            return Rendered(content=b"")
        if parcel.news:
            found = bulletin(parcel)
        elif parcel.reminded:
            found = reminders.message(parcel)
        else:
            found = notice(parcel, parcel.about) if parcel.about else self._message(parcel)
        return Rendered(content=json.dumps(found, ensure_ascii=False).encode())

    def _message(self, parcel: Parcel) -> dict[str, Any]:
        opens = self._links is not None and not parcel.to_person
        return message(parcel, in_message(self._links, parcel), opens=opens)

    async def deliver(self, parcel: Parcel, content: bytes) -> Receipt:
        if not (parcel.thread or parcel.repeated) and (parcel.kind in CHANGES or _is_mirror(parcel)):
            return Needless(reason="the entry's own message is not there")
        client = self._client_of(parcel.workspace.team)
        if parcel.kind is DeliveryKind.FETCH:
            return await self._fetch(client, parcel)
        try:
            answer = await _hand_over(client, parcel, json.loads(content or b"{}"))
        except SlackApiError as exc:
            if parcel.kind is DeliveryKind.BLANK and error_of(exc) in NOT_THERE:
                return Needless(reason="the message is not there any more")
            return judge(exc)
        except (TimeoutError, aiohttp.ClientError, OSError) as exc:
            # A connection that was there and broke may have brought it.
            doubtful = not isinstance(exc, aiohttp.ClientConnectorError)
            return Again(reason=f"Slack unreachable: {type(exc).__name__}", doubtful=doubtful)
        await enclose(client, parcel, answer["channel"])
        return Sent(receipt={"channel": answer["channel"], "ts": answer["ts"]})

    async def _fetch(self, client: Any, parcel: Parcel) -> Receipt:
        if self._fetcher is None:
            return Never(reason="this process keeps no files")
        try:
            return await self._fetcher.fetch(client, parcel)
        except SlackApiError as exc:
            return judge(exc)


def _is_mirror(parcel: Parcel) -> bool:
    """A comment for a channel stands in the entry's thread or nowhere."""
    return parcel.kind is DeliveryKind.COMMENT and not parcel.to_person


def _gone(parcel: Parcel) -> bool:
    """The comment that this message repeated was deleted."""
    return parcel.kind is DeliveryKind.UPDATE and parcel.repeated is not None and parcel.comment is None


def judge(exc: SlackApiError) -> Receipt:
    """What a refusal of Slack's means for the delivery."""
    error = error_of(exc)
    if error in {"ratelimited", "rate_limited", "429"}:
        return Again(reason=error, after=timedelta(seconds=retry_after(exc)))
    return Never(reason=error) if error in FOR_GOOD else Again(reason=error)


async def _hand_over(client: Any, parcel: Parcel, call: dict[str, Any]) -> Any:
    """A comment is said in the entry's thread where the reader has one; an update changes the message that stands."""
    if parcel.repeated and _gone(parcel):
        place, ts = parcel.repeated
        return await client.chat_delete(channel=place, ts=ts)
    standing = parcel.repeated or parcel.thread
    if standing and parcel.kind in CHANGES | {DeliveryKind.BLANK}:
        place, ts = standing
        return await client.chat_update(
            channel=place, ts=ts, **{name: value for name, value in call.items() if name not in POST_ONLY}
        )
    if parcel.thread and parcel.kind is DeliveryKind.COMMENT:
        place, ts = parcel.thread
        return await client.chat_postMessage(channel=place, thread_ts=ts, **call)
    return await client.chat_postMessage(channel=parcel.place or parcel.reader.slack_user, **call)
