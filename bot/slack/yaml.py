"""YAML as far as a manifest needs it: mappings, lists, texts, numbers and truth."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
# What older readers of YAML take for truth or nothing.
WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})


def dump(value: dict[str, Any]) -> str:
    return "\n".join(_mapping(value)) + "\n"


def _mapping(value: dict[str, Any]) -> Iterator[str]:
    for key, inside in value.items():
        if isinstance(inside, dict | list) and inside:
            yield f"{key}:"
            yield from (f"  {line}" for line in _lines(inside))
        else:
            yield f"{key}: {_scalar(inside)}"


def _lines(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from _mapping(value)
        return
    for one in value:
        first, *rest = _mapping(one) if isinstance(one, dict) else [_scalar(one)]
        yield f"- {first}"
        yield from (f"  {line}" for line in rest)


def _scalar(value: Any) -> str:
    if isinstance(value, str) and PLAIN.fullmatch(value) and value.lower() not in WORDS:
        return value
    # JSON's texts and numbers are YAML's, too.
    return json.dumps(value, ensure_ascii=False)
