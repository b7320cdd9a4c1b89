"""Modals in a stack of three for each member, and one Home tab each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import Refused
from sandbox.stamps import new_hash, new_id

Node = dict[str, Any]

STACK_AT_MOST = 3


@dataclass(slots=True)
class Views:
    """What each member has open, by member id; the last of a stack is on top."""

    stacks: dict[str, list[Node]] = field(default_factory=dict)
    homes: dict[str, Node] = field(default_factory=dict)

    def top(self, user: str) -> Node | None:
        stack = self.stacks.get(user)
        return stack[-1] if stack else None

    def find(self, *, id_: str = "", external: str = "") -> tuple[str, Node] | None:
        """A view that is open, with the member who has it open."""
        places = [*((user, view) for user, stack in self.stacks.items() for view in stack), *self.homes.items()]
        return next(
            (one for one in places if one[1]["id"] == id_ or (external and one[1]["external_id"] == external)), None
        )

    def open(self, user: str, view: Node) -> Node:
        """A modal of its own: what was open before is given up."""
        self.stacks[user] = []
        return self.push(user, view)

    def push(self, user: str, view: Node) -> Node:
        stack = self.stacks.setdefault(user, [])
        if len(stack) >= STACK_AT_MOST:
            raise Refused("push_limit_reached")
        self.claim(view, None)
        view["id"], view["hash"] = new_id("V"), new_hash()
        view["previous_view_id"] = stack[-1]["id"] if stack else None
        view["root_view_id"] = stack[0]["id"] if stack else view["id"]
        stack.append(view)
        return view

    def replace(self, user: str, old: Node, view: Node) -> Node:
        """New content for a view that is open: same place, same id, new hash."""
        self.claim(view, old)
        kept = {key: old[key] for key in ("id", "previous_view_id", "root_view_id")}
        view |= kept | {"hash": new_hash()}
        if self.homes.get(user) is old:
            self.homes[user] = view
        else:
            stack = self.stacks[user]
            stack[[one["id"] for one in stack].index(old["id"])] = view
        return view

    def publish(self, user: str, view: Node) -> Node:
        old = self.homes.get(user)
        if old:
            return self.replace(user, old, view)
        self.claim(view, None)
        view["id"], view["hash"] = new_id("V"), new_hash()
        view |= {"root_view_id": view["id"], "previous_view_id": None}
        self.homes[user] = view
        return view

    def close(self, user: str, id_: str) -> list[Node]:
        """Takes a view and what lies above it off the stack; the top one comes first."""
        stack = self.stacks.get(user) or []
        at = next((index for index, one in enumerate(stack) if one["id"] == id_), None)
        if at is None:
            raise Refused("not_found")
        self.stacks[user], gone = stack[:at], stack[at:]
        return gone[::-1]

    def clear(self, user: str) -> list[Node]:
        return self.stacks.pop(user, [])[::-1]

    def claim(self, view: Node, old: Node | None) -> None:
        """An external id is a view's own among all that are open."""
        held = self.find(external=view["external_id"]) if view["external_id"] else None
        if held and (old is None or held[1]["id"] != old["id"]):
            raise Refused("duplicate_external_id")
