"""What the windows of a member are told as things happen: one feed, drawn once, for all that show the same."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from sandbox.news import BYE, Item
from sandbox.page.drawing import Window, drawn
from sandbox.page.looking import Looking
from sandbox.streams import event

# What happens while a window rests comes together. The more windows are open, the longer each rests: browsers and
# sandbox share a machine, which has time for so many drawings a second.
REST, DRAWINGS = 0.06, 110
# Whoever reads so slowly that this many frames wait is told once what there is, as if everything had happened.
BEHIND = 50
EVERYTHING: list[Item] = [{"type": kind} for kind in ("view", "home", "channel", "clock", "faults", "member", "app")]
END = ""

Frames = asyncio.Queue[str]


@dataclass(kw_only=True, slots=True)
class Feed:
    """Turns news into frames; each reader has a queue of its own, so that a slow one delays nobody."""

    looking: Looking
    window: Window
    news: asyncio.Queue[Item]
    rest: Callable[[], float]
    # Those who read, and whether a person sees what they draw.
    readers: dict[Frames, bool] = field(default_factory=dict)

    def frame(self, items: Sequence[Item], *, whole: bool = False) -> str:
        if any(self.readers.values()):
            self.looking.look(self.window.user, self.window.listed)
        return event(drawn(self.looking, self.window, items, whole=whole))

    def hand(self, text: str) -> None:
        for queue in self.readers:
            if queue.qsize() >= BEHIND:
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait(self.frame(EVERYTHING))
            else:
                queue.put_nowait(text)

    async def run(self) -> None:
        try:
            while True:
                items = [await self.news.get()]
                while not self.news.empty():
                    items.append(self.news.get_nowait())
                if any(one["type"] == BYE for one in items):
                    return
                mine = [one for one in items if one.get("user") in (None, self.window.user)]
                if mine:
                    self.hand(self.frame(mine))
                await asyncio.sleep(self.rest())
        finally:
            # Whatever ended it, pages that are still there come again.
            for queue in self.readers:
                queue.put_nowait(END)


@dataclass(frozen=True, slots=True)
class Feeds:
    """The feeds that somebody reads, each for as long as somebody does."""

    looking: Looking
    open: dict[Window, tuple[Feed, asyncio.Task[None]]] = field(default_factory=dict)

    def begun(self, window: Window) -> tuple[Feed, asyncio.Task[None]]:
        # Its news begin before the first reader is told how things are, so that nothing falls in between.
        feed = Feed(looking=self.looking, window=window, news=self.looking.box.news.begin(), rest=self.rest)
        return feed, asyncio.create_task(feed.run())

    def rest(self) -> float:
        return max(REST, sum(len(feed.readers) for feed, _ in self.open.values()) / DRAWINGS)

    def ended(self, window: Window) -> None:
        feed, task = self.open.pop(window)
        self.looking.box.news.queues.discard(feed.news)
        task.cancel()

    @contextmanager
    def reading(self, window: Window, *, seen: bool) -> Iterator[Frames]:
        """The frames of a window, the first of which says everything."""
        if window in self.open and self.open[window][1].done():
            self.ended(window)
        feed, _ = self.open[window] = self.open.get(window) or self.begun(window)
        frames: Frames = asyncio.Queue()
        feed.readers[frames] = seen
        try:
            frames.put_nowait(feed.frame([], whole=True))
            yield frames
        finally:
            del feed.readers[frames]
            if not feed.readers and window in self.open and self.open[window][0] is feed:
                self.ended(window)
