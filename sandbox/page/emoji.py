"""Emoji by Slack's names and code points."""

from __future__ import annotations

import re

from rich.emoji import Emoji

NAMED = re.compile(r":([a-z0-9_+'-]+):")

# Slack's own names for what others call differently.
ALIASES = {
    "large_green_circle": "green_circle",
    "large_red_circle": "red_circle",
    "large_yellow_circle": "yellow_circle",
    "large_orange_circle": "orange_circle",
    "simple_smile": "slightly_smiling_face",
}


def with_emoji(text: str) -> str:
    """Replace :names: that are known; the others stay as typed."""
    return NAMED.sub(lambda found: named(found[1]), text)


def named(name: str) -> str:
    return Emoji.replace(f":{ALIASES.get(name, name)}:") if ALIASES.get(name, name) else ""


def pictured(name: str, code_points: str | None) -> str:
    """An emoji of rich text: its hyphen-joined hexadecimal code points, else its name."""
    try:
        return "".join(chr(int(point, 16)) for point in (code_points or "").split("-") if point) or named(name)
    except (ValueError, OverflowError):
        return named(name)
