"""Digests, weekly reports and notices that come together, as messages to one person."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.models import blocks as kit

from bot.slack import doing
from bot.slack.form import plain, plain_text
from bot.slack.message import OPEN_CARD, TEXT_AT_MOST, Node, bold, escaped, run, spoken
from bot.slack.web_api import error_of
from crm.domain.i18n import _
from crm.views.bulletins import Drawn, Folded
from crm.views.parcels import Parcel
from templates.bulletins import Line, Section, sheet
from templates.catalogue import Reader, say
from templates.report import WHY, Report

LINE_AT_MOST = 600
DONE_AT_MOST = 10
TO_DO = "due-"  # begins the id of the block with the button
ALT_AT_MOST = 1000
WITHIN = 12.0  # seconds; the words before it and these together stay below what a delivery may take
log = structlog.get_logger()


def bulletin(parcel: Parcel) -> dict[str, Any]:
    """The arguments of ``chat.postMessage``, but for where."""
    reader = Reader.member(parcel.reader)
    report = Report.read(parcel.news.content) if isinstance(parcel.news, Drawn) else None
    said = report.sheet(say(WHY, reader)) if report else sheet(parcel)
    lines = "".join(f"\n{line}" for line in report.lines) if report else ""
    blocks: list[Any] = [spoken("head", run(said.headline, bold=True), *([run(lines)] if lines else []))]
    room = DONE_AT_MOST
    for place, section in enumerate(said.sections):
        found = _section(place, section, parcel, reader, room)
        room -= sum(_is_to_do(one) for one in found)
        blocks += found
    why = said.why if isinstance(parcel.news, Folded) else f"{said.why} {say(CHANGE, reader)}"
    blocks.append(kit.ContextBlock(block_id="foot", elements=[plain_text(why, TEXT_AT_MOST)]))
    return _posted(parcel, f"{said.subject}{lines}", blocks)


async def enclose(client: Any, parcel: Parcel, channel: str) -> None:
    """The pictures and the workbook of a report; its words stand already, whatever becomes of these."""
    if not isinstance(parcel.news, Drawn):
        return
    report = Report.read(parcel.news.content)
    uploads: list[dict[str, Any]] = [
        {
            "filename": f"{one.name}.png",
            "content": one.content,
            "title": one.title,
            "alt_txt": one.alt[:ALT_AT_MOST],
        }
        for one in report.pictures
    ]
    uploads.append({"filename": report.file_name, "content": report.workbook, "title": report.file_name})
    try:
        async with asyncio.timeout(WITHIN):
            await client.files_upload_v2(channel=channel, file_uploads=uploads)
    except (SlackApiError, SlackRequestError, TimeoutError, aiohttp.ClientError, OSError) as exc:
        error = error_of(exc) if isinstance(exc, SlackApiError) else type(exc).__name__
        log.warning("report.not_enclosed", delivery=parcel.id, error=error)
        with suppress(SlackApiError, TimeoutError, aiohttp.ClientError, OSError):
            text = say(NOT_ENCLOSED, Reader.member(parcel.reader))
            await client.chat_postMessage(channel=channel, text=escaped(text))


CHANGE = _("Change it with “/crm preferences”.")
NOT_ENCLOSED = _("The charts and the workbook could not be sent. “/crm report” sends them once more.")


def _posted(parcel: Parcel, text: str, blocks: list[Any]) -> dict[str, Any]:
    return {
        "text": escaped(plain(text, TEXT_AT_MOST)),
        "blocks": [block if isinstance(block, dict) else block.to_dict() for block in blocks],
        "metadata": {"event_type": "carnet_delivery", "event_payload": {"delivery": parcel.id}},
        "unfurl_links": False,
        "unfurl_media": False,
    }


def _section(place: int, section: Section, parcel: Parcel, reader: Reader, room: int) -> list[Any]:
    """Its title and lines; the first that are to do have a button, as many as there is room for."""
    found: list[Any] = []
    if section.title:
        sign = "🔴 " if section.late else "🗓️ "
        found.append(spoken(f"title-{place}", run(f"{sign}{section.title}", bold=True)))
    for number, one in enumerate(section.lines):
        found.append(_line(f"line-{place}-{number}", one, reader))
        buttons = doing.done(one.to_do, f"D{parcel.id}", reader, parcel.due_at) if one.to_do and room > 0 else []
        if buttons:
            room -= 1
            found.append(kit.ActionsBlock(block_id=f"{TO_DO}{place}-{number}", elements=buttons))
    if section.more:
        found.append(kit.ContextBlock(block_id=f"more-{place}", elements=[plain_text(section.more, TEXT_AT_MOST)]))
    return found


def _is_to_do(block: Any) -> bool:
    return isinstance(block, kit.ActionsBlock)


def ticked(message: Mapping[str, Any], block_id: str, reader: Reader) -> dict[str, Any] | None:
    """A digest, or an answer, with one of its lines done; nothing for any other message. The rest it says as before."""
    blocks = message.get("blocks") or []
    if not block_id.startswith(TO_DO) or not any(one.get("block_id") == block_id for one in blocks):
        return None
    words = f"✅ {say(_('done'), reader)}"
    done = kit.ContextBlock(block_id=block_id.replace(TO_DO, "done-", 1), elements=[plain_text(words)]).to_dict()
    changed = [done if one.get("block_id") == block_id else one for one in blocks]
    return {"text": message.get("text", ""), "blocks": changed, "replace_original": True}


def _line(block_id: str, line: Line, reader: Reader) -> Node:
    """Whom it is about, and a button that opens the card."""
    said = [f"{line.icon} *{bold(_short(line.head))}*", escaped(_short(line.what))]
    said += [escaped(line.begins)] if line.begins else []
    opens = kit.ButtonElement(action_id=OPEN_CARD, text=say(_("Open"), reader), value=line.client)
    block = kit.SectionBlock(
        block_id=block_id,
        text=kit.MarkdownTextObject(text="\n".join(said), verbatim=True),
        accessory=opens if line.client else None,
    )
    return block.to_dict()


def _short(text: str) -> str:
    return text if len(text) <= LINE_AT_MOST else f"{text[: LINE_AT_MOST - 1]}…"
