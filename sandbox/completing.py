"""Blocks as Slack keeps them: what an app left out is filled in."""

from __future__ import annotations

import secrets
from typing import Any

Node = dict[str, Any]

INTERACTIVE = ("button", "checkboxes", "radio_buttons", "overflow", "datepicker", "timepicker", "datetimepicker")
ENDINGS = ("_input", "_select", "workflow_button", "feedback_buttons", "icon_button")
# These keep what they were given: their parts are not text objects of Block Kit.
LEFT_ALONE = ("rich_text", "table", "data_table", "markdown", "data_visualization")


def random_id() -> str:
    return secrets.token_urlsafe(4)[:5]


def is_interactive(kind: str) -> bool:
    return kind in INTERACTIVE or kind.endswith(ENDINGS)


def filled(node: Any) -> Any:
    """Text objects and elements with their defaults, at any depth."""
    if isinstance(node, list):
        return [filled(one) for one in node]
    if not isinstance(node, dict):
        return node
    kind = node.get("type")
    if kind == "plain_text":
        return {**node, "emoji": node.get("emoji", True)}
    if kind == "mrkdwn":
        return {**node, "verbatim": node.get("verbatim", False)}
    if kind == "rich_text":
        return node
    more = {key: filled(value) for key, value in node.items()}
    if isinstance(kind, str) and is_interactive(kind):
        more.setdefault("action_id", random_id())
    return more


def completed(blocks: list[Node]) -> list[Node]:
    """The blocks of a message or view with ids and defaults."""
    made = []
    for block in blocks:
        kind = block["type"]
        whole = dict(block) if kind in LEFT_ALONE else filled(block)
        if not whole.get("block_id"):
            whole["block_id"] = random_id()
        if kind == "input":
            whole.setdefault("optional", False)
            whole.setdefault("dispatch_action", False)
        made.append(whole)
    return made


def controls(blocks: list[Node]) -> list[tuple[Node, Node]]:
    """Every interactive element with the block it stands in."""
    found = []
    for block in blocks:
        elements = [block.get("accessory"), block.get("element"), *(block.get("elements") or [])]
        if block["type"] == "card":
            elements += block.get("actions") or []
        found += [
            (block, one) for one in elements if isinstance(one, dict) and is_interactive(str(one.get("type", "")))
        ]
        found += controls([one for one in elements if isinstance(one, dict) and one.get("type") == "card"])
        found += controls(block.get("child_blocks") or [])
    return found
