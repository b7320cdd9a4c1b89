"""Slack's own Node clients and a small app of @slack/bolt, unmodified, do their work in the sandbox."""

from __future__ import annotations

import json

import pytest
from node_here import FOLDER, program
from sandbox_here import CLAIRE, EMMA, INFOBOX, THOMAS, here


async def test_the_node_clients_call_page_upload_and_answer():
    async with here(ack_within=3.0) as sandbox, program(sandbox, "clients.js") as node:
        assert await node.line() == {"bot_id": "B0SANDBOX1", "text": "Bonsoir", "replies": 2, "home": "home"}
        names = (await node.line())["names"]
        assert names[:2] + names[-1:] == ["claire.favre", "thomas.broennimann", "carnet"]
        assert await node.line() == {"content": "Déjà vu"}
        refused = ["channel_not_found", "invalid_blocks", "unknown_method", "invalid_auth"]
        assert await node.line() == {"refused": refused}
        assert await node.line() == {"ready": True}
        answer = await sandbox.act("command", EMMA, channel=INFOBOX, text="/echo Grüezi")
        assert (answer["ok"], answer["ack_body"]) == (True, {"text": "You said: Grüezi"}), answer
        ts = await sandbox.say(EMMA, INFOBOX, "Allô")
        thread = await sandbox.look("messages", channel=INFOBOX, thread=ts, wait=5, least=2)
        assert thread["messages"][1]["text"] == "Heard: Allô (0)"
        assert (await sandbox.ask("POST", "disconnect", reason="refresh_requested"))["closed"] == 1
        ts = await sandbox.say(EMMA, INFOBOX, "Encore là?")
        thread = await sandbox.look("messages", channel=INFOBOX, thread=ts, wait=10, least=2)
        assert thread["messages"][1]["text"].startswith("Heard: Encore là?")


@pytest.mark.parametrize("way", ["socket", "http"])
async def test_a_bolt_app_in_node_does_the_main_job(way):
    async with here(ack_within=3.0) as sandbox, program(sandbox, "app.js", WAY=way) as node:
        port = (await node.line())["port"]
        if way == "http":
            assert (await sandbox.ask("PUT", "request-url", url=f"http://127.0.0.1:{port}/slack/events"))["ok"]
        await main_job(sandbox)
        await surroundings(sandbox)
        assert (await sandbox.look("records", kind="api", red="true"))["records"] == []


async def main_job(sandbox):
    """From the command to a message whose button works."""
    assert (await sandbox.act("command", EMMA, channel=INFOBOX, text="/note Acme"))["ok"]
    view = (await sandbox.look("views", user=EMMA, wait=5))["views"][0]
    found = await sandbox.act("suggest", EMMA, block_id="client", action_id="client", value="aï")
    assert [one["value"] for one in found["options"]] == ["Aïoli Frères"]
    values = {"client": {"client": "Aïoli Frères"}, "note": {"note": "non"}}
    refused = await sandbox.act("submit", EMMA, view_id=view["id"], values=values)
    assert refused["ack_body"]["errors"] == {"note": "Please write a little more."}
    values["note"]["note"] = "Rendez-vous mardi"
    assert (await sandbox.act("submit", EMMA, view_id=view["id"], values=values))["ok"]
    said = (await sandbox.look("messages", channel=INFOBOX, wait=5))["messages"][0]
    assert (await sandbox.act("click", CLAIRE, channel=INFOBOX, ts=said["ts"], action_id="done"))["ok"]
    await sandbox.look("records", name="response_url", wait=5)
    assert (await sandbox.look("messages", channel=INFOBOX))["messages"][0]["text"] == "Done: 7"


async def surroundings(sandbox):
    """The Home tab, a shortcut, an updated form, closing it, and words in a channel."""
    await sandbox.act("home", THOMAS)
    home = (await sandbox.look("home", user=THOMAS, wait=5))["home"][0]
    assert home["blocks"][0]["text"]["text"] == f"Bonjour <@{THOMAS}>"
    assert (await sandbox.act("shortcut", THOMAS, callback_id="note"))["ok"]
    await sandbox.look("views", user=THOMAS, wait=5)
    values = {"client": {"client": "Acme SA"}, "note": {"note": "again"}}
    assert (await sandbox.act("submit", THOMAS, values=values))["ok"]
    assert (await sandbox.look("views", user=THOMAS))["views"][0]["callback_id"] == "saved"
    assert (await sandbox.act("shortcut", CLAIRE, callback_id="note"))["ok"]
    await sandbox.look("views", user=CLAIRE, wait=5)
    assert (await sandbox.act("close", CLAIRE))["ok"]
    assert (await sandbox.look("direct", user=CLAIRE, wait=5))["messages"][0]["text"] == "Closed"
    ts = await sandbox.say(EMMA, INFOBOX, "help")
    thread = await sandbox.look("messages", channel=INFOBOX, thread=ts, wait=5, least=2)
    assert thread["messages"][1]["text"] == "Type /note."


def test_the_lock_file_names_no_address():
    packages = json.loads((FOLDER / "package-lock.json").read_text())["packages"]
    assert [name for name, one in packages.items() if "resolved" in one] == []
    assert all("integrity" in one for name, one in packages.items() if name)
