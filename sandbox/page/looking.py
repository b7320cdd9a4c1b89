"""What the page needs to know of the sandbox, member by member."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, dropwhile, islice, takewhile
from typing import Any

from sandbox.box import Box
from sandbox.conversations import DIRECT, Conversation
from sandbox.errors import Refused
from sandbox.files import File
from sandbox.mailbox import Mail
from sandbox.page.answering import Writer, named_after
from sandbox.page.composing import Names
from sandbox.page.controls import Node, Place
from sandbox.page.entries import Entry, entries
from sandbox.page.mail import Letter, opened
from sandbox.page.quoting import LANGUAGES
from sandbox.page.reading import Reads
from sandbox.page.seen import Seen
from sandbox.page.viewer import Viewer, zone_of

__all__ = ["Box", "Looking"]

# How many messages a page begins with.
SHOWN = 50


def lines(found: Conversation, messages: Sequence[Node], viewer: Viewer, thread: str) -> list[Entry]:
    """Messages with what only this member sees among them."""
    since = float(messages[0]["ts"]) if messages and not thread else 0.0
    whispers = [one for one in found.ephemerals.get(viewer.user, []) if one.get("thread_ts", "") == thread]
    both = [(one, False) for one in messages] + [(one, True) for one in whispers if float(one["ts"]) > since]
    return list(entries(sorted(both, key=lambda one: float(one[0]["ts"])), found.id, viewer))


def stretch(found: Conversation, first: str, last: str) -> list[Node]:
    """What stands between two moments, and the message before them, on which it depends how the first looks."""
    until = dropwhile(lambda one: one["ts"] > last, found.newest())
    walked: list[Node] = []
    for one in until:
        walked.append(one)
        if one["ts"] < first:
            break
    return walked[::-1]


class Looking:
    """The sandbox through the eyes of its members."""

    def __init__(self, box: Box) -> None:
        self.box = box
        self.reads = Reads()

    def users(self) -> list[str]:
        return [one["id"] for one in self.box.workspace.people()]

    def first_member(self) -> str:
        """The page opens as the first who is no owner, as most people are none, and reads English, as the page does."""
        people = self.box.workspace.people()
        likely = [one for one in people if not one.get("is_owner")] or people
        english = [one for one in likely if str(one.get("locale", "")).startswith("en")]
        return str((english or likely)[0]["id"])

    def manifest(self) -> Node:
        return self.box.app.manifest

    def mails(self) -> Sequence[Mail]:
        return self.box.mailbox.mails

    def letter(self, id_: str) -> Letter | None:
        found = self.box.mailbox.find(id_)
        return opened(found) if found else None

    def emails(self) -> dict[str, str]:
        """The team's addresses, with whose they are."""
        return {one["profile"]["email"].lower(): one["real_name"] for one in self.box.workspace.people()}

    def writer(self, address: str) -> Writer:
        """Whoever reads the mails of an address: a member with their language and zone, or somebody outside."""
        held = (one for one in self.box.workspace.people() if one["profile"]["email"].lower() == address)
        member = next(held, {"real_name": named_after(address), "locale": "en-GB", "tz": "UTC"})
        language = str(member["locale"])[:2]
        return Writer(
            name=member["real_name"],
            address=address,
            language=language if language in LANGUAGES else "en",
            now=self.box.clock.now().astimezone(zone_of(member["tz"])),
        )

    def file(self, id_: str) -> File | None:
        try:
            return self.box.workspace.find_file(id_)
        except Refused:
            return None

    def names(self) -> Names:
        people = {one["real_name"]: one["id"] for one in self.box.workspace.people()}
        people[self.box.app.name] = self.box.app.user
        channels = {one.name: one.id for one in self.box.workspace.conversations.values() if one.name}
        return Names(people=people, channels=channels)

    def viewer(self, user: str) -> Viewer:
        member = self.box.workspace.member(user)
        return Viewer(
            user=user,
            zone=member.get("tz") or "UTC",
            locale=member.get("locale") or "en-GB",
            now=self.box.clock.now(),
            people=self.people(),
            channels={one.id: one.name for one in self.box.workspace.conversations.values() if one.name},
        )

    def people(self) -> dict[str, str]:
        found = {id_: str(one["real_name"]) for id_, one in self.box.workspace.members.items()}
        return found | {self.box.app.user: self.box.app.name, self.box.app.bot_id: self.box.app.name}

    def seen(self, user: str) -> Seen:
        channels = [one for one in self.box.workspace.of(user) if not one.is_direct and one.name and not one.archived]
        app = self.box.workspace.direct(user, self.box.app.user)
        directs = [(one, self.direct_id(user, one["id"])) for one in self.box.workspace.people() if one["id"] != user]
        shown = [one.id for one in channels] + [id_ for _one, id_ in directs if id_] + [app.id]
        return Seen(
            viewer=self.viewer(user),
            team=self.box.workspace.team,
            members=self.box.workspace.people(),
            channels=[self.node(one) for one in channels],
            directs=directs,
            app_name=self.box.app.name,
            app_channel=app.id,
            unreads={id_: self.unread(user, id_) for id_ in shown},
        )

    def direct_id(self, user: str, other: str) -> str:
        """The direct message of two people, if they ever wrote."""
        wanted = sorted({user, other})
        found = (one for one in self.box.workspace.of(user) if one.kind == DIRECT and sorted(one.members) == wanted)
        return next((one.id for one in found), "")

    def unread(self, user: str, channel: str) -> int:
        found = self.box.workspace.conversations[channel]
        since = self.reads.last.get((user, channel), 0.0)
        lately = takewhile(lambda one: float(one["ts"]) > since, reversed(found.messages.values()))
        return self.reads.unread(user, channel, chain(lately, found.ephemerals.get(user, [])))

    def among(self, user: str, channels: Iterable[str]) -> list[str]:
        """Those of some conversations that a member is in."""
        found = self.box.workspace.conversations
        return [one for one in channels if one in found and user in found[one].members]

    def direct(self, channel: str) -> bool:
        """Whether a conversation has no name of its own, and so may just have begun."""
        return not self.box.workspace.conversations[channel].name

    def root(self, user: str, channel: str, ts: str) -> str:
        """The thread that a message belongs to or may begin; none when it is gone."""
        found = self.box.workspace.conversations[channel]
        message = found.messages.get(ts) or found.whispered(user, ts) or {}
        return str(message.get("thread_ts") or message.get("ts", ""))

    def look(self, user: str, channel: str) -> None:
        """Everything up to now was seen."""
        found = self.box.workspace.conversations.get(channel)
        messages = [*islice(reversed(found.messages.values()), 1), *found.ephemerals.get(user, [])] if found else []
        self.reads.look(user, channel, max((float(one["ts"]) for one in messages), default=0.0))

    @staticmethod
    def node(one: Conversation) -> Node:
        topic = {"value": one.topic}
        return {"id": one.id, "name": one.name, "members": one.members, "is_im": one.is_direct, "topic": topic}

    def channel_for(self, user: str, wanted: str) -> Node:
        """The conversation that was asked for, a person's direct message made when it is first opened."""
        if wanted in self.users() and wanted != user:
            return self.node(self.box.workspace.direct(user, wanted))
        mine = list(self.box.workspace.of(user))
        named = [one for one in mine if one.id == wanted] or [one for one in mine if one.name == "infobox"]
        return self.node((named or [one for one in mine if one.name] or mine)[0])

    def heading(self, seen: Seen, channel: Node) -> str:
        if channel["id"] == seen.app_channel:
            return seen.app_name
        if channel["is_im"]:
            others = [one for one in channel["members"] if one != seen.viewer.user]
            return ", ".join(seen.viewer.person(one) for one in others or [seen.viewer.user])
        return f"#{channel['name']}"

    def entries(self, viewer: Viewer, channel: str, thread: str = "", shown: int = SHOWN) -> list[Entry]:
        """The last lines of a conversation, or a whole thread of it, with what only this member sees."""
        found = self.box.workspace.conversations.get(channel)
        if found is None or not found.visible_to(viewer.user):
            return []
        messages = found.thread(thread) if thread else reversed([*islice(found.newest(), shown)])
        return lines(found, list(messages), viewer, thread)

    def news(self, viewer: Viewer, channel: str, only: Sequence[str]) -> list[Entry] | None:
        """The entries of a few messages, and of the roots of replies among them; None when one of them is gone."""
        found = self.box.workspace.conversations.get(channel)
        if found is None or not found.visible_to(viewer.user):
            return None
        mine = {one["ts"] for one in found.ephemerals.get(viewer.user, [])}
        if any(ts not in found.messages and ts not in mine for ts in only):
            return None
        wanted = {found.messages[ts].get("thread_ts", ts) if ts in found.messages else ts for ts in only}
        return [one for one in lines(found, stretch(found, min(wanted), max(wanted)), viewer, "") if one.ts in wanted]

    def earlier(self, channel: str, shown: int) -> bool:
        """Whether a conversation has more than what is shown of it."""
        return len([*islice(self.box.workspace.conversations[channel].newest(), shown + 1)]) > shown

    def top_view(self, user: str) -> Node | None:
        return self.box.workspace.views.top(user)

    def home(self, seen: Seen, values: Mapping[str, Any]) -> Node | None:
        """A member's Home tab and where it is shown."""
        view = self.box.workspace.views.homes.get(seen.viewer.user)
        if view is None:
            return None
        return {
            "view": view,
            "place": Place(viewer=seen.viewer, surface="home", container=view["id"], values=values),
        }
