"""News as what a window of the page has to draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from sandbox.news import Item
from sandbox.page.looking import SHOWN, Looking
from sandbox.page.reading import counted
from sandbox.page.rendering import page

# After these, every message may look different.
EVERYWHERE = {"clock", "member", "app"}
# Any thread.
ANY = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """Who looks at which conversation, at how much of it; at none beside the app's Home tab."""

    user: str
    channel: str = ""
    shown: int = SHOWN


class Batch(TypedDict):
    """What happened since the last one: kinds of news, messages, threads with something new, and what is unread."""

    news: list[str]
    html: str
    whole: bool
    threads: list[str]
    unread: dict[str, str]


def drawn(looking: Looking, window: Window, items: Sequence[Item], *, whole: bool = False) -> Batch:
    said = [one for one in items if one["type"] == "message"]
    here = list(dict.fromkeys(one.get("ts", "") for one in said if one["channel"] == window.channel))
    kinds = {one["type"] for one in items} - {"message"}
    whole = whole or bool(kinds & EVERYWHERE)
    viewer = looking.viewer(window.user)
    some = looking.news(viewer, window.channel, here) if here and not whole else []
    found = looking.entries(viewer, window.channel, shown=window.shown) if some is None or whole else some
    places = {one["channel"] for one in said} - {window.channel} | ({window.channel} if whole else set())
    return Batch(
        news=sorted(kinds),
        html=page("messages.html", messages=found, viewer=viewer, thread="") if found else "",
        whole=some is None or whole,
        threads=[ANY] if whole else sorted({looking.root(window.user, window.channel, ts) for ts in here}),
        unread={one: counted(looking.unread(window.user, one)) for one in looking.among(window.user, places)},
    )
