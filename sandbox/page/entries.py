"""Messages as the lines of a conversation."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sandbox.page.controls import Node, Place
from sandbox.page.dates import clock, divider, exact, spelled
from sandbox.page.mrkdwn import unescaped
from sandbox.page.viewer import Viewer

TOGETHER = 300
TOKEN = re.compile(r"<([^<>\n]+)>")


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One message as one member sees it."""

    message: Node
    channel: str
    viewer: Viewer
    ephemeral: bool = False
    follows: bool = False
    day: str = ""

    @property
    def ts(self) -> str:
        return str(self.message["ts"])

    @property
    def key(self) -> str:
        return f"{'e' if self.ephemeral else 'm'}{self.ts}"

    @property
    def revision(self) -> int:
        """Changes whenever the entry would look different."""
        return zlib.crc32(repr((self.message, self.follows, self.day)).encode())

    @property
    def user(self) -> str:
        return str(self.message.get("user") or self.message.get("bot_id") or "")

    @property
    def name(self) -> str:
        return str(self.message.get("username") or self.viewer.person(self.user))

    @property
    def bot(self) -> bool:
        return bool(self.message.get("bot_id"))

    @property
    def seconds(self) -> float:
        return float(self.ts)

    @property
    def iso(self) -> str:
        return self.viewer.at(self.seconds).isoformat(timespec="seconds")

    @property
    def exact(self) -> str:
        return exact(self.seconds, self.viewer)

    @property
    def time(self) -> str:
        return clock(self.viewer.at(self.seconds), self.viewer)

    @property
    def deleted(self) -> bool:
        return self.message.get("subtype") == "tombstone"

    @property
    def replies(self) -> int:
        return int(self.message.get("reply_count") or 0)

    @property
    def last_reply(self) -> str:
        return spelled(float(self.message.get("latest_reply") or self.ts), "{date_short_pretty} at {time}", self.viewer)

    @property
    def source(self) -> str:
        return typed_text(str(self.message.get("text") or ""), self.viewer)

    @property
    def place(self) -> Place:
        return Place(viewer=self.viewer, surface="message", container=f"{self.channel} {self.key}")


def typed_text(text: str, viewer: Viewer) -> str:
    """A message's text as its author typed it, to be edited."""

    def typed(found: re.Match[str]) -> str:
        body, _, label = found[1].partition("|")
        if body.startswith("@"):
            return f"@{viewer.person(body[1:])}"
        if body.startswith("#"):
            return f"#{viewer.channel(body[1:])}"
        return f"@{body[1:]}" if body.startswith("!") and "^" not in body else label or body

    return unescaped(TOKEN.sub(typed, text))


def entries(found: Iterable[tuple[Node, bool]], channel: str, viewer: Viewer) -> Iterator[Entry]:
    """Messages with their day above the first of it, and close ones of one person together."""
    before: Entry | None = None
    for message, ephemeral in found:
        shown = Entry(message=message, channel=channel, viewer=viewer, ephemeral=ephemeral)
        if before is not None and viewer.at(before.seconds).date() == viewer.at(shown.seconds).date():
            before = replace(shown, follows=True) if together(before, shown) else shown
        else:
            before = replace(shown, day=divider(shown.seconds, viewer))
        yield before


def together(before: Entry, after: Entry) -> bool:
    plain = not before.ephemeral and not after.ephemeral and not before.deleted
    return plain and before.user == after.user and after.seconds - before.seconds < TOGETHER
