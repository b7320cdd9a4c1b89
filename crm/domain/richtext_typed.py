"""Plain text as people type it in a shell, a slash command or a mail, read into rich text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any

from crm.domain.richtext_parts import DEEPEST, Part, merged
from crm.domain.richtext_runs import Run, Style, cleaned
from crm.domain.richtext_wire import wire

ITEM = re.compile(r"(?P<space> *)(?:[-•]|(?P<number>[1-9]\d{0,2})\.) +(?P<words>\S.*)")
# Marks count only around words and never inside one: 2*3*4 and names_of_files stay as they are.
MARKS = {"bold": r"\*", "italic": "_", "strike": "~"}
STYLED = "|".join(
    rf"(?<![\w{mark}]){mark}(?=[^\s{mark}])(?P<{style}>[^{mark}\n]+)(?<=\S){mark}(?![\w{mark}])"
    for style, mark in MARKS.items()
)
INLINE = re.compile(rf"(?<![\w`])`(?P<code>[^`\n]+)`(?![\w`])|(?P<url>\bhttps?://[^\s<>]+)|{STYLED}", re.IGNORECASE)
CLOSING = {")": "(", "]": "["}


def from_text(text: str) -> dict[str, Any]:
    """Paragraphs, lists (``- ``, ``• ``, ``1. ``), ``*bold*``, ``_italic_``, ``~strike~``, `` `code` `` and web
    addresses; all else stays as it was typed.
    """  # noqa: D205 - the list of marks is one sentence.
    lines = cleaned(text).strip("\n").split("\n")
    return wire(list(_parts(lines))) if any(line.strip() for line in lines) else wire(())


def _parts(lines: list[str]) -> Iterator[Part]:
    for listed, group in groupby(lines, key=lambda line: bool(ITEM.fullmatch(line))):
        if listed:
            yield from _items([found for line in group if (found := ITEM.fullmatch(line))])
        else:
            yield Part(kind="section", runs=_runs("\n".join(group)))


def _items(found: list[re.Match[str]]) -> Iterator[Part]:
    indents: list[int] = []
    for one in found:
        indent = len(one["space"])
        while indents and indents[-1] > indent:
            indents.pop()
        if not indents or indents[-1] < indent:
            indents.append(indent)
        # The number stays as it was typed: lines that begin with the 1. and the 15. of a month are no slip.
        number = int(one["number"]) if one["number"] else None
        yield Part(kind="item", runs=_runs(one["words"]), depth=min(len(indents) - 1, DEEPEST), number=number)


def _runs(text: str, style: Style = frozenset()) -> tuple[Run, ...]:
    found: list[Run] = []
    rest = 0
    for match in INLINE.finditer(text):
        found.append(Run(text=text[rest : match.start()], style=style))
        found.extend(_marked(match, style))
        rest = match.end()
    found.append(Run(text=text[rest:], style=style))
    return merged([run for run in found if run.text or run.target])


def _marked(match: re.Match[str], style: Style) -> Iterator[Run]:
    kind = str(match.lastgroup)
    words = str(match[kind])
    if kind == "url":
        url = _without_punctuation(words)
        yield Run(kind="link", target=url, style=style)
        yield from _runs(words[len(url) :], style)
    elif kind == "code":
        yield Run(text=words, style=style | {kind})
    else:
        # What is marked holds no mark of its own kind, so that this ends after three.
        yield from (replace(run, style=run.style | {kind}) for run in _runs(words, style))


def _without_punctuation(url: str) -> str:
    """The address without what ends the sentence around it; a bracket stays if it was opened inside."""
    while url[-1] in ".,;:!?'\"*_~`" or (url[-1] in CLOSING and url.count(url[-1]) > url.count(CLOSING[url[-1]])):
        url = url[:-1]
    return url
