"""Rich text as plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, TypeAlias

from crm.domain.richtext_parts import Part, parts
from crm.domain.richtext_runs import Run

Names: TypeAlias = Mapping[str, str]
Dates: TypeAlias = Callable[[Run], str]

NO_NAMES: Names = MappingProxyType({})
INDENT = "  "
NAMELESS = {"user": "someone", "usergroup": "someone", "team": "someone", "channel": "channel"}


def undated(run: Run) -> str:
    """A date for nobody in particular: what its author wrote for that case, else the moment in UTC."""
    return run.text or f"{datetime.fromtimestamp(run.at, tz=UTC):%Y-%m-%d %H:%M} UTC"


def plain(rich: Mapping[str, Any], names: Names = NO_NAMES, dates: Dates = undated) -> str:
    """The text without its styles; mentions by ``names``, from ids of users, user groups, channels and teams."""
    return as_text(parts(rich), names, dates)


def as_text(found: Iterable[Part], names: Names = NO_NAMES, dates: Dates = undated) -> str:
    return "\n".join(_part(part, "".join(said(run, names, dates) for run in part.runs)) for part in found).strip("\n")


def said(run: Run, names: Names = NO_NAMES, dates: Dates = undated) -> str:
    match run.kind:
        case "link":
            return link(run)
        case "date":
            return f"{dates(run)} ({run.target})" if run.target else dates(run)
        case "broadcast":
            return f"@{run.target}"
        case "text" | "emoji" | "color":
            return run.text
    return mention(run, names)


def link(run: Run) -> str:
    """The label and the address, or the address alone where the label is the same."""
    bare = run.target.partition(":")[2].removeprefix("//").rstrip("/")
    if not run.text or run.text == run.target:
        return run.target
    return run.text if run.text.rstrip("/") == bare else f"{run.text} ({run.target})"


def mention(run: Run, names: Names) -> str:
    """``@Élodie Müller``, ``#infobox``; somebody unknown is someone, or whatever ``names`` has for that kind."""
    name = names.get(run.target) or names.get(run.kind) or NAMELESS[run.kind]
    return f"{'#' if run.kind == 'channel' else '@'}{name}"


def _part(part: Part, words: str) -> str:
    if part.kind == "quote":
        return "\n".join(f"> {line}".rstrip() for line in words.split("\n"))
    return item(part, words, "-", INDENT) if part.kind == "item" else words


def item(part: Part, words: str, bullet: str, indent: str) -> str:
    """A list item behind its mark; its further lines begin below its first word."""
    mark = f"{bullet} " if part.number is None else f"{part.number}. "
    further = "\n" + " " * (len(indent) * part.depth + len(mark))
    return indent * part.depth + mark + words.replace("\n", further)
