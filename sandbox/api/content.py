"""The content of a message as an app sends it, checked as Slack checks it."""

from __future__ import annotations

from typing import Any

from sandbox.api.call import Call
from sandbox.completing import completed
from sandbox.errors import Refused
from sandbox.rules.blocks import characters
from sandbox.rules.judge import ATTACHMENTS_AT_MOST, message_problems

Node = dict[str, Any]

TEXT_AT_MOST = 40_000
# Not documented; measured by others between 13,200 and 13,297 characters.
BLOCKS_TEXT_AT_MOST = 13_200
CHECKED = ("blocks", "attachments", "text", "markdown_text", "metadata", "response_type", "thread_ts")


def content_of(args: dict[str, Any], *, text_at_most: int = TEXT_AT_MOST, files: bool = False) -> Node:
    """Text, blocks, attachments and metadata of a message, or a refusal."""
    text, markdown = args.get("text") or "", args.get("markdown_text") or ""
    blocks, attachments = args.get("blocks"), args.get("attachments")
    if blocks is not None and not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    if markdown and (text or blocks):
        raise Refused("markdown_text_conflict")
    if not (text or markdown or blocks or attachments or files):
        raise Refused("no_text")
    judged(args)
    if len(text) > text_at_most:
        raise Refused("msg_too_long")
    counted = [one for one in blocks or [] if one["type"] != "data_table"]
    if characters(counted) > BLOCKS_TEXT_AT_MOST:
        raise Refused("msg_blocks_too_long")
    made: Node = {"text": text or markdown}
    if markdown:
        blocks = [{"type": "markdown", "text": markdown}]
    if blocks is not None:
        made["blocks"] = completed(blocks)
    if attachments is not None:
        made["attachments"] = [attached(one, number) for number, one in enumerate(attachments, 1)]
    if args.get("metadata"):
        made["metadata"] = args["metadata"]
    return made


def judged(args: dict[str, Any]) -> None:
    attachments = args.get("attachments")
    if isinstance(attachments, list) and len(attachments) > ATTACHMENTS_AT_MOST:
        raise Refused("too_many_attachments")
    problems = message_problems({key: args[key] for key in CHECKED if key in args})
    for place, code in (
        ("[json-pointer:/blocks", "invalid_blocks"),
        ("[json-pointer:/attachments", "invalid_attachments"),
        ("[json-pointer:/metadata", "invalid_metadata_schema"),
        ("", "invalid_arguments"),
    ):
        if found := [one for one in problems if place in one]:
            raise Refused(code, *found)


def attached(given: Node, number: int) -> Node:
    one = {"id": number, "fallback": given.get("text") or "[no preview available]", **given}
    if "blocks" in given:
        one["blocks"] = completed(given["blocks"])
    return one


def custom_look(call: Call) -> Node:
    """A name and picture for one message only."""
    icons = {key.removeprefix("icon_"): call.text(key) for key in ("icon_emoji", "icon_url") if call.text(key)}
    look: Node = {"username": call.text("username")} if call.text("username") else {}
    if icons:
        look["icons"] = icons
    if look:
        call.need("chat:write.customize")
    return look
