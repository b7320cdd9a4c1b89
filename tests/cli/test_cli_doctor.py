"""`carnet doctor` where nothing is set up: every line that is wrong says its cure."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

AWAY = "127.0.0.1:1"  # nobody listens there


@pytest.fixture
def found(typed):
    """What the doctor says with some settings, by what it is about."""

    def look(**settings):
        said = json.loads(typed("doctor", "--json", code=1, **settings).stdout)
        return {one["about"]: one for one in said}

    return look


def test_an_empty_place_is_told_what_to_do(found):
    said = found()
    assert (said["database"]["health"], said["tables"]["cure"]) == ("ok", "Run “carnet migrate”.")
    assert said["bot token"]["health"] == "wrong"
    assert said["mail"]["health"] == "note"
    assert said["answers"]["health"] == "note"
    assert said["files"]["health"] == "ok"


def test_what_is_away_is_named_without_its_password(found, typed):
    settings = {
        "CARNET_DATABASE_URL": f"postgresql://carnet:pa55-w0rd@{AWAY}/carnet",
        "CARNET_FILES_URL": "file:/proc/carnet",
        "CARNET_SMTP_URL": f"smtp://carnet:pa55-w0rd@{AWAY}",
        "CARNET_MAIL_FROM": "Carnet <carnet@agency.example>",
        "CARNET_MAIL_REPLY_DOMAIN": "reply.agency.example",
        "CARNET_SECRET_KEY": "long and random",
        "CARNET_IMAP_URL": f"imap://carnet:pa55-w0rd@{AWAY}/INBOX",
        "CARNET_CLOCK_URL": f"http://{AWAY}/clock",
        "SLACK_API_URL": f"http://{AWAY}/api/",
        "SLACK_BOT_TOKEN": "xoxb-1-2-3",
    }
    said = found(**settings)
    wrong = {about for about, one in said.items() if one["health"] == "wrong"}
    assert wrong == {"database", "files", "bot token", "mail", "mailbox", "clock"}
    assert all(one["cure"] for one in said.values() if one["health"] == "wrong")
    told = typed("doctor", code=1, **settings).output
    assert "✗ database" in told
    assert "pa55-w0rd" not in told


def test_people_without_a_role_and_a_workspace_without_an_administrator_are_seen(found, agency, database_url):
    agency.set_member("nadia", active=False)
    said = found(CARNET_DATABASE_URL=database_url)
    assert said["members"]["cure"] == "carnet members set EMAIL --role admin"
    assert said["roles"]["said"] == "T0JURA: 1 without one: Noa Løvås"
    assert said["tables"]["health"] == "ok"


@pytest.mark.parametrize(
    ("revision", "cure"), [("0001", "Run “carnet migrate”."), ("9999", "Update Carnet on this machine.")]
)
def test_tables_of_another_version_are_seen(found, store, database_url, revision, cure):
    with store.engine.begin() as connection:
        if not store.sqlite:
            connection.execute(text("RESET ROLE"))
        connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})
    assert found(CARNET_DATABASE_URL=database_url)["tables"]["cure"] == cure
