"""Slack's mrkdwn as HTML: every text is escaped, every token resolved for the viewer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from markupsafe import Markup, escape

from sandbox.page.dates import spelled
from sandbox.page.emoji import with_emoji
from sandbox.page.viewer import Viewer

SAFE_SCHEMES = ("http://", "https://", "mailto:", "tel:")
FENCE = re.compile(r"```\n?(.*?)\n?```", re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
TOKEN = re.compile(r"<([^<>\n]+)>")
BARE_URL = re.compile(r"https?://[^\s<>\ue000\ue001]*[^\s<>\ue000\ue001.,;:!?)\]'\"*_~]")
KEPT = re.compile("\ue000(\\d+)\ue001")
QUOTED = re.compile(r"^(?:&gt;|>) ?")
MARKERS = (("*", "strong"), ("_", "em"), ("~", "s"))
RULES = tuple(
    (re.compile(rf"(?<![\w{re.escape(mark)}]){re.escape(mark)}(?=\S)(.+?)(?<=\S){re.escape(mark)}(?!\w)"), tag)
    for mark, tag in MARKERS
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Finished HTML set aside while the words around it are worked on."""

    pieces: list[Markup] = field(default_factory=list)

    def keep(self, piece: Markup) -> str:
        self.pieces.append(piece)
        return f"\ue000{len(self.pieces) - 1}\ue001"

    def put_back(self, html: str) -> Markup:
        # A kept piece may hold another one: a link inside a code span's neighbour, never deeper than two.
        while KEPT.search(html):
            html = KEPT.sub(lambda found: str(self.pieces[int(found[1])]), html)
        return Markup(html)  # noqa: S704  # every piece and the words between them were escaped


def unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def link(url: str, label: str | Markup) -> Markup:
    """A link that opens beside the page; other schemes are shown as the text they are."""
    if not url.lower().startswith(SAFE_SCHEMES):
        return escape(label)
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer nofollow">{}</a>').format(url, label)


def mention(text: str, *, mine: bool = False) -> Markup:
    return Markup('<span class="mention{}">{}</span>').format(" mine" if mine else "", text)


def date_token(body: str, label: str, viewer: Viewer) -> Markup:
    _, seconds, form, *url = body.split("^")
    if not seconds.lstrip("-").isdigit():
        return escape(label)
    said = Markup("<time>{}</time>").format(spelled(int(seconds), form, viewer))
    return link(url[0], said) if url else said


def token(inside: str, viewer: Viewer) -> Markup:
    """What stands between < and >: a mention, a date or a link."""
    body, _, label = inside.partition("|")
    label = unescaped(label)
    if body.startswith(("@U", "@W")):
        return mention(f"@{viewer.person(body[1:])}", mine=body[1:] == viewer.user)
    if body.startswith("#C"):
        return mention(f"#{viewer.channel(body[1:])}")
    if body.startswith("!date^") and body.count("^") > 1:
        return date_token(body, label, viewer)
    if body.startswith("!subteam^"):
        return mention(label or f"@{body.split('^')[1]}")
    if body.startswith("!"):
        return mention(f"@{body[1:]}", mine=True)
    return link(unescaped(body), with_emoji(label) or unescaped(body).removeprefix("mailto:"))


def inline(text: str, viewer: Viewer, *, verbatim: bool = False) -> Markup:
    """One line or more of running text."""
    shelf = Shelf()
    text = text.replace("\ue000", "").replace("\ue001", "")
    text = CODE.sub(lambda found: shelf.keep(Markup("<code>{}</code>").format(unescaped(found[1]))), text)
    text = TOKEN.sub(lambda found: shelf.keep(token(found[1], viewer)), text)
    if not verbatim:
        text = BARE_URL.sub(lambda found: shelf.keep(link(unescaped(found[0]), unescaped(found[0]))), text)
    html = str(escape(with_emoji(unescaped(text))))
    for rule, tag in RULES:
        html = rule.sub(rf"<{tag}>\1</{tag}>", html)
    return shelf.put_back(html.replace("\n", "<br>"))


def quoted(line: str) -> bool:
    return bool(QUOTED.match(line))


def paragraphs(text: str, viewer: Viewer, *, verbatim: bool) -> Iterator[Markup]:
    """Quotes are blocks; the lines between them stay together."""
    for quote, lines in groupby(text.split("\n"), key=quoted):
        body = inline("\n".join(QUOTED.sub("", line) if quote else line for line in lines), viewer, verbatim=verbatim)
        yield Markup("<blockquote>{}</blockquote>").format(body) if quote else body


def mrkdwn(text: str, viewer: Viewer, *, verbatim: bool = False) -> Markup:
    """A mrkdwn text object or a message's text."""
    pieces: list[Markup] = []
    for number, part in enumerate(FENCE.split(text)):
        if number % 2:
            pieces.append(Markup("<pre>{}</pre>").format(unescaped(part)))
        elif part:
            pieces.extend(paragraphs(part, viewer, verbatim=verbatim))
    return Markup().join(pieces)
