"""A form as a person fills it in: elements' states as Slack sends them back."""

from __future__ import annotations

from typing import Any

from crm.domain import richtext


def inputs(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The input blocks of a view, by their ids."""
    return {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}


def labels(view: dict[str, Any]) -> dict[str, str]:
    return {name: block["label"]["text"] for name, block in inputs(view).items()}


def filled(view: dict[str, Any], **values: Any) -> dict[str, Any]:
    """The state of every input: what was typed, else what the form began with."""
    found = inputs(view)
    assert set(values) <= set(found), f"no such fields: {set(values) - set(found)}"
    return {name: state(block["element"], values.get(name)) for name, block in found.items()}


def state(element: dict[str, Any], value: Any) -> dict[str, Any]:
    kind = element["type"]
    match kind:
        case "plain_text_input" | "email_text_input":
            return {"type": kind, "value": value if value is not None else element.get("initial_value")}
        case "rich_text_input":
            rich = richtext.from_text(value) if isinstance(value, str) else value
            return {"type": kind, "rich_text_value": rich or element.get("initial_value")}
        case "datepicker" | "datetimepicker" | "conversations_select":
            name = kind.removesuffix("picker").removesuffix("s_select").replace("datetime", "date_time")
            return {"type": kind, f"selected_{name}": value or element.get(f"initial_{name}")}
        case "static_select" | "external_select":
            return {"type": kind, "selected_option": _option(value) if value else element.get("initial_option")}
        case "multi_external_select" | "checkboxes":
            chosen = [_option(one) for one in value] if value is not None else element.get("initial_options") or []
            return {"type": kind, "selected_options": chosen}
        case "file_input":
            return {"type": kind, "files": value or []}
    raise AssertionError(f"nobody knows how to fill in {kind}")


def _option(value: str) -> dict[str, Any]:
    return {"text": {"type": "plain_text", "text": value, "emoji": True}, "value": value}
