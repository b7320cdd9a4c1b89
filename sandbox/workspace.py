"""The workspace: a team, its members, what they say to each other, and the app among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sandbox.conversations import DIRECT, GROUP, Conversation
from sandbox.errors import Refused
from sandbox.files import File
from sandbox.installed import App
from sandbox.people import changed, member
from sandbox.stamps import Stamps, as_seconds, new_id
from sandbox.views import Views

Node = dict[str, Any]


@dataclass(kw_only=True, slots=True)
class Workspace:
    """Everything that a team would find in its Slack; members and team are kept as they travel."""

    team: Node
    app: App = field(default_factory=App)
    members: dict[str, Node] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    views: Views = field(default_factory=Views)
    scheduled: dict[str, Node] = field(default_factory=dict)
    stamps: Stamps = field(default_factory=Stamps)

    @property
    def team_id(self) -> str:
        return str(self.team["id"])

    def people(self) -> list[Node]:
        """Members of flesh and blood who are still here, in the order of the seed."""
        return [one for one in self.members.values() if not one["is_bot"] and not one["deleted"]]

    def member(self, user: str) -> Node:
        if user not in self.members:
            raise Refused("user_not_found")
        return self.members[user]

    def bot_member(self) -> Node:
        """The app's own user, under the name that its manifest gives it."""
        known = {"id": self.app.user, "name": self.app.name.lower(), "real_name": self.app.name, "is_bot": True}
        node = member(known, self.team_id)
        node["profile"] |= {"bot_id": self.app.bot_id, "api_app_id": self.app.id, "always_active": True}
        del node["profile"]["email"]
        return node

    def admit(self, known: Node) -> Node:
        """A new member, who is in the general channel from the first moment."""
        node = member({"id": new_id("U"), **known}, self.team_id)
        self.members[node["id"]] = node
        for one in self.conversations.values():
            if one.general and node["id"] not in one.members:
                one.members.append(node["id"])
        return node

    def change(self, user: str, changes: Node) -> Node:
        self.members[user] = changed(self.member(user), changes, self.team_id)
        return self.members[user]

    def conversation(self, id_: str) -> Conversation:
        if id_ not in self.conversations:
            raise Refused("channel_not_found")
        return self.conversations[id_]

    def of(self, user: str) -> Iterator[Conversation]:
        """The conversations that somebody is in."""
        return (one for one in self.conversations.values() if user in one.members)

    def named(self, name: str) -> Conversation | None:
        return next((one for one in self.conversations.values() if one.name == name.removeprefix("#")), None)

    def create(self, *, name: str, kind: str, creator: str, members: list[str]) -> Conversation:
        prefix = "D" if kind == DIRECT else "G" if kind == GROUP else "C"
        made = Conversation(
            id=new_id(prefix), name=name, kind=kind, creator=creator, created=as_seconds(), members=members
        )
        self.conversations[made.id] = made
        return made

    def direct(self, *users: str) -> Conversation:
        """The direct message between these people, made when it is first needed."""
        wanted = sorted(set(users))
        kind = DIRECT if len(wanted) <= 2 else GROUP  # noqa: PLR2004  # two people speak directly
        for one in self.conversations.values():
            if one.kind == kind and sorted(one.members) == wanted:
                return one
        name = "" if kind == DIRECT else f"mpdm-{'--'.join(self.member(user)['name'] for user in wanted)}-1"
        return self.create(name=name, kind=kind, creator=users[0], members=wanted)

    def find_file(self, id_: str) -> File:
        found = self.files.get(id_)
        if found is None or not found.complete:
            raise Refused("file_not_found")
        return found

    def clear(self) -> None:
        """Forgets what was said and shown; people, channels and the app stay."""
        self.conversations = {id_: one for id_, one in self.conversations.items() if one.kind not in (DIRECT, GROUP)}
        for one in self.conversations.values():
            one.messages, one.ephemerals = {}, {}
        self.files, self.scheduled, self.views = {}, {}, Views()
