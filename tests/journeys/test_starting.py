"""Starting and stopping in bad weather: clear words, patience, and no stack traces."""

from __future__ import annotations

import json
import socket

import pytest

from tests.databases import MIGRATED
from tests.journeys.walking import STARTED_WITHIN, STOP_WITHIN, Process, serving, walking


@pytest.fixture
def settings(tmp_path, monkeypatch, sqlite_files):
    """A migrated database, and a Slack that is away."""
    monkeypatch.chdir(tmp_path)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        away = probe.getsockname()[1]
    with sqlite_files.copy_of(MIGRATED) as url:
        yield {
            "SLACK_API_URL": f"http://127.0.0.1:{away}/api/",
            "SLACK_BOT_TOKEN": "xoxb-1-2-3",
            "SLACK_APP_TOKEN": "xapp-1-2-3",
            "CARNET_DATABASE_URL": url,
            "CARNET_LOG": "json",
        }


def ended(settings, *arguments):
    """Exit code and last words of a program that ends by itself."""
    with Process("bot", *arguments, settings=settings) as bot:
        code = bot.child.wait(STARTED_WITHIN)
        bot.reader.join()
        return code, list(bot.lines.queue)


@pytest.mark.unwatched
@pytest.mark.parametrize(
    ("changed", "code", "said"),
    [
        ({"SLACK_BOT_TOKEN": ""}, 2, "SLACK_BOT_TOKEN is missing"),
        ({"SLACK_APP_TOKEN": ""}, 2, "SLACK_APP_TOKEN is missing"),
        ({"CARNET_DATABASE_URL": "sqlite:///empty.db"}, 1, "carnet migrate"),
    ],
    ids=["no token", "no way in", "no tables"],
)
def test_what_keeps_it_from_starting_is_said_in_one_line(settings, changed, code, said):
    found, lines = ended({**settings, **changed}, "serve")
    assert found == code
    [line] = lines
    assert said in line


@pytest.mark.unwatched
def test_slack_away_is_waited_for_and_told_to_stop_it_stops_at_once(settings):
    with Process("bot", "serve", settings=settings) as bot:
        waiting = json.loads(bot.wait_for('"waiting"'))
        assert (waiting["waits_for"], waiting["again_in"]) == ("slack", 1)
        bot.wait_for('"waiting"')
        assert bot.stop() < STOP_WITHIN
        assert bot.child.returncode == 0
        bot.reader.join()
        assert not any("Traceback" in line for line in [*bot.seen, *bot.lines.queue])


@pytest.mark.unwatched
def test_a_token_or_an_address_that_is_not_to_be_had_ends_the_start_with_its_cure(tmp_path):
    with walking(tmp_path, by_http=False) as walk:
        walk.carnet("migrate")
        cure = "SLACK_BOT_TOKEN is not taken by Slack (invalid_auth); copy it anew from your app's page"
        assert ended({**walk.settings, "SLACK_BOT_TOKEN": "xoxb-of-somebody-else"}, "serve") == (2, [cure])
        code, lines = ended({**walk.settings, "CARNET_HTTP_LISTEN": walk.base.removeprefix("http://")}, "serve")
        assert code == 2
        assert "CARNET_HTTP_LISTEN" in lines[-1]


def test_the_doctor_sees_what_is_missing_and_what_is_well(tmp_path):
    with walking(tmp_path, by_http=False) as walk:
        walk.carnet("migrate")
        whole = walk.carnet("manifest", "--json")
        part = {**whole, "oauth_config": {"scopes": {"bot": whole["oauth_config"]["scopes"]["bot"][:-1]}}}
        walk.put("manifest", manifest=part)
        healthy = dict(walk.settings) | {"CARNET_INFOBOX_CHANNEL": "infobox"}
        walk.settings |= {"SLACK_APP_TOKEN": "xapp-of-somebody-else", "CARNET_INFOBOX_CHANNEL": "nowhere"}
        sick = {one["about"]: one for one in walk.carnet("doctor", "--json", code=1) if one["health"] == "wrong"}
        assert set(sick) == {"scopes", "infobox", "app token"}
        assert sick["infobox"]["said"] == "there is no channel #nowhere"
        assert sick["scopes"]["said"] == "missing: users:read.email"
        assert all(one["cure"] for one in sick.values())
        walk.settings |= {"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": "", "CARNET_INFOBOX_CHANNEL": "random"}
        sick = {one["about"]: one["said"] for one in walk.carnet("doctor", "--json", code=1)}
        assert sick["infobox"] == "the bot is not in #random"
        assert sick["requests"] == "neither Socket Mode nor HTTP is set up"
        walk.settings |= healthy
        walk.put("manifest", manifest=whole)
        with serving(walk, by_http=False):
            well = walk.carnet("doctor", "--json")
            assert "✓ infobox" in walk.carnet("doctor")
        said = {one["about"]: one["said"] for one in well}
        assert said["bot token"].endswith("(T0LEMANIQ1)")
        assert said["infobox"] == "#infobox"
        assert said["members"] == "T0LEMANIQ1: 5, administrators: Claire Favre"
        assert {one["health"] for one in well} == {"ok", "note"}
