"""Formatted text, kept as Slack's rich_text: the one place that knows what it says."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any, TypeAlias

from crm.domain.richtext_check import problems
from crm.domain.richtext_parts import parts
from crm.domain.richtext_plain import NO_NAMES, Names, plain
from crm.domain.richtext_typed import from_text
from crm.domain.richtext_wire import cut

RichText: TypeAlias = dict[str, Any]

__all__ = [
    "NO_NAMES",
    "Names",
    "RichText",
    "cut",
    "from_text",
    "is_empty",
    "length",
    "mentions",
    "plain",
    "problems",
]


def is_empty(rich: Mapping[str, Any]) -> bool:
    """Nothing to see: white space and signs of no width do not count, nor do the marks of empty items."""
    return not any(run.kind != "text" or _visible(run.text) for part in parts(rich) for run in part.runs)


def _visible(text: str) -> bool:
    return any(not (sign.isspace() or unicodedata.category(sign) == "Cf") for sign in text)


def length(rich: Mapping[str, Any]) -> int:
    """Characters of its plain text."""
    return len(plain(rich))


def mentions(rich: Mapping[str, Any]) -> tuple[str, ...]:
    """The Slack users it names, each once, in order."""
    named = (run.target for part in parts(rich) for run in part.runs if run.kind == "user" and run.target)
    return tuple(dict.fromkeys(named))
