"""What a person types becomes the rich_text block that Slack's composer would make of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sandbox.page.emoji import named

Node = dict[str, Any]

FENCE = re.compile(r"```\n?(.*?)\n?```(?:\n|$)", re.DOTALL)
ITEM = re.compile(r"^(?P<space> *)(?:(?P<bullet>[-•*])|(?P<number>\d{1,3})[.)]) +(?P<words>.*)$")
QUOTE = re.compile(r"^> ?")
SPACES_PER_LEVEL = 2
DEEPEST = 8
STYLES = {"bold": r"\*", "italic": "_", "strike": "~"}
EMPHASIS = "|".join(rf"(?<![\w{mark}]){mark}(?=\S)(?P<{name}>.+?)(?<=\S){mark}(?!\w)" for name, mark in STYLES.items())
EMOJI = r":(?P<emoji>[a-z0-9_+-]+):"
URL = r"(?P<url>https?://[^\s<>]*[^\s<>.,;:!?)\]'\"*_~])"


@dataclass(frozen=True, kw_only=True, slots=True)
class Names:
    """Whom and what one may mention, by the name that people type."""

    people: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)

    def things(self) -> str:
        # The longest name first: "Emma Whitfield" before a colleague who is just "Emma".
        def any_of(names: Mapping[str, str]) -> str:
            return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or r"(?!)"

        known = rf"@(?P<person>{any_of(self.people)})(?!\w)|#(?P<channel>{any_of(self.channels)})(?![\w-])"
        everyone = r"@(?P<range>here|channel|everyone)\b"
        return rf"`(?P<code>[^`\n]+)`|{URL}|{known}|{everyone}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Composer:
    names: Names
    pattern: re.Pattern[str]

    def inline(self, text: str, style: Mapping[str, bool] | None = None) -> list[Node]:
        nodes: list[Node] = []
        rest = 0
        for found in self.pattern.finditer(text):
            nodes.extend(plain(text[rest : found.start()], style))
            nodes.extend(self.node(found, dict(style or {})))
            rest = found.end()
        return nodes + plain(text[rest:], style)

    def node(self, found: re.Match[str], style: dict[str, bool]) -> list[Node]:
        kind, words = str(found.lastgroup), str(found[str(found.lastgroup)])
        if kind in STYLES:
            return self.inline(words, style | {kind: True})
        if kind == "code":
            return plain(words, style | {"code": True})
        return [node | ({"style": style} if style else {}) for node in (self.thing(kind, words, found[0]),)]

    def thing(self, kind: str, words: str, typed: str) -> Node:
        if kind == "url":
            return {"type": "link", "url": words}
        if kind == "person":
            return {"type": "user", "user_id": self.names.people[words]}
        if kind == "channel":
            return {"type": "channel", "channel_id": self.names.channels[words]}
        if kind == "range":
            return {"type": "broadcast", "range": words}
        picture = named(words)
        if picture == typed:
            return {"type": "text", "text": typed}
        return {"type": "emoji", "name": words, "unicode": "-".join(f"{ord(sign):x}" for sign in picture)}


def plain(text: str, style: Mapping[str, bool] | None = None) -> list[Node]:
    if not text:
        return []
    return [{"type": "text", "text": text} | ({"style": dict(style)} if style else {})]


def kind_of(line: str) -> str:
    if found := ITEM.match(line):
        level = min(len(found["space"]) // SPACES_PER_LEVEL, DEEPEST)
        return f"{'bullet' if found['bullet'] else 'ordered'} {level}"
    return "quote" if QUOTE.match(line) else "section"


def list_of(lines: list[str], style: str, level: int, inline: Callable[[str], list[Node]]) -> Node:
    found = [match for match in map(ITEM.match, lines) if match]
    items = [{"type": "rich_text_section", "elements": inline(item["words"])} for item in found]
    offset = int(found[0]["number"]) - 1 if style == "ordered" else 0
    return {"type": "rich_text_list", "style": style, "indent": level, "elements": items} | (
        {"offset": offset} if offset > 0 else {}
    )


def parts_of(text: str, inline: Callable[[str], list[Node]]) -> Iterator[Node]:
    for kind, group in groupby(text.split("\n"), key=kind_of):
        lines = list(group)
        if kind == "section":
            if any(line.strip() for line in lines):
                yield {"type": "rich_text_section", "elements": inline("\n".join(lines))}
        elif kind == "quote":
            yield {"type": "rich_text_quote", "elements": inline("\n".join(QUOTE.sub("", line) for line in lines))}
        else:
            style, level = kind.split()
            yield list_of(lines, style, int(level), inline)


def rich_text(text: str, names: Names) -> Node:
    """The one block of a message that somebody typed."""
    composer = Composer(names=names, pattern=re.compile(f"{names.things()}|{EMOJI}|{EMPHASIS}"))
    elements: list[Node] = []
    for number, part in enumerate(FENCE.split(text.strip("\n"))):
        if number % 2:
            elements.append({"type": "rich_text_preformatted", "elements": plain(part)})
        elif part:
            elements.extend(parts_of(part, composer.inline))
    return {"type": "rich_text", "elements": elements}


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def wire_text(text: str, names: Names) -> str:
    """The text that goes with the block: escaped, mentions as ids, the rest as typed."""

    def replaced(found: re.Match[str]) -> str:
        if found["person"]:
            return f"\ue000@{names.people[found['person']]}\ue001"
        if found["channel"]:
            return f"\ue000#{names.channels[found['channel']]}\ue001"
        if found["range"]:
            return f"\ue000!{found['range']}\ue001"
        return f"\ue000{found['url']}\ue001" if found["url"] else found[0]

    # Brackets of tokens are set aside as private characters while those that people typed are escaped.
    marked = re.sub(names.things(), replaced, text.replace("\ue000", "").replace("\ue001", ""))
    return escaped(marked).replace("\ue000", "<").replace("\ue001", ">")
