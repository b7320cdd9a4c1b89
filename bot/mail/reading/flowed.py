"""Paragraphs that were sent as several lines (RFC 3676, ``format=flowed``)."""

from __future__ import annotations

import re

QUOTED = re.compile(r">*")
SIGNATURE = "-- "


def joined(text: str, *, drop_space: bool = False) -> str:
    """Lines that end in a space go on in the next one, if both are quoted to the same depth."""
    lines: list[str] = []
    open_depth: int | None = None
    pieces: list[str] = []
    for one in text.split("\n"):
        depth, said = _parted(one)
        if open_depth not in {None, depth} or said == SIGNATURE:
            lines += _closed(open_depth or 0, pieces)
            open_depth = None
        flows = said.endswith(" ") and said != SIGNATURE
        pieces.append(said[:-1] if flows and drop_space else said)
        open_depth = depth
        if not flows:
            lines += _closed(depth, pieces)
            open_depth = None
    lines += _closed(open_depth or 0, pieces)
    return "\n".join(lines)


def _parted(line: str) -> tuple[int, str]:
    """How deep the line is quoted, and what it says; a space in front only protects what begins with “>”."""
    depth = len(QUOTED.match(line)[0])  # type: ignore[index]  # it matches an empty text, too
    return depth, line[depth:].removeprefix(" ")


def _closed(depth: int, pieces: list[str]) -> list[str]:
    if not pieces:
        return []
    said = "".join(pieces)
    pieces.clear()
    return [f"{'>' * depth} {said}" if depth else said]
