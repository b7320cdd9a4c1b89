"""Rich text's inline pieces: what a node of Slack's means, whatever a stranger wrote into it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, TypeAlias

Node: TypeAlias = Mapping[str, Any]
Kind: TypeAlias = Literal["text", "link", "user", "usergroup", "channel", "team", "broadcast", "emoji", "date", "color"]
Style: TypeAlias = frozenset[str]

STYLES = ("bold", "italic", "strike", "code", "underline")
MENTIONS: Mapping[Kind, str] = {
    "user": "user_id",
    "usergroup": "usergroup_id",
    "channel": "channel_id",
    "team": "team_id",
}
# Years 1 and 9999 less a day, so that no reader's zone can push a moment out of the calendar.
EARLIEST, LATEST = -62_135_510_400, 253_402_214_400

# PostgreSQL keeps no NUL, UTF-8 no half of a pair, and the other control characters are nobody's words.
UNKEEPABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
ADDRESS = re.compile(r"(?:https?://|mailto:|tel:)[^\s\x00-\x20\x7f\ud800-\udfff]+", re.IGNORECASE)
ID = re.compile(r"[A-Za-z0-9]{1,64}")
EMOJI_NAME = re.compile(r"[\w+'-]{1,100}(?:::skin-tone-[2-6])?")
COLOR = re.compile(r"#[0-9A-Fa-f]{6}")
CODE_POINTS = re.compile(r"[0-9a-fA-F]{2,6}(?:-[0-9a-fA-F]{2,6}){0,15}")
# Keycaps begin with the signs of a keyboard; below them are only control characters and blanks.
FIRST_KEYCAP, LAST_POINT = 0x23, 0x10FFFF


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """One inline piece, checked: ``target`` is an id, an address of a known scheme, an emoji's name, or empty.

    ``text`` is a text's words, a link's label, an emoji's picture, a date's fallback; ``form`` is the format of a
    date or the code points of an emoji.
    """

    kind: Kind = "text"
    text: str = ""
    target: str = ""
    style: Style = frozenset()
    at: int = 0
    form: str = ""


def cleaned(text: str) -> str:
    return UNKEEPABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def word(node: Node, *keys: str) -> str:
    """The first of these that is there and says something."""
    values = (node.get(key) for key in keys)
    return next((text for value in values if isinstance(value, str) and (text := cleaned(value))), "")


def number(node: Node, key: str, lowest: int, highest: int) -> int | None:
    """The whole number under this key; None where it is none or out of range."""
    value = node.get(key)
    return value if type(value) is int and lowest <= value <= highest else None


def address(node: Node) -> str:
    """The link's target, or nothing: only these schemes can do no harm where mails are read."""
    url = word(node, "url")
    return url if ADDRESS.fullmatch(url) else ""


def style_of(node: Node) -> Style:
    flags = node.get("style")
    # Slack also writes flags that are false.
    return frozenset(name for name in STYLES if flags.get(name)) if isinstance(flags, Mapping) else frozenset()


def run(node: Node) -> Run | None:
    """What this node says; None for one that says nothing."""
    found = READERS.get(word(node, "type"), _newer)(node, style_of(node))
    return None if found.kind == "text" and not found.text else found


def _text(node: Node, style: Style) -> Run:
    return Run(text=word(node, "text"), style=style)


def _newer(node: Node, style: Style) -> Run:
    """Newer kinds keep coming; whatever they can be read as is better than nothing."""
    text = word(node, "text", "fallback", "name")
    if target := address(node):
        return Run(kind="link", text=text, target=target, style=style)
    return Run(text=text or word(node, "url"), style=style)


def _mention(kind: Kind, key: str, node: Node, style: Style) -> Run:
    found = word(node, key)
    return Run(kind=kind, target=found if ID.fullmatch(found) else "", style=style)


def _broadcast(node: Node, style: Style) -> Run:
    found = word(node, "range")
    return Run(kind="broadcast", target=found if found in {"here", "channel", "everyone"} else "channel", style=style)


def _emoji(node: Node, style: Style) -> Run:
    name, points = word(node, "name"), word(node, "unicode")
    picture = _picture(points)
    if not EMOJI_NAME.fullmatch(name):
        return Run(text=picture or name, style=style)
    return Run(kind="emoji", text=picture or f":{name}:", target=name, form=points if picture else "", style=style)


def _picture(points: str) -> str:
    """``1f44b-1f3fb`` as the picture it stands for."""
    if not CODE_POINTS.fullmatch(points):
        return ""
    numbers = [int(point, 16) for point in points.split("-")]
    fine = all(FIRST_KEYCAP <= one <= LAST_POINT for one in numbers)
    return cleaned("".join(map(chr, numbers))) if fine else ""


def _date(node: Node, style: Style) -> Run:
    at = number(node, "timestamp", EARLIEST, LATEST)
    fallback, form = word(node, "fallback"), word(node, "format")
    if at is None or not form:
        return Run(text=fallback, style=style)
    return Run(kind="date", text=fallback, target=address(node), at=at, form=form, style=style)


def _color(node: Node, style: Style) -> Run:
    value = word(node, "value")
    return Run(kind="color" if COLOR.fullmatch(value) else "text", text=value, style=style)


READERS: Mapping[str, Callable[[Node, Style], Run]] = {
    "text": _text,
    # A link of a foreign scheme is read like an unknown node: its words stay, its target goes.
    "link": _newer,
    "broadcast": _broadcast,
    "emoji": _emoji,
    "date": _date,
    "color": _color,
    **{kind: partial(_mention, kind, key) for kind, key in MENTIONS.items()},
}
