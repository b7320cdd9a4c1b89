"""The verdicts: what is wrong with a view, a message, or an answer to a submission or an options request."""

from __future__ import annotations

import json
import re
from typing import Any

from sandbox.rules.blocks import HOME, MARKDOWN_AT_MOST, MESSAGE, MODAL, Walk
from sandbox.rules.shape import is_a, pointed

BLOCKS_AT_MOST, ATTACHMENTS_AT_MOST, OPTIONS_AT_MOST = 50, 100, 100
VIEW_BYTES_AT_MOST = 250 * 1024
STAMP = re.compile(r"^\d{10}\.\d{6}$")
FLAGS = (
    "replace_original",
    "delete_original",
    "unfurl_links",
    "unfurl_media",
    "reply_broadcast",
    "mrkdwn",
    "link_names",
)
ANSWERS: dict[str, str] = {"errors": "errors", "update": "view", "push": "view", "clear": ""}


def size(view: Any) -> int:
    return len(json.dumps(view, ensure_ascii=False, separators=(",", ":")).encode())


def view_problems(view: Any, at: str = "/view") -> list[str]:
    """What is wrong with a modal or a Home tab."""
    walk = Walk(surface=MODAL)
    if not isinstance(view, dict):
        walk.say(at, "must provide an object")
    elif "type" not in view:
        walk.say(at, "missing required field: type")
    elif view["type"] not in (MODAL, HOME):
        walk.say(f"{at}/type", f"unsupported type: {view['type']} (allowed here: home, modal)")
    else:
        walk.surface = view["type"]
        walk.shape(view, "ModalView" if walk.surface == MODAL else "HomeView", at)
        walk.blocks(view.get("blocks"), f"{at}/blocks")
        if walk.surface == MODAL and "submit" not in view:
            for where, _ in walk.inputs:
                walk.say(f"{where}/input", "must define `submit` to use an `input` block in modals")
        if size(view) > VIEW_BYTES_AT_MOST:
            walk.say(at, "view_too_large")
    return walk.finished()


def blocks_problems(walk: Walk, blocks: Any, at: str) -> None:
    if not isinstance(blocks, list):
        walk.say(at, "must provide an array")
        return
    if len(blocks) > BLOCKS_AT_MOST:
        walk.say(at, f"no more than {BLOCKS_AT_MOST} items allowed")
    for index, block in enumerate(blocks):
        walk.shape(block, "KnownBlock", f"{at}/{index}")
    walk.blocks(blocks, at)


def attachment_problems(walk: Walk, attachments: Any) -> None:
    if not isinstance(attachments, list):
        walk.say("/attachments", "must provide an array")
        return
    if len(attachments) > ATTACHMENTS_AT_MOST:
        walk.say("/attachments", f"no more than {ATTACHMENTS_AT_MOST} items allowed")
    for index, one in enumerate(attachments):
        at = f"/attachments/{index}"
        walk.shape(one, "MessageAttachment", at)
        if isinstance(one, dict) and isinstance(one.get("blocks"), list):
            if len(one["blocks"]) > BLOCKS_AT_MOST:
                walk.say(f"{at}/blocks", f"no more than {BLOCKS_AT_MOST} items allowed")
            # Each attachment has block ids of its own.
            outside, walk.ids = walk.ids, {}
            walk.blocks(one["blocks"], f"{at}/blocks")
            walk.ids = outside


def message_problems(payload: dict[str, Any]) -> list[str]:
    """What is wrong with the content of a message, whatever call it comes with."""
    walk = Walk(surface=MESSAGE)
    if payload.get("blocks") is not None:
        blocks_problems(walk, payload["blocks"], "/blocks")
    if payload.get("attachments") is not None:
        attachment_problems(walk, payload["attachments"])
    text_problems(walk, payload)
    field_problems(walk, payload)
    metadata_problems(walk, payload.get("metadata"))
    return walk.finished()


def text_problems(walk: Walk, payload: dict[str, Any]) -> None:
    for key in ("text", "markdown_text"):
        if payload.get(key) is not None and not isinstance(payload[key], str):
            walk.say(f"/{key}", "must provide a string")
    markdown = payload.get("markdown_text")
    if isinstance(markdown, str) and len(markdown) > MARKDOWN_AT_MOST:
        walk.say("/markdown_text", f"must be less than {MARKDOWN_AT_MOST + 1} characters")


def field_problems(walk: Walk, payload: dict[str, Any]) -> None:
    for key in ("thread_ts", "ts"):
        value = payload.get(key)
        if value is not None and not (isinstance(value, str) and STAMP.match(value)):
            walk.say(f"/{key}", 'must be a string such as "1503435956.000247"')
    if payload.get("response_type") not in (None, "in_channel", "ephemeral"):
        walk.say("/response_type", "must be one of in_channel, ephemeral")
    for key in FLAGS:
        if key in payload and not isinstance(payload[key], bool | str | int):
            walk.say(f"/{key}", "must provide a boolean")


def metadata_problems(walk: Walk, metadata: Any) -> None:
    if metadata is None:
        return
    if not isinstance(metadata, dict):
        walk.say("/metadata", "must provide an object")
    elif "entities" not in metadata:
        if not isinstance(metadata.get("event_type"), str) or not metadata["event_type"]:
            walk.say("/metadata/event_type", "must be a non-empty string")
        if not isinstance(metadata.get("event_payload"), dict):
            walk.say("/metadata/event_payload", "must be an object")


def submission_problems(answer: Any, view: dict[str, Any] | None = None) -> list[str]:
    """What is wrong with an answer to a view_submission; nothing at all closes the view."""
    walk = Walk(surface=MODAL)
    if answer in (None, "", {}):
        return []
    if not isinstance(answer, dict):
        walk.say("/", "must provide an object")
        return walk.finished()
    action = answer.get("response_action")
    if not isinstance(action, str) or action not in ANSWERS:
        walk.say("/response_action", "must be one of clear, errors, push, update")
        return walk.finished()
    needed = ANSWERS[action]
    for key in sorted(answer.keys() - {"response_action", needed}):
        walk.say("/", f"invalid additional property: {key}")
    if needed and needed not in answer:
        walk.say("/", f"missing required field: {needed}")
    elif needed == "errors":
        error_problems(walk, answer["errors"], view)
    elif needed == "view":
        if isinstance(answer["view"], dict) and answer["view"].get("type") == HOME:
            walk.say("/view/type", "unsupported type: home (allowed here: modal)")
        return walk.finished() + view_problems(answer["view"])
    return walk.finished()


def error_problems(walk: Walk, errors: Any, view: dict[str, Any] | None) -> None:
    """Errors belong to input blocks of the view; in any other place nobody sees them."""
    if not isinstance(errors, dict) or not errors:
        walk.say("/errors", "must name at least one block_id" if errors == {} else "must provide an object")
        return
    inside = Walk(surface=MODAL)
    inside.blocks((view or {}).get("blocks"), "")
    known = {id_ for _, id_ in inside.inputs}
    for key, words in errors.items():
        if not isinstance(words, str) or not words:
            walk.say(pointed("/errors", key), "must be a non-empty string")
        if view is not None and key not in known:
            walk.say(pointed("/errors", key), f'no input block with block_id "{key}" in the view')


def options_problems(answer: Any) -> list[str]:
    """What is wrong with the options that an app found."""
    walk = Walk(surface=MESSAGE)
    if not isinstance(answer, dict):
        walk.say("/", "must provide an object")
        return walk.finished()
    if ("options" in answer) == ("option_groups" in answer):
        walk.say("/", "must define either `options` or `option_groups`")
    for key, shape in (("options", "opt_plain"), ("option_groups", "opt_group")):
        if key not in answer:
            continue
        if not is_a("array", answer[key]):
            walk.say(f"/{key}", "must provide an array")
            continue
        if len(answer[key]) > OPTIONS_AT_MOST:
            walk.say(f"/{key}", f"no more than {OPTIONS_AT_MOST} items allowed")
        for index, one in enumerate(answer[key]):
            walk.shape(one, shape, f"/{key}/{index}")
    return walk.finished()
