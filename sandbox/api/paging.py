"""Long lists, a page at a time, with a cursor for the next."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any, TypeVar

from sandbox.api.call import Call
from sandbox.errors import Refused

One = TypeVar("One")

AT_MOST = 1000


def paged(call: Call, found: Sequence[One], default: int = 100) -> tuple[list[One], dict[str, Any]]:
    """The page that was asked for, and what says how to get the next."""
    limit = call.args.get("limit") or default
    if not 0 < limit <= AT_MOST:
        raise Refused("invalid_limit")
    start = position(call.text("cursor"))
    if start > len(found):
        raise Refused("invalid_cursor")
    end = start + limit
    following = base64.b64encode(f"next:{end}".encode()).decode() if end < len(found) else ""
    return list(found[start:end]), {"next_cursor": following}


def position(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        word, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
        return int(number) if word == "next" else int("no")
    except ValueError:
        raise Refused("invalid_cursor") from None
