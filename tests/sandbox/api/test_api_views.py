"""Modals and Home tabs by the Web API: opened once, updated with a hash, three at most."""

from __future__ import annotations

import asyncio

import pytest
from sandbox_here import EMMA, INFOBOX, asked, button, modal, plain, section

HOME = {"type": "home", "blocks": [section("Bonjour")]}


def trigger(sandbox, view=""):
    return sandbox.running.box.triggers.give(EMMA, view)


async def opened(sandbox, **more):
    answer = await sandbox.api("views.open", trigger_id=trigger(sandbox), view=modal(section(), **more))
    assert answer["ok"], answer
    return answer["view"]


async def test_a_view_is_kept_as_slack_keeps_it(sandbox):
    view = await opened(sandbox, callback_id="note")
    shown = {key: view[key] for key in ("type", "callback_id", "private_metadata", "external_id", "state")}
    assert shown == {
        "type": "modal",
        "callback_id": "note",
        "private_metadata": "",
        "external_id": "",
        "state": {"values": {}},
    }
    assert (view["root_view_id"], view["previous_view_id"], view["clear_on_close"]) == (view["id"], None, False)
    assert view["title"] == plain("Note") | {"emoji": True}
    assert (await sandbox.look("views", user=EMMA))["views"] == [view]


async def test_a_trigger_works_once_and_not_for_long(sandbox):
    used, late = trigger(sandbox), trigger(sandbox)
    assert (await sandbox.api("views.open", trigger_id=used, view=modal(section())))["ok"]
    again = await sandbox.api("views.open", trigger_id=used, view=modal(section()))
    assert again["error"] == "exchanged_trigger_id"
    await sandbox.ask("PATCH", "settings", trigger_life=0.01)
    await asyncio.sleep(0.02)
    assert (await sandbox.api("views.open", trigger_id=late, view=modal(section())))["error"] == "expired_trigger_id"
    never = await sandbox.api("views.open", trigger_id="1.2.3", view=modal(section()))
    assert never["error"] == "invalid_trigger_id"


@pytest.mark.parametrize(
    ("view", "error", "message"),
    [
        (modal(section(), title=plain("x" * 25)), "invalid_arguments", "[json-pointer:/view/title/text]"),
        (modal({"type": "poem"}), "invalid_arguments", "unsupported type: poem"),
        (modal(asked("datepicker", "day"), asked("datepicker", "day")), "invalid_arguments", "already exists"),
        (HOME, "invalid_arguments", "unsupported type: home"),
        (modal(*[section("x" * 3000)] * 90), "view_too_large", ""),
        ([], "invalid_arguments", "must provide an object"),
    ],
)
async def test_a_wrong_view_is_refused_and_spends_no_trigger(sandbox, view, error, message):
    mine = trigger(sandbox)
    answer = await sandbox.api("views.open", trigger_id=mine, view=view)
    assert answer["error"] == error
    assert message in str(answer)
    assert (await sandbox.api("views.open", trigger_id=mine, view=modal(section())))["ok"]


async def test_an_update_needs_the_newest_hash_if_it_gives_one(sandbox):
    view = await opened(sandbox)
    new = await sandbox.api("views.update", view_id=view["id"], hash=view["hash"], view=modal(section("Deux")))
    assert new["view"]["id"] == view["id"]
    assert new["view"]["hash"] != view["hash"]
    stale = await sandbox.api("views.update", view_id=view["id"], hash=view["hash"], view=modal(section("Trois")))
    assert stale["error"] == "hash_conflict"
    assert (await sandbox.api("views.update", view_id=view["id"], view=modal(section("Trois"))))["ok"]
    assert (await sandbox.api("views.update", view_id="V0", view=modal(section())))["error"] == "not_found"
    assert (await sandbox.api("views.update", view=modal(section())))["error"] == "invalid_arguments"


async def test_an_external_id_finds_a_view_and_is_its_own(sandbox):
    view = await opened(sandbox, external_id="note-7")
    new = await sandbox.api("views.update", external_id="note-7", view=modal(section("Deux"), external_id="note-7"))
    assert new["view"]["id"] == view["id"]
    other = trigger(sandbox, view["id"])
    taken = await sandbox.api("views.push", trigger_id=other, view=modal(section(), external_id="note-7"))
    assert taken["error"] == "duplicate_external_id"


async def test_three_views_and_no_more(sandbox):
    view = await opened(sandbox)
    for _ in range(2):
        pushed = await sandbox.api("views.push", trigger_id=trigger(sandbox, view["id"]), view=modal(section()))
        assert (pushed["view"]["previous_view_id"], pushed["view"]["root_view_id"] != pushed["view"]["id"]) == (
            view["id"],
            True,
        )
        view = pushed["view"]
    fourth = await sandbox.api("views.push", trigger_id=trigger(sandbox, view["id"]), view=modal(section()))
    assert fourth["error"] == "push_limit_reached"
    assert (await sandbox.api("views.push", trigger_id=trigger(sandbox), view=modal(section())))["error"] == "not_found"


async def test_closing_leads_back_and_clear_on_close_out(sandbox):
    first = await opened(sandbox)
    second = await sandbox.api("views.push", trigger_id=trigger(sandbox, first["id"]), view=modal(section()))
    below = await sandbox.act("close", EMMA, view_id=first["id"])
    assert below["error"] == "view_not_found"
    assert (await sandbox.act("close", EMMA, view_id=second["view"]["id"]))["ok"]
    assert [one["id"] for one in (await sandbox.look("views", user=EMMA))["views"]] == [first["id"]]
    again = modal(section(), clear_on_close=True)
    assert (await sandbox.api("views.push", trigger_id=trigger(sandbox, first["id"]), view=again))["ok"]
    assert (await sandbox.act("close", EMMA))["ok"]
    assert (await sandbox.look("views", user=EMMA))["views"] == []
    assert (await sandbox.act("close", EMMA))["error"] == "view_not_found"


async def test_a_home_tab_is_published_for_one_member(sandbox):
    first = await sandbox.api("views.publish", user_id=EMMA, view=HOME)
    second = await sandbox.api("views.publish", user_id=EMMA, view=HOME, hash=first["view"]["hash"])
    assert first["view"]["id"] == second["view"]["id"]
    stale = await sandbox.api("views.publish", user_id=EMMA, view=HOME, hash=first["view"]["hash"])
    assert stale["error"] == "hash_conflict"
    assert (await sandbox.api("views.publish", user_id="U0NOBODY01", view=HOME))["error"] == "user_not_found"
    assert (await sandbox.api("views.publish", user_id=EMMA, view=modal(section())))["error"] == "invalid_arguments"
    assert (await sandbox.api("views.update", view_id=first["view"]["id"], view=HOME))["ok"]
    off = {"display_information": {"name": "Carnet"}, "features": {"app_home": {"home_tab_enabled": False}}}
    await sandbox.ask("PUT", "manifest", manifest=off)
    assert (await sandbox.api("views.publish", user_id=EMMA, view=HOME))["error"] == "not_enabled"


async def test_blocks_are_judged_without_being_sent(sandbox):
    assert (await sandbox.api("blocks.validate", blocks=[section()]))["ok"]
    assert (await sandbox.api("blocks.validate", view=modal(section())))["ok"]
    wrong = await sandbox.api("blocks.validate", message={"blocks": [section(""), button("x")]})
    assert wrong["error"] == "invalid_blocks"
    assert [(one["pointer"], one["field"]) for one in wrong["errors"]] == [("/blocks/0/text/text", "text")]
    assert (await sandbox.api("blocks.validate"))["error"] == "invalid_arguments"


async def test_a_loading_view_is_updated_after_the_first_paint(sandbox):
    loading = await opened(sandbox)
    full = modal(asked("plain_text_input", "note"), callback_id="note")
    view = (await sandbox.api("views.update", view_id=loading["id"], hash=loading["hash"], view=full))["view"]
    records = (await sandbox.look("records", name="views.update"))["records"]
    assert records[0]["answer"]["view"]["id"] == view["id"]
    form = await sandbox.act("submit", EMMA, view_id=view["id"])
    assert form["errors"] == {"note": "Please complete this required field."}
    told = await sandbox.act("submit", EMMA, view_id=view["id"], values={"note": {"v": "Bonjour"}})
    assert told["error"] == "no_app"
    assert (await sandbox.act("command", EMMA, channel=INFOBOX, text="/note"))["error"] == "no_app"
