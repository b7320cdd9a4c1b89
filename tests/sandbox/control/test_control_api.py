"""The control API: it describes itself, waits for what is to come, and moves clock, weather and people."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest
from sandbox_here import BOT, CLAIRE, EMMA, INFOBOX, JULIEN, SOFIA, THOMAS

from sandbox.control.door import PREFIX
from sandbox.control.routes import DOORS, control_routes


async def test_every_route_is_described(sandbox):
    async with sandbox.session.get(f"{sandbox.base}/sandbox/openapi.json") as answer:
        described = await answer.json()
    served = {(route.path, method.lower()) for route in control_routes() for method in route.methods - {"HEAD"}} - {
        (PREFIX, "get")
    }
    assert served == {(path, method) for path, methods in described["paths"].items() for method in methods}
    for path, methods in described["paths"].items():
        for operation in methods.values():
            assert operation["summary"].endswith("."), path
    assert described["openapi"].startswith("3.")
    speaking = described["paths"]["/sandbox/act/message"]["post"]["requestBody"]["content"]["application/json"][
        "schema"
    ]
    assert speaking["required"] == ["user", "channel"]
    assert speaking["properties"]["files"] == {"type": "array", "items": {}}
    assert len({(door.method, door.path) for door in DOORS}) == len(DOORS)


async def test_what_is_not_understood_is_said(sandbox):
    unknown = await sandbox.ask("POST", "clock", forward=60)
    assert unknown["response_metadata"]["messages"] == ["[ERROR] unknown field: forward"]
    async with sandbox.session.post(f"{sandbox.base}/sandbox/clock", json={"add": "soon"}) as answer:
        assert (answer.status, (await answer.json())["ok"]) == (400, False)
    async with sandbox.session.post(f"{sandbox.base}/sandbox/clock", data=b"{") as answer:
        assert (await answer.json())["error"] == "invalid_json"
    async with sandbox.session.get(f"{sandbox.base}/sandbox/", allow_redirects=False) as answer:
        assert answer.headers["location"] == "/panel"


async def test_a_clock_is_moved_and_followed(sandbox):
    start = await sandbox.look("clock")
    assert (start["offset"], start["version"]) == (0, 0)
    waiting = asyncio.create_task(sandbox.look("clock", after=0))
    assert await asyncio.wait({waiting}, timeout=0.1) == (set(), {waiting})
    moved = await sandbox.ask("POST", "clock", add=86_400)
    assert (await waiting)["version"] == moved["version"] == 1
    assert datetime.fromisoformat(moved["now"]) - datetime.now(UTC) > timedelta(hours=23)
    fixed = await sandbox.ask("POST", "clock", now="2027-01-04T09:00:00+01:00")
    assert fixed["now"].startswith("2027-01-04T08:00:0")
    assert (await sandbox.look("clock", after=1))["version"] == 2
    assert abs((await sandbox.ask("POST", "clock", real=True))["offset"]) < 1
    for wrong in ({}, {"now": "2027-01-04T09:00:00"}):
        assert (await sandbox.ask("POST", "clock", **wrong))["error"] == "invalid_arguments"
    # Slack's own times stay real.
    await sandbox.ask("POST", "clock", add=86_400)
    ts = await sandbox.say(EMMA, INFOBOX, "Bonjour")
    assert abs(float(ts) - datetime.now(UTC).timestamp()) < 60


async def test_a_list_is_waited_for(sandbox):
    waiting = asyncio.create_task(sandbox.look("messages", channel=INFOBOX, wait=5, least=2))
    for words in ("un", "deux"):
        await sandbox.say(EMMA, INFOBOX, words)
    assert [one["text"] for one in (await waiting)["messages"]] == ["un", "deux"]
    first = (await waiting)["messages"][0]["ts"]
    assert len((await sandbox.look("messages", channel=INFOBOX, after=first))["messages"]) == 1
    assert (await sandbox.look("mails", wait=0.05))["mails"] == []


async def test_news_is_streamed(sandbox):
    async with sandbox.session.get(f"{sandbox.base}/sandbox/events") as stream:
        assert stream.content_type == "text/event-stream"
        assert (await stream.content.readline()).startswith(b": hello")
        await sandbox.say(EMMA, INFOBOX, "Bonjour")
        while not (row := await stream.content.readline()).startswith(b"data"):
            pass
        item = json.loads(row.removeprefix(b"data: "))
        assert (item["type"], item["channel"]) == ("message", INFOBOX)


async def test_people_come_change_and_go(sandbox):
    made = (await sandbox.ask("POST", "members", id="U0NOELDUC1", real_name="Noël Duc", tz="Europe/Paris"))["member"]
    assert (made["name"], made["tz"], made["tz_offset"]) == ("noel.duc", "Europe/Paris", made["tz_offset"])
    assert (await sandbox.ask("POST", "members", id="U0NOELDUC1", real_name="Noël"))["error"] == "already_exists"
    assert (await sandbox.look("channels", user="U0NOELDUC1"))["channels"][0]["name"] == "general"
    changed = (await sandbox.ask("PATCH", f"members/{THOMAS}", locale="fr-CH", is_admin=True))["member"]
    assert (changed["locale"], changed["is_admin"], changed["profile"]["email"]) == (
        "fr-CH",
        True,
        "thomas.broennimann@lemanique.example",
    )
    await sandbox.ask("PATCH", f"members/{JULIEN}", deleted=True)
    assert (await sandbox.act("message", JULIEN, channel=INFOBOX, text="x"))["error"] == "user_disabled"
    ids = [one["id"] for one in (await sandbox.look("members"))["members"]]
    assert ids == [CLAIRE, THOMAS, EMMA, JULIEN, SOFIA, BOT, "U0NOELDUC1"]
    assert (await sandbox.ask("PATCH", "members/U0NOBODY01", locale="fr"))["error"] == "user_not_found"


MANIFEST = {
    "display_information": {"name": "Carnet Lémanique"},
    "features": {
        "bot_user": {"display_name": "carnet-lemanique"},
        "slash_commands": [{"command": "/client", "description": "x", "should_escape": True}],
        "shortcuts": [
            {"name": "Note", "type": "global", "callback_id": "note", "description": "x"},
            {"name": "Note this", "type": "message", "callback_id": "note_of", "description": "x"},
        ],
    },
}


async def test_a_manifest_says_what_there_is_to_use(sandbox):
    assert (await sandbox.ask("PUT", "manifest", manifest=MANIFEST))["ok"]
    assert (await sandbox.look("manifest"))["manifest"] == MANIFEST
    assert (await sandbox.api("users.info", user=BOT))["error"] == "missing_scope"
    assert (await sandbox.look("members"))["members"][-1]["real_name"] == "Carnet Lémanique"
    assert (await sandbox.act("command", EMMA, channel=INFOBOX, text="/other"))["error"] == "unknown_command"
    ts = await sandbox.say(EMMA, INFOBOX, "Bonjour")
    on = {"channel": INFOBOX, "ts": ts}
    for asked, error in (
        ({"callback_id": "note"}, "no_app"),
        ({"callback_id": "note", **on}, "unknown_shortcut"),
        ({"callback_id": "note_of", **on}, "no_app"),
        ({"callback_id": "note_of"}, "unknown_shortcut"),
        ({"callback_id": "dance"}, "unknown_shortcut"),
    ):
        assert (await sandbox.act("shortcut", EMMA, **asked))["error"] == error
    await sandbox.act("command", EMMA, channel=INFOBOX, text="/client @Claire Favre in #random")
    sent = (await sandbox.look("records", kind="command"))["records"][-1]["sent"]
    assert sent["text"] == f"<@{CLAIRE}|claire.favre> in <#C0RANDOM01|random>"
    app = (await sandbox.look("app"))["app"]
    assert (app["name"], app["bot_token"], app["connections"]) == ("Carnet Lémanique", "xoxb-sandbox-bot-token", [])


async def test_starting_over_keeps_people_and_the_app(sandbox):
    await sandbox.ask("PUT", "manifest", manifest={"display_information": {"name": "Carnet"}})
    await sandbox.say(EMMA, INFOBOX, "Bonjour")
    await sandbox.say(EMMA, (await sandbox.look("direct", user=EMMA))["channel"], "En privé")
    await sandbox.ask("POST", "faults", kind="drop", match="chat.*")
    assert (await sandbox.ask("POST", "reset"))["ok"]
    assert (await sandbox.look("messages", channel=INFOBOX))["messages"] == []
    assert (await sandbox.look("faults"))["faults"] == []
    assert [one["name"] for one in (await sandbox.look("channels"))["channels"]] == ["general", "infobox", "random"]
    assert (await sandbox.look("manifest"))["manifest"] == {"display_information": {"name": "Carnet"}}


async def test_settings_are_changed_while_it_runs(sandbox):
    changed = await sandbox.ask(
        "PATCH", "settings", retry_waits=[0, 1], ack_within=1, trigger_life=2, rates=True, mail_out="127.0.0.1:25"
    )
    settings = changed["settings"]
    assert (settings["retry_waits"], settings["ack_within"], changed["trigger_life"]) == ([0, 1], 1, 2)
    assert (settings["rates"], settings["mail_out"], settings["base"]) == (True, "127.0.0.1:25", sandbox.base)
    assert (await sandbox.look("settings"))["settings"] == settings


@pytest.mark.parametrize(
    ("user", "path", "error"),
    [("U0NOBODY01", "x", "user_not_found"), (EMMA, "", "invalid_arguments")],
    ids=["nobody", "no file"],
)
async def test_an_upload_needs_a_member_and_a_file(sandbox, user, path, error):
    if path:
        assert (await sandbox.upload(user, path, b"x"))["error"] == error
        return
    async with sandbox.session.post(f"{sandbox.base}/sandbox/act/upload", data={"user": user}) as answer:
        assert (await answer.json())["error"] == error


async def test_what_is_not_there_cannot_be_looked_at(sandbox):
    for path, error in (
        ("mails/M000009", "mail_not_found"),
        ("files/F0", "file_not_found"),
        ("messages?channel=C0", "channel_not_found"),
        ("direct?user=U0EMMA001&with=U0", "user_not_found"),
    ):
        assert (await sandbox.ask("GET", path))["error"] == error
