"""What is wrong with rich text that a stranger sent, before it is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from math import isfinite
from typing import Any

from crm.domain.richtext_parts import DEEPEST
from crm.domain.richtext_runs import MENTIONS, UNKEEPABLE

NESTED_AT_MOST = 12
VALUES_AT_MOST = 30_000
LETTERS_AT_MOST = 100_000
LARGEST = 2**63 - 1
PROBLEMS_AT_MOST = 10
LIST = "rich_text_list"
BLOCKS = frozenset({LIST, "rich_text_section", "rich_text_quote", "rich_text_preformatted"})
REQUIRED: Mapping[str, Mapping[str, type]] = {
    "text": {"text": str},
    "link": {"url": str},
    "emoji": {"name": str},
    "broadcast": {"range": str},
    "date": {"timestamp": int, "format": str},
    "color": {"value": str},
    **{kind: {key: str} for kind, key in MENTIONS.items()},
}


def problems(value: Any) -> list[str]:
    """Every reason not to keep this as rich text; node types that we do not know are none."""
    return _unkeepable(value) or list(islice(_misshapen(value), PROBLEMS_AT_MOST))


def _unkeepable(value: Any) -> list[str]:
    """Too deep, too much, or no JSON; looked at without recursion, and only as far as the limits go."""
    waiting = [(value, 0)]
    letters = 0
    for _count in range(VALUES_AT_MOST):
        if not waiting:
            return []
        found, depth = waiting.pop()
        letters += len(found) if isinstance(found, str) else 0
        reason = _odd(found) or ("nested too deeply" if depth > NESTED_AT_MOST else "")
        if reason or letters > LETTERS_AT_MOST:
            return [reason or "too many letters"]
        waiting.extend((inside, depth + 1) for inside in _inside(found))
    return ["too many nodes"]


def _inside(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from islice(value.keys(), VALUES_AT_MOST)
        yield from islice(value.values(), VALUES_AT_MOST)
    elif isinstance(value, list):
        yield from islice(value, VALUES_AT_MOST)


def _odd(value: Any) -> str:
    """Why a value cannot be kept as JSON on both databases."""
    match value:
        case str():
            return "a character that cannot be kept" if _unwritable(value) else ""
        case bool() | None | list():
            return ""
        case int() | float():
            return "" if abs(value) <= LARGEST and isfinite(value) else "a number out of range"
        case dict():
            return "" if all(isinstance(key, str) for key in value) else "a key that is no text"
    return f"{type(value).__name__} is no JSON"


def _unwritable(text: str) -> bool:
    # Line ends of Windows are common and harmless; reading makes them plain ones.
    return bool(UNKEEPABLE.search(text.replace("\r", "")))


def _misshapen(value: Any) -> Iterator[str]:
    if not isinstance(value, dict) or value.get("type") != "rich_text":
        yield "not a rich_text"
        return
    yield from _elements(value, "rich_text", _block)


def _elements(node: dict[str, Any], path: str, check: Callable[[dict[str, Any], str], Iterator[str]]) -> Iterator[str]:
    elements = node.get("elements")
    if not isinstance(elements, list):
        yield f"{path}: elements is no list"
        return
    for place, element in enumerate(elements):
        here = f"{path}[{place}]"
        if isinstance(element, dict) and isinstance(element.get("type"), str):
            yield from check(element, here)
        else:
            yield f"{here}: no node"


def _block(node: dict[str, Any], path: str) -> Iterator[str]:
    if node["type"] == LIST:
        yield from _list(node, path)
    elif node["type"] in BLOCKS:
        yield from _elements(node, path, _inline)


def _list(node: dict[str, Any], path: str) -> Iterator[str]:
    # Compared one by one: what stands there may be a list or an object, which no set can hold.
    if node.get("style") not in ("bullet", "ordered"):
        yield f"{path}: style is neither bullet nor ordered"
    for key, highest in (("indent", DEEPEST), ("offset", LARGEST), ("border", 1)):
        value = node.get(key, 0)
        if type(value) is not int or not 0 <= value <= highest:
            yield f"{path}: {key} is out of range"
    yield from _elements(node, path, _item)


def _item(node: dict[str, Any], path: str) -> Iterator[str]:
    if node["type"] == "rich_text_section":
        yield from _elements(node, path, _inline)
    else:
        yield f"{path}: no section"


def _inline(node: dict[str, Any], path: str) -> Iterator[str]:
    if node["type"] in BLOCKS:
        yield f"{path}: a block inside a block"
    for key, kind in REQUIRED.get(node["type"], {}).items():
        if type(node.get(key)) is not kind:
            yield f"{path}: {key} is missing or no {kind.__name__}"
    if not isinstance(node.get("style", {}), dict):
        yield f"{path}: style is no object"
