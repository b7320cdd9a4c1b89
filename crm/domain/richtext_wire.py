"""Rich text as Slack takes it back: only nodes and keys that its grammar knows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from crm.domain.richtext_parts import DEEPEST, Part, follows, parts
from crm.domain.richtext_plain import as_text, said
from crm.domain.richtext_runs import MENTIONS, STYLES, Run

ELLIPSIS = "…"
# A word that would be torn apart is left out, one longer than this is torn.
WORD_AT_MOST = 20
FIRST_SKIN_TONE = 0x1F3FB


def wire(found: Sequence[Part]) -> dict[str, Any]:
    elements: list[dict[str, Any]] = []
    before: Part | None = None
    for part in found:
        if part.kind != "item":
            runs = _ended(part.runs)
            elements.append(_block(f"rich_text_{part.kind}", [_node(run, part) for run in runs], part))
        elif before and _same_list(before, part):
            elements[-1]["elements"].append(_section(part))
        else:
            elements.append(_list(part))
        before = part
    return {"type": "rich_text", "elements": elements}


def _block(kind: str, inside: list[dict[str, Any]], part: Part) -> dict[str, Any]:
    # A section has no border in Slack's grammar.
    border = {"border": 1} if part.border and part.kind != "section" else {}
    return {"type": kind, "elements": inside, **border}


def _list(part: Part) -> dict[str, Any]:
    ordered = part.number is not None
    found = _block("rich_text_list", [_section(part)], part)
    found |= {"style": "ordered" if ordered else "bullet", "indent": min(part.depth, DEEPEST)}
    return found | ({"offset": part.number - 1} if part.number is not None and part.number > 1 else {})


def _section(part: Part) -> dict[str, Any]:
    runs = _ended(part.runs) if part.runs else part.runs
    return {"type": "rich_text_section", "elements": [_node(run, part) for run in runs]}


def _same_list(before: Part, part: Part) -> bool:
    shape = (part.kind, part.depth, part.border)
    return shape == (before.kind, before.depth, before.border) and follows(before, part)


def _ended(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Readers take one line break off the end of a part: where one is meant, it is written twice."""
    blank = not runs or (runs[-1].kind == "text" and runs[-1].text.endswith("\n"))
    return (*runs, Run(text="\n", style=runs[-1].style if runs else frozenset())) if blank else runs


def _node(run: Run, part: Part) -> dict[str, Any]:
    # Slack takes nothing but text and links in a block of code.
    inside = _words(run) if part.kind == "preformatted" and run.kind != "link" else _kind(run)
    style = {name: True for name in STYLES if name in run.style}
    return inside | ({"style": style} if style else {})


def _words(run: Run) -> dict[str, Any]:
    return {"type": "text", "text": said(run)}


def _kind(run: Run) -> dict[str, Any]:
    match run.kind:
        case "link":
            return {"type": "link", "url": run.target} | _filled(text=run.text)
        case "user" | "usergroup" | "channel" | "team" if run.target:
            return {"type": run.kind, MENTIONS[run.kind]: run.target}
        case "emoji":
            return {"type": "emoji", "name": run.target} | _filled(unicode=run.form) | _skin_tone(run.form)
        case "date":
            found = {"type": "date", "timestamp": run.at, "format": run.form}
            return found | _filled(url=run.target, fallback=run.text)
        case "color":
            return {"type": "color", "value": run.text}
    # Also broadcasts: we repeat what somebody wrote, but never ring a whole channel in their stead.
    return _words(run)


def _filled(**values: str) -> dict[str, str]:
    return {key: value for key, value in values.items() if value}


def _skin_tone(points: str) -> dict[str, int]:
    """Slack numbers the five tones from 2."""
    tones = [int(point, 16) - FIRST_SKIN_TONE + 2 for point in points.split("-") if point]
    tone = next((tone for tone in tones if tone in range(2, 7)), None)
    return {"skin_tone": tone} if tone else {}


def cut(rich: Mapping[str, Any], at: int) -> dict[str, Any]:
    """At most ``at`` characters of it as plain text, with an ellipsis where some are missing; fit to be posted."""
    whole = parts(rich)
    if len(as_text(whole)) <= at:
        return wire(whole)
    # Marks of lists and quotations count too, so that the best number of words to keep is found by trying.
    fitting = bisect_right(range(at + 1), at, key=lambda size: len(as_text(beginning(whole, size))))
    return wire(beginning(whole, max(fitting - 1, 0)))


def beginning(whole: Sequence[Part], size: int) -> list[Part]:
    """The first parts, up to so many characters, ended by an ellipsis."""
    kept: list[Part] = []
    for part in whole:
        # An empty item has its mark: without a cost, a thousand of them would fit anywhere.
        left = size - max(sum(len(said(run)) for run in part.runs), 1)
        if left < 0:
            return _with_ellipsis(kept, part, size)
        kept.append(part)
        size = left
    return kept


def _with_ellipsis(kept: list[Part], part: Part, size: int) -> list[Part]:
    runs = tuple(_first(part.runs, size))
    if not runs and kept:
        part, runs = kept[-1], kept[-1].runs
        kept = kept[:-1]
    return [*kept, replace(part, runs=(*runs, Run(text=ELLIPSIS, style=runs[-1].style if runs else frozenset())))]


def _first(runs: Sequence[Run], size: int) -> Iterator[Run]:
    for run in runs:
        length = len(said(run))
        if length > size:
            if run.kind == "text" and (words := _first_words(run.text, size)):
                yield replace(run, text=words)
            return
        yield run
        size -= length


def _first_words(text: str, size: int) -> str:
    words = text[:size]
    if not text[size].isspace():
        space = max(words.rfind(" "), words.rfind("\n"))
        words = words[:space] if size - space <= WORD_AT_MOST and space > 0 else words
    return words.rstrip()
