"""The workspace as one member sees it in the sidebar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sandbox.page.controls import Node
from sandbox.page.reading import counted
from sandbox.page.viewer import Viewer


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """Conversations and people, in the order they are listed."""

    viewer: Viewer
    team: Node
    members: Sequence[Node]
    channels: Sequence[Node]
    directs: Sequence[tuple[Node, str]]
    app_name: str
    app_channel: str
    unreads: Mapping[str, int] = field(default_factory=dict)

    def unread(self, channel: str) -> str:
        return counted(self.unreads.get(channel, 0))
