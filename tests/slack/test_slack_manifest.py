from __future__ import annotations

import json
import re

import pytest

from bot.slack import app, channels, commands, shortcuts, yaml
from bot.slack.manifest import EVENTS, SCOPES, manifest
from crm.domain.i18n import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_keeps_slacks_limits_in_every_language(language):
    found = manifest(language)
    shown, features = found["display_information"], found["features"]
    assert (len(shown["name"]) <= 35, 0 < len(shown["description"]) <= 140) == (True, True)
    assert re.fullmatch(r"#[0-9A-F]{6}", shown["background_color"])
    assert re.fullmatch(r"[a-z0-9-_.]{1,80}", features["bot_user"]["display_name"])
    assert len(features["slash_commands"]) <= 50
    for command in features["slash_commands"]:
        assert 2 <= len(command["command"]) <= 32
        assert (0 < len(command["description"]) <= 2000, 0 < len(command["usage_hint"]) <= 1000) == (True, True)
    for shortcut in features["shortcuts"]:
        assert (0 < len(shortcut["name"]) <= 24, 0 < len(shortcut["description"]) <= 150) == (True, True)


def test_it_names_every_command_and_shortcut_that_is_listened_to():
    features = manifest()["features"]
    assert {one["command"] for one in features["slash_commands"]} == set(commands.handlers())
    assert {one["callback_id"] for one in features["shortcuts"]} == {shortcuts.GLOBAL, shortcuts.MESSAGE}


def test_it_asks_for_the_events_that_are_listened_to():
    heard = {"app_home_opened", "team_join", "user_change", "app_mention", *channels.MOVES, *channels.CHANGES}
    assert {one for one in EVENTS if not one.startswith("message.")} == heard
    assert manifest()["settings"]["event_subscriptions"]["bot_events"] == sorted(EVENTS)


def test_it_asks_for_no_scope_twice():
    assert sorted(set(SCOPES)) == sorted(SCOPES) == manifest()["oauth_config"]["scopes"]["bot"]


def test_commands_say_what_to_type():
    hints = {one["command"]: one["usage_hint"] for one in manifest()["features"]["slash_commands"]}
    assert hints["/crm-info"] == "[client] [text]"
    assert hints["/crm-add-company"] == "[Name]"
    assert hints["/crm-add-contact"] == "[Company] [Last name]"


def test_socket_mode_needs_no_address_and_http_needs_it_everywhere():
    assert "http" not in json.dumps(manifest(socket_mode=True))
    found = manifest(socket_mode=False, url="https://carnet.example/slack/events")
    assert not found["settings"]["socket_mode_enabled"]
    places = len(found["features"]["slash_commands"]) + 3
    assert json.dumps(found).count("https://carnet.example/slack/events") == places


def test_as_yaml_it_says_the_same():
    found = manifest("fr", socket_mode=False, url="https://carnet.example/slack/events")
    assert unwritten(yaml.dump(found)) == found


def unwritten(text):
    """Read back what ``yaml.dump`` writes: indented mappings, lists of mappings or words, JSON texts."""
    rows = [(len(line) - len(line.lstrip()), line.strip()) for line in text.splitlines()]
    value, rest = read(rows, 0)
    assert rest == []
    return value


def read(rows, indent):
    return read_list(rows, indent) if rows[0][1].startswith("- ") else read_mapping(rows, indent)


def read_list(rows, indent):
    found = []
    while rows and rows[0][0] == indent and rows[0][1].startswith("- "):
        body = rows[0][1][2:]
        if re.match(r"[a-z_]+: ", body):
            value, rows = read_mapping([(indent + 2, body), *rows[1:]], indent + 2)
        else:
            value, rows = scalar(body), rows[1:]
        found.append(value)
    return found, rows


def read_mapping(rows, indent):
    found = {}
    while rows and rows[0][0] == indent and not rows[0][1].startswith("- "):
        key, _colon, rest = rows[0][1].partition(":")
        if rest:
            found[key], rows = scalar(rest.strip()), rows[1:]
        else:
            found[key], rows = read(rows[1:], rows[1][0])
    return found, rows


def scalar(text):
    try:
        return json.loads(text)
    except ValueError:
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]*", text)
        return text


def test_every_room_is_registered_and_strays_come_last():
    names = [room.__name__ for room in app.ROOMS]
    assert names[-2:] == ["bot.slack.strays", "bot.slack.trouble"]
