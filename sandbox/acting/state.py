"""What stands in the fields of a form: as typed, else as the app filled them in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.api.files import told
from sandbox.box import Box
from sandbox.completing import controls

Node = dict[str, Any]

# The key of a field's value in a state, and where its first value stands in the element.
TYPED = ("value", "initial_value")
FIELDS = {
    **dict.fromkeys(("plain_text_input", "number_input", "email_text_input", "url_text_input"), TYPED),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "overflow": ("selected_option", ""),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", ""),
}
# These only tell that they were pressed: they have no state.
STATELESS = ("button", "overflow", "workflow_button", "feedback_buttons", "icon_button")


def state_of(box: Box, blocks: list[Node], values: Mapping[str, Any]) -> Node:
    """The state of all fields; ``values`` are by block id and action id, whole or as bare values."""
    state: Node = {}
    for block, element in controls(blocks):
        if element["type"] in STATELESS:
            continue
        given = (values.get(block["block_id"]) or {}).get(element["action_id"])
        state.setdefault(block["block_id"], {})[element["action_id"]] = field_of(box, element, given)
    return {"values": state}


def field_of(box: Box, element: Node, given: Any) -> Node:
    """One field's state: what was typed, or the first value."""
    kind = element["type"]
    key, initial = FIELDS[kind]
    many = key.endswith("s")
    if given is None:
        value = element.get(initial) if initial else None
    elif isinstance(given, dict) and (key in given or given.get("type") == kind):
        value = given.get(key)
    else:
        value = chosen(element, given) if "option" in key else given
    if kind == "file_input":
        value = [told(box, box.workspace.find_file(one if isinstance(one, str) else one["id"])) for one in value or []]
    made: Node = {"type": kind, key: value if value or not many else []}
    if kind == "timepicker" and element.get("timezone"):
        made["timezone"] = element["timezone"]
    return made


def chosen(element: Node, given: Any) -> Any:
    """Options by their values."""
    if isinstance(given, list):
        return [chosen(element, one) for one in given]
    if isinstance(given, dict):
        return given
    groups = element.get("option_groups") or [{"options": element.get("options") or []}]
    for option in (option for group in groups for option in group["options"]):
        if option["value"] == given:
            return option
    return {"text": {"type": "plain_text", "text": str(given), "emoji": True}, "value": str(given)}
