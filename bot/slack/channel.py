"""Deliveries to Slack: entry messages, comments in their threads, direct messages."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.models import blocks as kit

from bot.slack.form import plain
from crm.domain import richtext
from crm.domain.delivery import Again, DeliveryKind, Never, Receipt, Sent
from crm.domain.i18n import _
from crm.views.parcels import Parcel
from scheduler.channel import Rendered
from templates import words
from templates.catalogue import Reader, say

OPEN_CARD = "entry:card"
UNDO = "entry:undo"
BODY_AT_MOST = 3000
# Slack's word for what no later attempt can mend.
FOR_GOOD = frozenset(
    {
        "channel_not_found",
        "is_archived",
        "not_in_channel",
        "user_not_found",
        "msg_too_long",
        "no_text",
        "invalid_blocks",
        "cannot_dm_bot",
        "user_disabled",
        "message_not_found",
        "cant_update_message",
        "msg_blocks_too_long",
    }
)


class SlackChannel:
    """Carries parcels as messages. ``client_of`` gives the Web API client of a team."""

    def __init__(self, client_of: Callable[[str], Any]) -> None:
        self._client_of = client_of

    def render(self, parcel: Parcel) -> Rendered:
        return Rendered(content=json.dumps(message(parcel), ensure_ascii=False).encode())

    async def deliver(self, parcel: Parcel, content: bytes) -> Receipt:
        call: dict[str, Any] = json.loads(content)
        client = self._client_of(parcel.workspace.team)
        try:
            answer = await _hand_over(client, parcel, call)
        except SlackApiError as exc:
            return judge(exc)
        except (TimeoutError, aiohttp.ClientError, OSError) as exc:
            return Again(reason=f"Slack unreachable: {type(exc).__name__}")
        return Sent(receipt={"channel": answer["channel"], "ts": answer["ts"]})


def judge(exc: SlackApiError) -> Receipt:
    error = exc.response.get("error") or str(exc.response.status_code)
    if error == "ratelimited":
        return Again(reason=error, after=timedelta(seconds=int(exc.response.headers.get("Retry-After", 30))))
    return Never(reason=error) if error in FOR_GOOD else Again(reason=error)


async def _hand_over(client: Any, parcel: Parcel, call: dict[str, Any]) -> Any:
    """A comment is said in the entry's thread where the reader has one; an update changes the entry's own message."""
    if parcel.thread and parcel.kind is DeliveryKind.UPDATE:
        place, ts = parcel.thread
        return await client.chat_update(channel=place, ts=ts, **call)
    if parcel.thread and parcel.kind is DeliveryKind.COMMENT:
        place, ts = parcel.thread
        return await client.chat_postMessage(channel=place, thread_ts=ts, **call)
    return await client.chat_postMessage(channel=parcel.place or parcel.reader.slack_user, **call)


def message(parcel: Parcel) -> dict[str, Any]:
    """What is posted: text for notifications and screen readers, blocks for the eye, metadata to know it again."""
    reader = Reader.member(parcel.reader)
    blocks = _comment(parcel) if parcel.comment else _entry(parcel, reader)
    said = words.lines(parcel.entry, parcel.workspace.statuses, reader)
    text = f"{said.sentence}: {said.clients}"
    if parcel.comment:
        beginning = words.preview(parcel.comment.body, parcel.workspace.names)
        text = f"{say(_('{author} commented', author=parcel.comment.author), reader)}: {beginning}"
    if parcel.kind is DeliveryKind.REMINDER:
        text = f"{say(_('Coming up: {when}', when=parcel.entry.occurred_at), reader)} · {text}"
    payload = {"delivery": parcel.id, "entry": parcel.entry.number}
    return {
        "text": escaped(plain(text, 2000)),
        "blocks": [block if isinstance(block, dict) else block.to_dict() for block in blocks],
        "metadata": {"event_type": "carnet_delivery", "event_payload": payload},
        "unfurl_links": False,
        "unfurl_media": False,
    }


def escaped(text: str) -> str:
    """Mrkdwn's three entities; without them a client's name could ring a whole channel."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _mrkdwn(text: str) -> Any:
    return kit.MarkdownTextObject(text=text, verbatim=True)


def _struck(text: str, *, undone: bool) -> str:
    return f"~{text.replace('~', '∼')}~" if undone and text else text


def _entry(parcel: Parcel, reader: Reader) -> list[Any]:
    entry = parcel.entry
    said = words.lines(entry, parcel.workspace.statuses, reader)
    head = [_struck(f"{said.icon} *{bold(said.clients)}*", undone=entry.undone), escaped(said.sentence)]
    head += [escaped(line) for line in said.changes]
    if entry.undone:
        head.append(f"_{say(_('This was undone.'), reader)}_")
    blocks: list[Any] = [kit.SectionBlock(block_id="head", text=_mrkdwn(plain("\n".join(head), 3000)))]
    if parcel.kind is DeliveryKind.REMINDER:
        when = say(_("Coming up: {when}", when=entry.occurred_at), reader)
        blocks.insert(0, kit.SectionBlock(block_id="reminder", text=_mrkdwn(f"⏰ {escaped(when)}")))
    if entry.body:
        blocks.append({**richtext.cut(dict(entry.body), BODY_AT_MOST), "block_id": "body"})
    return [*blocks, _foot(parcel, said.when, reader), *([] if entry.undone else [_buttons(parcel, reader)])]


def bold(name: str) -> str:
    """A name between asterisks: one inside it would end the bold."""
    return escaped(name).replace("*", "∗")


def _foot(parcel: Parcel, when: str, reader: Reader) -> Any:
    entry = parcel.entry
    seconds = int(entry.occurred_at.timestamp())
    parts = [f"<!date^{seconds}^{{date_short_pretty}}, {{time}}|{escaped(when)}>", entry.number]
    if entry.participants:
        names = say(_("With {names}", names=list(entry.participants)), reader)
        parts.append(escaped(names))
    return kit.ContextBlock(block_id="foot", elements=[_mrkdwn(plain(" · ".join(parts), 2000))])


def _buttons(parcel: Parcel, reader: Reader) -> Any:
    entry = parcel.entry
    buttons: list[Any] = []
    if entry.records:
        number = str(entry.records[0].number)
        buttons.append(kit.ButtonElement(action_id=OPEN_CARD, text=say(_("Open the card"), reader), value=number))
    confirm = kit.ConfirmObject(
        title=say(_("Undo"), reader),
        text=say(_("Put back what this entry changed, and strike it through?"), reader),
        confirm=say(_("Undo"), reader),
        deny=say(_("Keep it"), reader),
    )
    buttons.append(kit.ButtonElement(action_id=UNDO, text=say(_("Undo"), reader), value=entry.number, confirm=confirm))
    return kit.ActionsBlock(block_id="buttons", elements=buttons)


def _comment(parcel: Parcel) -> list[Any]:
    comment = parcel.comment
    if comment is None:
        return []
    head = kit.SectionBlock(block_id="head", text=_mrkdwn(f"💬 *{bold(comment.author)}*"))
    return [head, {**richtext.cut(dict(comment.body), BODY_AT_MOST), "block_id": "body"}]
