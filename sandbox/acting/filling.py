"""What Slack's own client refuses to send: required fields left empty, texts too long, addresses that are none."""

from __future__ import annotations

import re
from typing import Any

from sandbox.acting.state import FIELDS

Node = dict[str, Any]

MISSING = "Please complete this required field."
SHAPES = {
    "email_text_input": (re.compile(r"^[^\s@]+@[^\s@]+\.[^\s@]+$"), "Please enter a valid email address."),
    "url_text_input": (re.compile(r"^https?://\S+$", re.IGNORECASE), "Please enter a valid URL."),
    "number_input": (re.compile(r"^-?\d+(\.\d+)?$"), "Please enter a valid number."),
}
TEXT_AT_MOST = 3000


def unfilled(view: Node, state: Node) -> dict[str, str]:
    """Problems by block id; empty when the form may be sent."""
    found = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            words = problem(block, element, state["values"][block["block_id"]][element["action_id"]])
            if words:
                found[block["block_id"]] = words
    return found


def problem(block: Node, element: Node, held: Node) -> str:
    kind = element["type"]
    value = held[FIELDS[kind][0]]
    if value is None or value in ("", []):
        return "" if block.get("optional") else MISSING
    if isinstance(value, str) and kind in SHAPES and not SHAPES[kind][0].match(value):
        return SHAPES[kind][1]
    if kind == "number_input":
        return bad_number(element, value)
    if kind == "plain_text_input":
        return bad_length(element, len(value))
    return ""


def bad_number(element: Node, value: str) -> str:
    if not element.get("is_decimal_allowed") and "." in value:
        return "Please enter a whole number."
    if "min_value" in element and float(value) < float(element["min_value"]):
        return f"Please enter at least {element['min_value']}."
    if "max_value" in element and float(value) > float(element["max_value"]):
        return f"Please enter at most {element['max_value']}."
    return ""


def bad_length(element: Node, length: int) -> str:
    if length < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    most = element.get("max_length", TEXT_AT_MOST)
    return f"Please enter at most {most} characters." if length > most else ""
