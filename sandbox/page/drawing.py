"""News as what a window of the page has to draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from sandbox.news import Item
from sandbox.page.looking import SHOWN, Looking
from sandbox.page.reading import counted
from sandbox.page.rendering import page

HOME = "home"
# After these, every message may look different; after those, the list of conversations.
EVERYWHERE = {"clock", "member", "app"}
PLACES = {"channel", "member", "app"}
# Any thread.
ANY = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """Who looks at which conversation, at how much of it; at no message beside the app's Home tab."""

    user: str
    channel: str
    tab: str = ""
    shown: int = SHOWN

    @property
    def listed(self) -> str:
        """The conversation whose messages are seen."""
        return "" if self.tab == HOME else self.channel


class Batch(TypedDict):
    """What happened since the last one, all of it in one order: what was fetched beside it could be older or newer."""

    news: list[str]
    html: str
    whole: bool
    # Those with something new, any for "".
    threads: list[str]
    # How many messages wait in other conversations; the whole list where one of them may be new.
    unread: dict[str, str]
    sidebar: str


def drawn(looking: Looking, window: Window, items: Sequence[Item], *, whole: bool = False) -> Batch:
    said = [one for one in items if one["type"] == "message"]
    here = list(dict.fromkeys(one.get("ts", "") for one in said if one["channel"] == window.listed))
    kinds = {one["type"] for one in items} - {"message"}
    whole = whole or bool(kinds & EVERYWHERE)
    viewer = looking.viewer(window.user)
    some = looking.news(viewer, window.listed, here) if here and not whole else []
    found = looking.entries(viewer, window.listed, shown=window.shown) if some is None or whole else some
    others = looking.among(window.user, {one["channel"] for one in said} - {window.listed})
    listed = whole or bool(kinds & PLACES) or any(looking.direct(one) for one in others)
    return Batch(
        news=sorted(kinds),
        html=page("messages.html", messages=found, viewer=viewer, thread="") if found else "",
        whole=some is None or whole,
        threads=[ANY] if whole else sorted({looking.root(window.user, window.listed, ts) for ts in here}),
        unread={} if listed else {one: counted(looking.unread(window.user, one)) for one in others},
        sidebar=sidebar(looking, window) if listed else "",
    )


def sidebar(looking: Looking, window: Window) -> str:
    return page("sidebar.html", seen=looking.seen(window.user), channel=window.channel, tab=window.tab)
