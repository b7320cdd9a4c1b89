"""What a shape cannot say of one interactive element: values that must fit together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from sandbox.rules.shape import Problem, is_a

Node = dict[str, Any]
Rule = Callable[[Node, str], Iterator[Problem]]

NUMBER = re.compile(r"^-?(\d+(\.\d*)?|\.\d+)$")
DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
ADDRESS = re.compile(r"https?://\S+$")
NOT_AN_OPTION = "must exactly match one of the options"


def nodes(value: Any) -> list[Node]:
    """The objects of a list; what else is in it was refused by its shape."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def whole(element: Node, key: str) -> int | None:
    """A whole number of an element; anything else was refused by its shape."""
    value = element.get(key)
    return int(value) if value is not None and is_a("integer", value) else None


def same(option: Any) -> Any:
    """What makes two options the same."""
    if not isinstance(option, dict) or not isinstance(option.get("text"), dict):
        return None
    about = option.get("description")
    words = about.get("text") if isinstance(about, dict) else None
    return repr((option.get("value"), option["text"].get("type"), option["text"].get("text"), words))


def initials_are_options(element: Node, at: str) -> Iterator[Problem]:
    groups = [group.get("options") for group in nodes(element.get("option_groups"))]
    known = {same(option) for options in (element.get("options"), *groups) for option in nodes(options)}
    one = element.get("initial_option")
    if isinstance(one, dict) and same(one) not in known:
        yield f"{at}/initial_option", NOT_AN_OPTION
    many = element.get("initial_options")
    for index, option in enumerate(many if isinstance(many, list) else []):
        if isinstance(option, dict) and same(option) not in known:
            yield f"{at}/initial_options/{index}", NOT_AN_OPTION


def options_or_groups(element: Node, at: str) -> Iterator[Problem]:
    if element.get("options") is None and element.get("option_groups") is None:
        yield at, "must define either `options` or `option_groups`"
    if "options" in element and "option_groups" in element:
        yield at, "only one of `options` and `option_groups` may be given"
    yield from initials_are_options(element, at)


def no_more_than_allowed(field: str) -> Rule:
    def rule(element: Node, at: str) -> Iterator[Problem]:
        most, chosen = element.get("max_selected_items"), element.get(field)
        if isinstance(most, int) and isinstance(chosen, list) and len(chosen) > most:
            yield f"{at}/{field}", f"has {len(chosen)} items, max_selected_items is {most}"

    return rule


def a_real_day(element: Node, at: str) -> Iterator[Problem]:
    day = element.get("initial_date")
    if not isinstance(day, str) or not DAY.match(day):
        return
    try:
        date.fromisoformat(day)
    except ValueError:
        yield f"{at}/initial_date", f"no such date: {day}"


def fitting_text(element: Node, at: str) -> Iterator[Problem]:
    least, most, text = whole(element, "min_length"), whole(element, "max_length"), element.get("initial_value")
    if least is not None and most is not None and least > most:
        yield f"{at}/min_length", f"is {least}, more than max_length {most}"
    if most is not None and isinstance(text, str) and len(text) > most:
        yield f"{at}/initial_value", f"has {len(text)} characters, max_length is {most}"


def fitting_lines(element: Node, at: str) -> Iterator[Problem]:
    least, most = whole(element, "min_lines"), whole(element, "max_lines")
    if least is not None and most is not None and least > most:
        yield f"{at}/min_lines", f"is {least}, more than max_lines {most}"


def fitting_numbers(element: Node, at: str) -> Iterator[Problem]:
    found: dict[str, float] = {}
    for key in ("min_value", "max_value", "initial_value"):
        value = element.get(key)
        if not isinstance(value, str):
            continue
        if not NUMBER.match(value):
            yield f"{at}/{key}", "must be a number written as a string"
            continue
        if element.get("is_decimal_allowed") is False and "." in value:
            yield f"{at}/{key}", f"is {value}, but is_decimal_allowed is false"
        found[key] = float(value)
    least, most = found.get("min_value", float("-inf")), found.get("max_value", float("inf"))
    if least > most:
        yield f"{at}/min_value", "cannot be greater than max_value"
    if "initial_value" in found and not least <= found["initial_value"] <= most:
        yield f"{at}/initial_value", "is outside min_value..max_value"


def one_source(image: Node, at: str) -> Iterator[Problem]:
    """A picture has one address, and it can be fetched."""
    if ("image_url" in image) == ("slack_file" in image):
        yield at, "must define exactly one of `image_url` and `slack_file`"
    url = image.get("image_url")
    if isinstance(url, str) and url and not ADDRESS.match(url):
        yield f"{at}/image_url", "must be an http(s) URL"


RULES: dict[str, tuple[Rule, ...]] = {
    "static_select": (options_or_groups,),
    "multi_static_select": (options_or_groups, no_more_than_allowed("initial_options")),
    "multi_external_select": (no_more_than_allowed("initial_options"),),
    "multi_users_select": (no_more_than_allowed("initial_users"),),
    "multi_conversations_select": (no_more_than_allowed("initial_conversations"),),
    "multi_channels_select": (no_more_than_allowed("initial_channels"),),
    "checkboxes": (initials_are_options,),
    "radio_buttons": (initials_are_options,),
    "datepicker": (a_real_day,),
    "plain_text_input": (fitting_text,),
    "rich_text_input": (fitting_lines,),
    "number_input": (fitting_numbers,),
    "image": (one_source,),
}
