"""Controls of Block Kit: what one shows, be it its initial value or what was typed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.page.viewer import Viewer

Node = dict[str, Any]

# The key of a control's value in view.state, and where its first value stands in the element.
VALUES = {
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "checkboxes": ("selected_options", "initial_options"),
    "radio_buttons": ("selected_option", "initial_option"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", ""),
}
PEOPLE = ("users_select", "multi_users_select")
DEFAULT_QUERY_LENGTH = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where blocks are shown, for whom, and what was typed there so far."""

    viewer: Viewer
    surface: str
    container: str
    conversation: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def id(self, *names: object) -> str:
        """An id that stays the same when the view is updated."""
        parts = "\0".join(map(str, (self.surface, self.container, *names)))
        return f"c{hashlib.sha256(parts.encode()).hexdigest()[:12]}"

    def value(self, block: Node, element: Node) -> Any:
        """What was typed wins over the initial value, as long as block, action and kind are the same."""
        kind = element.get("type", "")
        key, initial = VALUES.get(kind, ("value", "value"))
        typed = (self.values.get(block.get("block_id", "")) or {}).get(element.get("action_id", ""))
        if typed and typed.get("type") == kind and key in typed:
            return typed[key]
        if element.get("default_to_current_conversation") and not element.get(initial):
            return self.current(kind)
        return element.get(initial)

    def current(self, kind: str) -> Any:
        return [self.conversation] if kind.startswith("multi_") and self.conversation else self.conversation or None

    def chosen(self, block: Node, element: Node) -> list[Node]:
        """The selected options of a select, people and channels as options too."""
        value = self.value(block, element)
        values = value if isinstance(value, list) else [value] if value else []
        return [one if isinstance(one, dict) else self.option(element.get("type", ""), one) for one in values]

    def option(self, kind: str, id_: str) -> Node:
        name = self.viewer.person(id_) if kind in PEOPLE else self.conversation_name(id_)
        return {"text": {"type": "plain_text", "text": name}, "value": id_}

    def conversation_name(self, id_: str) -> str:
        return f"#{self.viewer.channel(id_)}" if id_ in self.viewer.channels else self.viewer.person(id_)

    def choices(self, element: Node) -> list[Node]:
        """Groups of options; those without groups are one group without a label."""
        kind = element.get("type", "")
        if kind.endswith("users_select"):
            return [{"options": [self.option(kind, one) for one in self.viewer.people]}]
        if kind.endswith(("channels_select", "conversations_select")):
            return [{"options": [self.option(kind, one) for one in self.viewer.channels]}]
        return element.get("option_groups") or [{"options": element.get("options") or []}]


def is_chosen(option: Node, chosen: list[Node]) -> bool:
    return any(one.get("value") == option.get("value") for one in chosen)


def dispatches(block: Node, element: Node) -> str:
    """When a control tells the app at once: never, on change, on Enter, or at every character."""
    if block.get("type") != "input":
        return "change"
    if not block.get("dispatch_action"):
        return ""
    if not element.get("type", "").endswith(("text_input", "number_input")):
        return "change"
    asked = (element.get("dispatch_action_config") or {}).get("trigger_actions_on") or ["on_enter_pressed"]
    return " ".join(one.removeprefix("on_").split("_")[0] for one in asked)


def query_length(element: Node) -> int:
    asked = element.get("min_query_length")
    return DEFAULT_QUERY_LENGTH if asked is None else int(asked)


def says_it_itself(block: Node) -> bool:
    """A lone box whose option repeats the label: a screen reader should not hear the name twice."""
    options = block["element"].get("options") or []
    return len(options) == 1 and bool(options[0]["text"]["text"] == block["label"]["text"])
