"""HTML for people who read text: quotes as ``> ``, lists, links with their address; what is hidden stays hidden."""

from __future__ import annotations

import re
from dataclasses import dataclass

import nh3

from bot.mail.reading.charsets import cleaned
from bot.mail.reading.tags import Tag, stream
from bot.mail.reading.writer import DEPTH_AT_MOST, Writer

LETTERS_AT_MOST = 500_000
# The cleaner builds a tree, and takes quadratic time with some of what is not one.
SHOWN_AT_MOST, TAGS_SHOWN_AT_MOST = 100_000, 20_000

EMBEDDED = re.compile(r"data:[\w/+.-]{1,80};base64,[A-Za-z0-9+/=\s]*+")
SHOWN = nh3.ALLOWED_TAGS - {"area", "img", "map"}  # a picture from elsewhere tells its owner who looks at it


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """The text of a page; ``quote`` is the line where the mail program says that the mail begins which is answered."""

    lines: tuple[str, ...]
    quote: int | None = None
    signed: tuple[int, int] | None = None  # a signature by name: its mark, and the line behind it


def page(html: str) -> Page:
    writer = Writer()
    for one in stream(_bounded(html)):
        if isinstance(one, str):
            writer.say(one)
        elif one.closes:
            writer.leave(one.name)
        else:
            writer.enter(one)
    writer.end_line()
    return Page(lines=tuple(cleaned(line) for line in writer.lines), quote=writer.quote, signed=writer.signed)


def harmless(html: str) -> str:
    """HTML that may be shown: no script, no picture from elsewhere, no style. Too large or too odd: nothing."""
    bounded = _bounded(html)
    if len(bounded) > SHOWN_AT_MOST or bounded.count("<") > TAGS_SHOWN_AT_MOST or _deep(bounded):
        return ""
    return nh3.clean(
        bounded,
        tags=SHOWN,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )


def _bounded(html: str) -> str:
    without = EMBEDDED.sub("", html) if ";base64," in html else html
    return without[:LETTERS_AT_MOST]


def _deep(html: str) -> bool:
    depth = 0
    for one in stream(html):
        if isinstance(one, Tag) and not one.empty:
            depth = max(depth + (-1 if one.closes else 1), 0)
            if depth > DEPTH_AT_MOST:
                return True
    return False
