"""Text as Slack writes it into commands and messages: three letters escaped, people and links in angle brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from crm.domain import richtext

ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
TOKEN = re.compile(r"<(?P<target>[^<>|\s]+)(?:\|(?P<label>[^<>]*))?>")
MENTION = re.compile(r"@[UW][A-Z0-9]+")
KEPT = re.compile(r"<@([UW][A-Z0-9]+)>")


def typed(body: Mapping[str, Any]) -> str:
    """What stands behind a command. The people it names stay tokens; links lose their brackets."""
    return _plain(str(body.get("text") or "").strip())


def _plain(text: str) -> str:
    """The letters that were typed. A token is kept for people, since only it names them for sure."""
    pieces = []
    for piece, token in _pieces(text):
        if token is None:
            pieces.append(unescaped(piece))
        elif MENTION.fullmatch(token["target"]):
            pieces.append(f"<{token['target']}>")
        else:
            pieces.append(_label(token))
    return "".join(pieces)


def _label(token: re.Match[str]) -> str:
    """``<#C1|infobox>`` is ``#infobox``; an address is itself, whatever Slack shows for it."""
    target, label = unescaped(token["target"]), unescaped(token["label"] or "")
    if target.startswith("#"):
        return f"#{label or target[1:]}"
    if target.startswith("!"):
        return label or f"@{target[1:].partition('^')[0]}"
    return target.removeprefix("mailto:").removeprefix("tel:")


def _pieces(text: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    rest = 0
    for token in TOKEN.finditer(text):
        yield text[rest : token.start()], None
        yield "", token
        rest = token.end()
    yield text[rest:], None


def unescaped(text: str) -> str:
    for entity, letter in ENTITIES:
        text = text.replace(entity, letter)
    return text


def rich(text: str) -> dict[str, Any]:
    """Text with tokens for people (``<@U0EMMA001>``) as rich text: what was typed, and mentions."""
    found = richtext.from_text(text)
    for block in found["elements"]:
        for section in block["elements"] if block["type"] == "rich_text_list" else [block]:
            section["elements"] = [piece for node in section["elements"] for piece in _mentions(node)]
    return found


def _mentions(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if node["type"] != "text":
        yield node
        return
    for place, piece in enumerate(KEPT.split(node["text"])):
        if place % 2:
            yield {"type": "user", "user_id": piece}
        elif piece:
            yield {**node, "text": piece}


def message(text: str) -> dict[str, Any]:
    """A message's text that came without blocks."""
    return rich(_plain(text))
