"""Payloads of public apps: the good ones are taken and drawn, the bad ones refused in Slack's form."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from sandbox_here import EMMA, INFOBOX, here

from sandbox.whole import create_app

sys.path.insert(0, str(Path(__file__).parent / "rules"))
from rule_samples import BAD_MESSAGES, BAD_VIEWS, GOOD_MESSAGES, GOOD_VIEWS

CORPUS = Path(__file__).parents[3] / "shared" / "blockkit" / "corpus"
CHANNEL = {"channel": INFOBOX}


def collected(name):
    file = CORPUS / f"{name}.json"
    return json.loads(file.read_text()) if file.exists() else []


def payload(item):
    found = item["payload"]
    return json.loads(found) if isinstance(found, str) else found


def messages(name):
    """The content of messages: what else an example sends belongs to its own call."""
    wanted = ("text", "blocks", "attachments", "metadata", "markdown_text")
    found = [payload(item) for item in collected(name) if item["kind"] == "message"]
    made = [{key: one[key] for key in wanted if one.get(key)} for one in found if isinstance(one, dict)]
    return [one for one in made if one]


def views(name):
    return [payload(item) for item in collected(name) if item["kind"] == "view"]


async def shown(sandbox, view):
    """A view as an app would show it: opened, or published."""
    if isinstance(view, dict) and view.get("type") == "home":
        return await sandbox.api("views.publish", user_id=EMMA, view=view)
    trigger = sandbox.running.box.triggers.give(EMMA)
    return await sandbox.api("views.open", trigger_id=trigger, view=view)


def in_a_form(content):
    title = {"type": "plain_text", "text": "Form"}
    return {"type": "modal", "title": title, "submit": title, "blocks": content.get("blocks")}


async def drawn(sandbox, path, **asked):
    query = {"json": {"as": EMMA, **asked}} if asked else {}
    async with sandbox.session.request("POST" if asked else "GET", f"{sandbox.base}{path}", **query) as answer:
        return answer.status, await answer.text()


async def test_every_good_message_is_taken_and_drawn():
    async with here(app=create_app) as sandbox:
        wrong = {}
        for message in [*messages("valid"), *GOOD_MESSAGES.values()]:
            content = {key: value for key, value in message.items() if key not in ("response_type", "replace_original")}
            answer = await sandbox.api("chat.postMessage", **CHANNEL, **content)
            # A bare list of blocks does not say for which surface it is.
            if not answer["ok"] and not (await shown(sandbox, in_a_form(content)))["ok"]:
                wrong[str(message)[:200]] = answer
        assert wrong == {}
        status, html = await drawn(sandbox, f"/page/messages?as={EMMA}&channel={INFOBOX}")
        assert status == 200
        assert html.count('data-key="m') > 3


async def test_every_good_view_is_taken_and_drawn():
    async with here(app=create_app) as sandbox:
        wrong = {}
        for view in [*views("valid"), *GOOD_VIEWS.values()]:
            await sandbox.ask("POST", "reset")
            answer = await shown(sandbox, view)
            path = "/page/home" if view["type"] == "home" else "/page/view"
            status, html = await drawn(sandbox, path, values={})
            if not answer["ok"] or status != 200 or "data-view" not in json.loads(html)["html"]:
                wrong[str(view)[:200]] = (answer, html[:200])
        assert wrong == {}


async def test_every_bad_view_is_refused_in_slack_s_form(sandbox):
    for view in [*views("rejected"), *(view for view, _ in BAD_VIEWS.values())]:
        answer = await shown(sandbox, view)
        assert answer["error"] in ("invalid_arguments", "view_too_large"), answer
        if answer["error"] == "invalid_arguments":
            first = answer["response_metadata"]["messages"][0]
            assert first.startswith("[ERROR] "), answer


@pytest.mark.parametrize("name", ["rejected", "own"])
async def test_every_bad_message_is_refused_in_slack_s_form(sandbox, name):
    own = [message for message, _ in BAD_MESSAGES.values() if "response_type" not in message]
    for message in own if name == "own" else messages("rejected"):
        answer = await sandbox.api("chat.postMessage", **CHANNEL, **message)
        assert not answer["ok"], message
        told = answer.get("response_metadata", {}).get("messages", [])
        assert all("[ERROR]" in one for one in told)
        assert told or answer["error"] in ("too_many_attachments", "invalid_blocks_format", "no_text"), answer
