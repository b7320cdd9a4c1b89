"""A manifest that Slack would refuse is refused, at the place."""

from __future__ import annotations

import re
from copy import deepcopy

import pytest

from sandbox.rules.manifest import manifest_problems

POINTER = re.compile(r"\[json-pointer:(.*)\]$")
GOOD = {
    "display_information": {"name": "Carnet", "description": "Notes on clients", "background_color": "#1D4ED8"},
    "features": {
        "bot_user": {"display_name": "carnet"},
        "slash_commands": [{"command": "/client", "description": "Find a client", "usage_hint": "[name]"}],
        "shortcuts": [{"name": "Add a note", "type": "global", "callback_id": "note", "description": "Opens a form"}],
    },
    "oauth_config": {"scopes": {"bot": ["commands", "chat:write"]}},
    "settings": {"event_subscriptions": {"bot_events": ["app_home_opened"]}},
}
COMMAND, SHORTCUT = GOOD["features"]["slash_commands"][0], GOOD["features"]["shortcuts"][0]


def changed(path, value):
    made = deepcopy(GOOD)
    *above, last = path.split(".")
    place = made
    for key in above:
        place = place[int(key)] if isinstance(place, list) else place[key]
    place[int(last) if isinstance(place, list) else last] = value
    return made


def test_a_good_manifest_is_taken():
    assert manifest_problems(GOOD) == []
    assert manifest_problems({"display_information": {"name": "Carnet"}}) == []


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("display_information.name", "", "/display_information"),
        ("display_information.name", "x" * 36, "/display_information/name"),
        ("display_information.description", 7, "/display_information/description"),
        ("display_information.background_color", "blue", "/display_information/background_color"),
        ("features.bot_user.display_name", "carnet!", "/features/bot_user/display_name"),
        ("features.slash_commands.0.command", "client", "/features/slash_commands/0/command"),
        ("features.slash_commands.0.command", "/a client", "/features/slash_commands/0/command"),
        ("features.slash_commands.0.usage_hint", "x" * 1001, "/features/slash_commands/0/usage_hint"),
        ("features.slash_commands", [COMMAND, COMMAND], "/features/slash_commands"),
        ("features.slash_commands", [COMMAND | {"command": f"/c{n}"} for n in range(51)], "/features/slash_commands"),
        ("features.shortcuts.0.name", "x" * 25, "/features/shortcuts/0/name"),
        ("features.shortcuts.0.type", "local", "/features/shortcuts/0/type"),
        ("features.shortcuts", [SHORTCUT | {"callback_id": f"s{n}"} for n in range(6)], "/features/shortcuts"),
        (
            "features.shortcuts",
            [SHORTCUT | {"callback_id": f"s{n}", "type": ("global", "message")[n % 2]} for n in range(12)],
            "/features/shortcuts",
        ),
        ("oauth_config.scopes.bot", ["chat:write"], "/oauth_config/scopes/bot"),
        ("oauth_config.scopes.bot", ["commands", "commands"], "/oauth_config/scopes/bot"),
        (
            "settings.event_subscriptions.bot_events",
            [f"e{n}" for n in range(101)],
            "/settings/event_subscriptions/bot_events",
        ),
        ("features.bot_user", {}, "/features"),
    ],
)
def test_a_bad_manifest_is_refused_at_the_place(path, value, place):
    assert place in {POINTER.search(one)[1] for one in manifest_problems(changed(path, value))}


def test_what_is_no_manifest_is_refused():
    assert manifest_problems([]) == ["must provide an object [json-pointer:/]"]
