"""Kept files as links: those of an entry, and the lines that name them below what somebody wrote."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from crm.domain.kept import listed
from crm.domain.timeline import Comment, Entry, File

Link = Callable[[File, int], str]  # the address of a file of a comment, or of the entry itself (0)
CLIP = "📎 "


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """A file as it is shown; without an address it is named and no more."""

    name: str
    url: str = ""


def named(entry: Entry, link: Link | None) -> list[Named]:
    return [Named(name=one.name, url=link(one, 0) if link else "") for one in entry.attached]


def linked(comment: Comment, link: Link | None) -> Comment:
    """The comment with its files' lines as links; whatever else it says stays as it is."""
    if link is None or not comment.attached:
        return comment
    left = list(comment.attached)
    elements = [_element(one, comment, left, link) for one in comment.body.get("elements", ())]
    return replace(comment, body={**comment.body, "elements": elements})


def _element(element: Mapping[str, Any], comment: Comment, left: list[File], link: Link) -> Mapping[str, Any]:
    """The first file that is left and named by this line is taken: several may have the same name."""
    file = next((one for one in left if [element] == listed([one.name])), None)
    if file is None:
        return element
    left.remove(file)
    return _line(file.name, link(file, comment.id))


def _line(name: str, url: str) -> Mapping[str, Any]:
    parts = [{"type": "text", "text": CLIP}, {"type": "link", "url": url, "text": name}]
    return {"type": "rich_text_section", "elements": parts}
