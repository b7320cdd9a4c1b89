"""How the command line is used, and what it says when it is used wrongly."""

from __future__ import annotations

import subprocess
import sys

import pytest
from sqlalchemy import text

from bot.cli.app import COMMANDS, load
from crm import directory
from crm.actions import TOOLBOX
from crm.store import migrate
from crm.store.base import Store
from tests.cli.conftest import address


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_of_each_what_its_own_help_begins_with(name):
    said = load(name).help.replace("\n", " ")
    assert said.split(";")[0].rstrip(".") == COMMANDS[name].split(";")[0].rstrip(".")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["perfrm"], "Did you mean 'perform'?"),
        (["perform", "dance", "--as", "x"], "No such command"),
        (["perform", "info", "--note", "x"], "Missing option '--as'"),
        (["perform", "info", "--as", "x", "--colour", "red"], "No such option"),
        (["timeline"], "Missing argument"),
        (["deliveries", "--why", "E-1"], "requires 2 arguments"),
        (["clients", "--count", "none"], "Invalid value for '--count'"),
        (["members", "set", "x"], "Say what to set"),
        (["manifest", "--json", "--yaml"], "Choose one"),
        (["manifest", "--url", "http://carnet.example"], "https://"),
        (["serve", "--only", "kitchen"], "There is no part “kitchen”"),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, list) else "",
)
def test_wrong_usage_is_said_with_exit_code_2(typed, arguments, reason):
    said = typed(*arguments, code=2).stderr
    assert reason in " ".join(said.replace("│", " ").split())


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("CARNET_TIMEZONE", "Mars/Olympus", "is no time zone"),
        ("CARNET_LOG", "loud", "CARNET_LOG"),
        ("SLACK_BOT_TOKEN", "secret-that-is-none", "begins with xoxb-"),
    ],
)
def test_a_wrong_setting_is_named_with_its_cure_and_never_printed(typed, name, value, reason):
    said = typed("clients", code=2, **{name: value})
    assert name in said.stderr
    assert reason in said.stderr
    assert "secret-that-is-none" not in said.output


def test_settings_are_read_from_a_file(typed, tmp_path):
    (tmp_path / ".env").write_text("CARNET_TIMEZONE=Nowhere\n")
    assert "CARNET_TIMEZONE" in typed("clients", code=2).stderr


def test_an_empty_database_is_said_with_its_cure_and_migrated_once(typed, databases):
    with databases.empty() as url:
        assert "carnet migrate" in typed("clients", code=1, CARNET_DATABASE_URL=url).stderr
        assert typed("migrate", CARNET_DATABASE_URL=url).stdout.startswith("empty → 0")
        [before, after] = typed("migrate", CARNET_DATABASE_URL=url).stdout.split("→")
        assert before.strip() == after.strip()
        assert "There is no workspace yet" in typed("clients", code=1, CARNET_DATABASE_URL=url).stderr


def test_a_database_of_a_newer_carnet_is_left_alone(typed, databases):
    with databases.empty() as url:
        store = Store(url)
        migrate.upgrade(store)
        with store.engine.begin() as connection:
            if not store.sqlite:
                connection.execute(text("RESET ROLE"))
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        store.dispose()
        for command in ("clients", "migrate"):
            assert "newer Carnet (9999)" in typed(command, code=1, CARNET_DATABASE_URL=url).stderr


def test_one_of_several_workspaces_must_be_named(typed, agency, store, database_url):
    directory.found_workspace(store, team="T0OTHER", name="Agence du Lac")
    said = typed("clients", code=2, CARNET_DATABASE_URL=database_url).stderr
    assert "T0JURA, T0OTHER" in said
    said = typed("clients", "--workspace", "T0ELSE", code=2, CARNET_DATABASE_URL=database_url).stderr
    assert "There is no workspace “T0ELSE” here" in said
    assert "CMP-1" in typed("clients", "--workspace", "T0JURA", CARNET_DATABASE_URL=database_url).stdout


def test_members_are_listed_and_given_roles_and_managers(carnet):
    listed = {one["email"]: one for one in carnet("members", "--json")}
    assert listed[address("noa")]["role"] == "none"
    said = carnet("members", "set", address("noa"), "--role", "assistant", "--manager", address("lena"))
    assert said == "Noa Løvås: assistant, reports to Lena Brönnimann-Özdemir.\n"
    assert carnet("members", "set", address("luc"), "--role", "reader") == "Luc Perrenoud-dit-Favre: reader.\n"
    assert "assistant" in next(line for line in carnet("members").splitlines() if "Noa" in line)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((address("nadia"), "--role", "reader"), "only administrator"),
        ((address("noa"), "--role", "king"), "“king” was not found"),
        (("nobody@x.example", "--role", "reader"), "was not found"),
        ((address("paul"), "--manager", address("emma")), "already reports"),
    ],
    ids=["last admin", "unknown role", "stranger", "circle"],
)
def test_a_role_that_cannot_be_given_is_refused_in_words(carnet, arguments, reason):
    assert reason in carnet("members", "set", *arguments, code=1)


def test_the_toolbox_is_listed_in_three_languages(typed):
    assert [row.split()[0] for row in typed("actions").stdout.splitlines()[1:]] == list(TOOLBOX)
    assert "Kontakt hinzufügen" in typed("actions", "--lang", "de", "--json").stdout


def test_the_manifest_is_printed_as_json_and_as_yaml(typed):
    assert '"command": "/crm-info"' in typed("manifest").stdout
    over_http = typed("manifest", "--yaml", "--lang", "fr", "--url", "https://carnet.example/").stdout
    assert "https://carnet.example/slack/events" in over_http
    assert "socket_mode_enabled: false" in over_http


def test_the_real_program_says_what_there_is():
    done = subprocess.run([sys.executable, "-m", "bot", "--help"], capture_output=True, text=True, check=True)
    assert [name for name in COMMANDS if name not in done.stdout] == []
