"""HTML as a stream of tags and text, whatever is wrong with it, in one pass.

The standard library's parser looks at the rest of the page again for every tag that is not closed: half a megabyte of
``<a `` keeps it busy for minutes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape

# A tag ends before the next one begins: that is what keeps each attempt short.
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:_-]*+)((?:[^<>\"']|\"[^\"<]*+\"|'[^'<]*+')*+)>")
SLOPPY = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:_-]*+)([^<>]*+)>")
ATTRIBUTE = re.compile(r"([a-zA-Z][a-zA-Z0-9:_-]*+)\s*+(?:=\s*+(?:\"([^\"]*+)\"?|'([^']*+)'?|([^\s\"'>]++)))?")
ATTRIBUTES_AT_MOST = 30
# What stands between these is not for people.
UNSEEN = frozenset(
    {"script", "style", "title", "template", "noscript", "xml", "svg", "math", "object", "select", "textarea"}
)
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
COMMENT, COMMENT_END = "<!--", "-->"


@dataclass(frozen=True, slots=True)
class Tag:
    name: str
    closes: bool
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        return self.name in VOID

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")


class _Finder:
    """Looks ahead for what ends something, and never twice for what is not there."""

    def __init__(self, page: str) -> None:
        self._page = page
        self._gone: set[str] = set()

    def behind(self, end: str, place: int) -> int:
        """The place behind the next ``end``; -1 when there is none."""
        if end in self._gone:
            return -1
        found = self._page.find(end, place)
        if found < 0:
            self._gone.add(end)
            return -1
        return found + len(end)

    def behind_element(self, name: str, place: int) -> int:
        if name in self._gone:
            return -1
        found = re.compile(f"</{name}[^<>]*+>?", re.IGNORECASE).search(self._page, place)
        if not found:
            self._gone.add(name)
            return -1
        return found.end()


def stream(page: str) -> Iterator[Tag | str]:
    """Tags and the text between them, entities read."""
    finder, place = _Finder(page), 0
    while place < len(page):
        begins = page.find("<", place)
        if begins != place:
            end = begins if begins >= 0 else len(page)
            yield _text(page[place:end])
            place = end
            continue
        found = TAG.match(page, place) or SLOPPY.match(page, place)
        if not found:
            past = _past_declaration(page, place, finder)
            if past < 0:
                yield "<"
            place = past if past >= 0 else place + 1
            continue
        place = found.end()
        name, closes = found[2].lower(), bool(found[1])
        if name in UNSEEN:
            place = place if closes else max(place, finder.behind_element(name, place))
        else:
            yield Tag(name, closes, {} if closes else _attributes(found[3]))


def _past_declaration(page: str, place: int, finder: _Finder) -> int:
    """The place behind a comment or a declaration; -1 when it is none."""
    if page.startswith(COMMENT, place):
        return finder.behind(COMMENT_END, place + len(COMMENT))
    return finder.behind(">", place) if page.startswith(("<!", "<?"), place) else -1


def _attributes(written: str) -> dict[str, str]:
    if "=" not in written and not written.strip(" /\n\r\t"):
        return {}
    found: dict[str, str] = {}
    for number, one in enumerate(ATTRIBUTE.finditer(written)):
        if number >= ATTRIBUTES_AT_MOST:
            break
        found.setdefault(one[1].lower(), _text(one[2] or one[3] or one[4] or ""))
    return found


def _text(written: str) -> str:
    try:
        return unescape(written) if "&" in written else written
    except ValueError:
        # A number of thousands of digits is no letter.
        return written
