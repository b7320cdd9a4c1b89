"""What is wrong with an app's manifest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sandbox.rules.shape import Problem

Node = Mapping[str, Any]

COMMAND = re.compile(r"^/[^\s/][^\s]*$")
BOT_NAME = re.compile(r"^[a-z0-9._ -]+$", re.IGNORECASE)
COLOUR = re.compile(r"^#([0-9a-f]{3}|[0-9a-f]{6})$", re.IGNORECASE)
SHORTCUT_TYPES = ("global", "message")
OF_A_TYPE = 5
COMMANDS_AT_MOST, SHORTCUTS_AT_MOST, LIST_AT_MOST = 50, 10, 100
# Where a text stands, and how long it may be.
SHOWN = {"name": 35, "description": 140}
COMMANDED = {"command": 32, "description": 2000, "usage_hint": 1000}
SHORTENED = {"name": 24, "callback_id": 255, "description": 150}


def manifest_problems(manifest: Any) -> list[str]:
    """All problems in Slack's form; none, and the app may be installed."""
    if not isinstance(manifest, dict):
        return ["must provide an object [json-pointer:/]"]
    found = (*shown(manifest), *features(manifest), *granted(manifest))
    return [f"{words} [json-pointer:{at or '/'}]" for at, words in found]


def part(node: Node, *path: str) -> Any:
    for key in path:
        node = node.get(key) or {}
    return node


def texts(node: Node, limits: Mapping[str, int], needed: Iterable[str], at: str) -> Iterator[Problem]:
    for key in needed:
        if not node.get(key):
            yield at, f"missing required field: {key}"
    for key, most in limits.items():
        value = node.get(key, "")
        if not isinstance(value, str):
            yield f"{at}/{key}", "must provide a string"
        elif len(value) > most:
            yield f"{at}/{key}", f"must be less than {most + 1} characters"


def shown(manifest: Node) -> Iterator[Problem]:
    about = part(manifest, "display_information")
    yield from texts(about, SHOWN, ("name",), "/display_information")
    if about.get("background_color") and not COLOUR.match(about["background_color"]):
        yield "/display_information/background_color", "must be a colour such as #1D4ED8"
    name = part(manifest, "features", "bot_user").get("display_name")
    if name and not BOT_NAME.match(name):
        yield "/features/bot_user/display_name", "must be letters, digits, dots, dashes and underscores"


def features(manifest: Node) -> Iterator[Problem]:
    commands = part(manifest, "features", "slash_commands") or []
    if len(commands) > COMMANDS_AT_MOST:
        yield "/features/slash_commands", f"no more than {COMMANDS_AT_MOST} items allowed"
    for index, one in enumerate(commands):
        at = f"/features/slash_commands/{index}"
        yield from texts(one, COMMANDED, ("command", "description"), at)
        if not COMMAND.match(str(one.get("command", ""))):
            yield f"{at}/command", "must begin with / and hold no space"
    yield from twice((one.get("command") for one in commands), "/features/slash_commands")
    yield from shortcuts(part(manifest, "features", "shortcuts") or [])


def shortcuts(found: list[Node]) -> Iterator[Problem]:
    at = "/features/shortcuts"
    if len(found) > SHORTCUTS_AT_MOST:
        yield at, f"no more than {SHORTCUTS_AT_MOST} items allowed"
    for index, one in enumerate(found):
        yield from texts(one, SHORTENED, ("name", "callback_id", "description"), f"{at}/{index}")
        if one.get("type") not in SHORTCUT_TYPES:
            yield f"{at}/{index}/type", f"must be one of {', '.join(SHORTCUT_TYPES)}"
    for type_ in SHORTCUT_TYPES:
        if sum(one.get("type") == type_ for one in found) > OF_A_TYPE:
            yield at, f"no more than {OF_A_TYPE} of type {type_} allowed"
    yield from twice((one.get("callback_id") for one in found), at)


def twice(names: Iterable[Any], at: str) -> Iterator[Problem]:
    for name, count in Counter(names).items():
        if name and count > 1:
            yield at, f"{name} is there twice"


def granted(manifest: Node) -> Iterator[Problem]:
    """What is listed, and what an app needs for the features it has."""
    scopes = part(manifest, "oauth_config", "scopes", "bot") or []
    events = part(manifest, "settings", "event_subscriptions", "bot_events") or []
    for at, names in (("/oauth_config/scopes/bot", scopes), ("/settings/event_subscriptions/bot_events", events)):
        if len(names) > LIST_AT_MOST:
            yield at, f"no more than {LIST_AT_MOST} items allowed"
        yield from twice(names, at)
    uses_commands = part(manifest, "features", "slash_commands") or part(manifest, "features", "shortcuts")
    if scopes and uses_commands and "commands" not in scopes:
        yield "/oauth_config/scopes/bot", "commands is needed for slash commands and shortcuts"
    if scopes and not part(manifest, "features", "bot_user"):
        yield "/features", "missing required field: bot_user"
