"""An app written with slack_bolt, unmodified, does all its work in the sandbox, both ways."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest_asyncio
from bolt_app import WAYS, Seen
from sandbox_here import CLAIRE, EMMA, INFOBOX, THOMAS, Here, here


@dataclass(kw_only=True)
class Joined:
    """A sandbox with the app in it."""

    here: Here
    seen: Seen

    async def form(self):
        return (await self.here.look("views", user=EMMA, wait=5))["views"][-1]

    async def note(self, words, **more):
        answer = await self.here.act("command", EMMA, channel=INFOBOX, text="/note Acme")
        assert answer["ok"], answer
        view = await self.form()
        values = {"client": {"v": "acme sa"}, "note": {"v": words}, **more}
        return await self.here.act("submit", EMMA, view_id=view["id"], values=values)


@pytest_asyncio.fixture(params=WAYS)
async def joined(request) -> AsyncIterator[Joined]:
    seen = Seen()
    async with here(ack_within=3.0) as made, WAYS[request.param](made, seen):
        yield Joined(here=made, seen=seen)


async def test_a_command_opens_a_form_whose_note_becomes_a_message(joined):
    file = (await joined.here.upload(EMMA, "Mandat été.pdf", b"%PDF-1.7"))["file"]
    people = {"v": {"type": "multi_users_select", "selected_users": [THOMAS]}}
    answer = await joined.note("Rendez-vous mardi", people=people, files={"v": [file["id"]]})
    assert answer["ok"]
    assert answer["ack_body"] is None
    said = (await joined.here.look("messages", channel=INFOBOX, wait=5))["messages"][-1]
    assert (said["text"], said["bot_id"]) == ("Rendez-vous mardi", "B0SANDBOX1")
    assert (await joined.here.look("views", user=EMMA))["views"] == []
    state = joined.seen.submissions[0]["view"]["state"]["values"]
    assert state["client"]["v"]["selected_option"]["value"] == "acme sa"
    assert state["people"]["v"] == people["v"]
    assert state["files"]["v"]["files"][0]["name"] == "Mandat été.pdf"
    private = state["files"]["v"]["files"][0]["url_private_download"]
    headers = {"authorization": "Bearer xoxb-sandbox-bot-token"}
    async with joined.here.session.get(private, headers=headers) as download:
        assert await download.read() == b"%PDF-1.7"


async def test_what_an_answer_says_happens_to_the_form(joined):
    answer = await joined.note("short")
    assert answer["ack_body"]["errors"] == {"note": "Please write a little more."}
    view = await joined.form()
    pushed = await joined.here.act("submit", EMMA, values={"client": {"v": "acme sa"}, "note": {"v": "next"}})
    assert pushed["ok"], pushed
    top = await joined.form()
    assert (top["callback_id"], top["previous_view_id"], top["root_view_id"]) == ("more", view["id"], view["id"])
    assert (await joined.here.act("submit", EMMA))["ok"]
    assert (await joined.here.look("views", user=EMMA))["views"] == []
    assert (await joined.note("again"))["ok"]
    assert (await joined.form())["callback_id"] == "saved"


async def test_a_button_in_a_form_pushes_and_closing_is_told_once(joined):
    await joined.here.act("command", EMMA, channel=INFOBOX, text="/note")
    root = await joined.form()
    assert (await joined.here.act("click", EMMA, action_id="more", block_id="buttons", view_id=root["id"]))["ok"]
    views = (await joined.here.look("views", user=EMMA, wait=5, least=2))["views"]
    assert [one["callback_id"] for one in views] == ["note", "more"]
    assert (await joined.here.act("close", EMMA, view_id=views[-1]["id"]))["ok"]
    assert joined.seen.closed == []
    assert (await joined.here.act("close", EMMA, clear=True))["ok"]
    assert [(one["view"]["id"], one["is_cleared"]) for one in joined.seen.closed] == [(root["id"], True)]


async def test_options_are_found_while_typing(joined):
    await joined.here.act("command", EMMA, channel=INFOBOX, text="/note")
    await joined.form()
    found = await joined.here.act("suggest", EMMA, block_id="client", action_id="v", value="aï")
    assert [one["value"] for one in found["options"]] == ["aïoli frères"]
    short = await joined.here.act("suggest", EMMA, block_id="client", action_id="v", value="")
    assert short["error"] == "query_too_short"


async def test_commands_are_answered_at_once_or_later(joined):
    answer = await joined.here.act("command", EMMA, channel=INFOBOX, text="/echo Grüezi")
    assert answer["ok"]
    assert answer["ack_ms"] > 0
    whispered = (await joined.here.look("ephemerals", user=EMMA, channel=INFOBOX))["messages"]
    assert [one["text"] for one in whispered] == ["You said: Grüezi"]
    assert (await joined.here.look("ephemerals", user=CLAIRE))["messages"] == []
    await joined.here.act("command", EMMA, channel=INFOBOX, text="/later")
    said = (await joined.here.look("messages", channel=INFOBOX, wait=5))["messages"]
    assert [one["text"] for one in said] == ["It took a while."]


async def test_a_message_s_button_replaces_the_message(joined):
    assert (await joined.note("Appel manqué"))["ok"]
    said = (await joined.here.look("messages", channel=INFOBOX, wait=5))["messages"][0]
    assert (await joined.here.act("click", CLAIRE, channel=INFOBOX, ts=said["ts"], action_id="open"))["ok"]
    records = await joined.here.look("records", name="response_url", wait=5)
    assert records["records"][0]["answer"] == {"ok": True}
    now = (await joined.here.look("messages", channel=INFOBOX))["messages"][0]
    assert (now["text"], "blocks" in now, now["edited"]["user"]) == ("Opened.", False, "B0SANDBOX1")
    action = joined.seen.actions[0]
    assert (action["user"]["id"], action["actions"][0]["action_id"], action["message"]["ts"]) == (
        CLAIRE,
        "open",
        said["ts"],
    )


async def test_the_home_tab_and_shortcuts(joined):
    await joined.here.act("home", THOMAS)
    home = (await joined.here.look("home", user=THOMAS, wait=5))["home"][0]
    assert home["blocks"][0]["text"]["text"] == f"Bonjour <@{THOMAS}>"
    assert (await joined.here.act("click", THOMAS, view_id=home["id"], action_id="welcome"))["ok"]
    assert (await joined.here.act("shortcut", EMMA, callback_id="add_note"))["ok"]
    assert (await joined.form())["callback_id"] == "note"
    ts = await joined.here.say(CLAIRE, INFOBOX, "Merci à toutes")
    assert (await joined.here.act("shortcut", EMMA, callback_id="note_of_message", channel=INFOBOX, ts=ts))["ok"]
    shown = (await joined.here.look("ephemerals", user=EMMA, wait=5))["messages"]
    assert [one["text"] for one in shown] == ["Noted: Merci à toutes"]
