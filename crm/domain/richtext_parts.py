"""Rich text's blocks: read once into flat parts, and into a tree where lists must nest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Literal, TypeAlias

from crm.domain.richtext_runs import Node, Run, number, run, word

PartKind: TypeAlias = Literal["section", "quote", "preformatted", "item"]
KINDS: Mapping[str, PartKind] = {"rich_text_quote": "quote", "rich_text_preformatted": "preformatted"}
DEEPEST = 8
LAST_NUMBER = 1_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A paragraph, quotation, block of code or list item; an item knows its depth, an ordered one its number.

    The line break that ends a part is not among its runs: a part without runs is a blank line or an empty item.
    """

    kind: PartKind
    runs: tuple[Run, ...]
    depth: int = 0
    number: int | None = None
    border: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """A list item with the lists below it."""

    runs: tuple[Run, ...]
    lists: tuple[Listing, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """A list; ``start`` is the first number of an ordered one, None for bullets."""

    start: int | None
    items: tuple[Item, ...]


def parts(rich: Mapping[str, Any]) -> list[Part]:
    """The text from top to bottom, checked; rubbish is left out and nothing raises."""
    found: list[Part] = []
    indents: list[int] = []
    for node in nodes(rich):
        if word(node, "type") == "rich_text_list":
            found.extend(_items(node, indents))
        else:
            indents.clear()
            found.extend(_block(node))
    return found


def nodes(node: Any) -> list[Node]:
    elements = node.get("elements") if isinstance(node, Mapping) else None
    return [one for one in elements if isinstance(one, Mapping)] if isinstance(elements, list) else []


def _block(node: Node) -> Iterator[Part]:
    kind = KINDS.get(word(node, "type"), "section")
    if said := _said(node):
        yield Part(kind=kind, runs=unended(said), border=node.get("border") == 1)


def _items(node: Node, indents: list[int]) -> Iterator[Part]:
    """The items of one list; ``indents`` are those of the lists it stands below, and its own is added."""
    items = nodes(node)
    if not items:
        return
    indent = number(node, "indent", 0, DEEPEST) or 0
    while indents and indents[-1] > indent:
        indents.pop()
    if not indents or indents[-1] < indent:
        indents.append(indent)
    first = (number(node, "offset", 0, LAST_NUMBER) or 0) + 1
    for place, item in enumerate(items, first):
        yield Part(
            kind="item",
            runs=unended(_said(item)),
            depth=len(indents) - 1,
            number=place if node.get("style") == "ordered" else None,
            border=node.get("border") == 1,
        )


def _said(node: Node) -> tuple[Run, ...]:
    """A block's runs; a block of a newer kind without elements is read like an inline piece."""
    inside = nodes(node) if "elements" in node else [node]
    return merged([found for one in inside if (found := run(one))])


def merged(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Neighbours in the same style become one run."""
    found: list[Run] = []
    for (is_text, style), group in groupby(runs, key=lambda one: (one.kind == "text", one.style)):
        if is_text:
            found.append(Run(text="".join(one.text for one in group), style=style))
        else:
            found.extend(group)
    return tuple(found)


def unended(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Without the one line break at the end, which only ends the block; Slack writes it or leaves it out."""
    if not runs or runs[-1].kind != "text" or not runs[-1].text.endswith("\n"):
        return runs
    last = replace(runs[-1], text=runs[-1].text[:-1])
    return (*runs[:-1], last) if last.text else runs[:-1]


def tree(rich: Mapping[str, Any]) -> list[Part | Listing]:
    """The same with its items gathered into nested lists."""
    found: list[Part | Listing] = []
    for listed, group in groupby(parts(rich), key=lambda part: part.kind == "item"):
        some = list(group)
        found.extend(_listings(some) if listed else some)
    return found


def _listings(items: Sequence[Part]) -> Iterator[Listing]:
    """The lists that these items make: one goes on while its marks do, whatever stands nested between."""
    branches = list(_branches(items))
    begin = 0
    for end in range(1, len(branches) + 1):
        if end < len(branches) and follows(branches[end - 1][0], branches[end][0]):
            continue
        inside = branches[begin:end]
        found = tuple(Item(runs=item.runs, lists=tuple(_listings(below))) for item, below in inside)
        yield Listing(start=inside[0][0].number, items=found)
        begin = end


def _branches(items: Sequence[Part]) -> Iterator[tuple[Part, Sequence[Part]]]:
    """Each item of the first one's depth, with all that stand deeper after it."""
    if not items:
        return
    tops = [place for place, item in enumerate(items) if item.depth <= items[0].depth]
    for top, after in zip(tops, [*tops[1:], len(items)], strict=True):
        yield items[top], items[top + 1 : after]


def follows(before: Part, item: Part) -> bool:
    """Whether the list that one item stands in can go on with the other."""
    if before.number is None or item.number is None:
        return before.number is item.number
    return item.number == before.number + 1
