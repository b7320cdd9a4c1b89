"""The toolbox in its two levels, the shortcuts of a member, and what goes along from step to step."""

from __future__ import annotations

import asyncio

import pytest

from crm.domain.access import SEEDED_ROLES
from tests.slack.filling import inputs
from tests.slack.steps import Steps, buttons, chosen, headings, listed, opens, way

ACME = {"type": "external_select", "selected_option": {"value": "CMP-1", "text": {"type": "plain_text", "text": "A"}}}


@pytest.fixture
def toolbox(slack):
    async def opened(person, text="/toolbox"):
        await person.command(text)
        return Steps(person, slack, slack.said("views.open")[-1]["view"])

    return opened


async def test_quick_access_comes_first_numbered_and_everything_is_one_step_further(emma, slack, toolbox):
    steps = await toolbox(emma)
    assert opens(steps.shown) == ["info", "status", "add-contact", "assign", "add-company"]
    rows = [block["text"]["text"] for block in steps.shown["blocks"] if block.get("block_id", "").startswith("open:")]
    assert [row.split()[0] for row in rows] == ["*1.*", "*2.*", "*3.*", "*4.*", "*5.*"]
    await steps.go("toolbox:all")
    consultant = next(role for role in SEEDED_ROLES if role.name == "consultant")
    assert set(opens(steps.shown)) == set(consultant.grants) - {"view"}
    assert headings(steps.shown)[0] == "Noter et suivre"
    assert opens(await steps.go("toolbox:first"))[0] == "info"
    assert {call.method for call in slack.calls} == {"views.open", "views.update"}


async def test_everything_lies_under_a_heading_and_only_what_the_member_may_do(window, agency, toolbox):
    steps = await toolbox(window.someone("nadia"))
    await steps.go("toolbox:all")
    assert headings(steps.shown)[:3] == ["Note and follow up", "Change clients", "Add clients"]
    agency.set_role("noter", {"view": "all", "info": "all", "add-contact": "all"})
    agency.set_member("luc", role="noter")
    steps = await toolbox(window.someone("luc"))
    await steps.go("toolbox:all")
    assert headings(steps.shown) == ["Noter et suivre", "Ajouter des clients"]
    assert opens(steps.shown) == ["info", "add-contact"]


@pytest.mark.parametrize("typed", ["/toolbox Acme", "/toolbox"])
async def test_the_client_goes_along_through_every_step(nadia, toolbox, typed):
    steps = await toolbox(nadia, typed)
    picked = {"client": {"v": ACME}} if typed == "/toolbox" else {}
    for action in ("toolbox:all", "toolbox:first", "toolbox:modify", "toolbox:first", "toolbox:all", "toolbox:first"):
        await steps.go(action, **picked)
        picked = {}
        assert chosen(steps.shown) == "CMP-1", action
    form = await steps.go("open:status")
    assert inputs(form)["clients"]["element"]["initial_options"][0]["value"] == "CMP-1"


async def test_a_client_that_was_taken_away_again_stays_away(nadia, toolbox):
    steps = await toolbox(nadia, "/toolbox Acme")
    await steps.go("toolbox:all", client={"v": {"type": "external_select", "selected_option": None}})
    assert chosen(steps.shown) is None


@pytest.mark.parametrize(
    ("typed", "form", "client", "text"),
    [
        ("/toolbox 1", "act:info", None, None),
        ("/toolbox 2 Acme", "act:status", "CMP-1", None),
        ("/toolbox 1 Kern &amp; Söhne: wants two people", "act:info", "CMP-2", "wants two people"),
        ("/toolbox 9 Acme", "toolbox", None, None),
        ("/toolbox 11", "toolbox", None, None),
        ("/toolbox Acme", "toolbox", "CMP-1", None),
    ],
)
async def test_a_number_opens_the_shortcut_of_that_place(nadia, slack, typed, form, client, text):
    await nadia.command(typed)
    view = slack.said("views.open")[0]["view"]
    assert view["callback_id"] == form
    elements = [one["element"] for name, one in inputs(view).items() if name in {"client", "clients"}]
    options = [one.get("initial_options") or [one.get("initial_option")] for one in elements]
    assert [one[0]["value"] if one[0] else None for one in options if one][:1] == [client]
    assert text is None or text in str(view)


async def test_a_number_behind_the_last_shortcut_says_how_many_there_are(nadia, slack):
    await nadia.command("/toolbox 7")
    assert slack.said("respond")[0]["text"] == "Your quick access holds 5 shortcuts. “/toolbox” shows them."


async def test_a_number_counts_what_is_shown_and_asks_for_the_role_again(window, slack, agency):
    agency.set_member("paul", role="assistant")
    await window.someone("paul").command("/toolbox 2")
    assert slack.said("views.open")[0]["view"]["callback_id"] == "act:add-contact"


async def test_a_manager_s_numbered_form_reaches_as_far_as_their_group(window, slack, agency):
    await window.someone("paul").command("/toolbox 2 Acme")
    view = slack.said("views.open")[0]["view"]
    assert inputs(view)["clients"]["element"]["initial_options"][0]["value"] == "CMP-1"


async def test_shortcuts_are_modified_at_once_and_the_toolbox_shows_it(nadia, slack, toolbox):
    steps = await toolbox(nadia)
    await steps.go("toolbox:modify")
    assert listed(steps.shown) == ["info", "status", "add-contact", "assign", "add-company"]
    await steps.step("add", "activate")
    await steps.step("up", "activate")
    await steps.step("down", "info")
    assert listed(await steps.step("remove", "assign")) == ["status", "info", "add-contact", "activate", "add-company"]
    assert opens(await steps.go("toolbox:first")) == ["status", "info", "add-contact", "activate", "add-company"]
    assert len(slack.said("views.open")) == 1


async def test_icons_have_names_and_none_leads_nowhere(nadia, toolbox):
    steps = await toolbox(nadia)
    found = buttons(await steps.go("toolbox:modify"))
    assert ("shortcut:up", "info") not in found
    assert ("shortcut:down", "add-company") not in found
    up = found["shortcut:up", "status"]
    assert (up["text"]["text"], up["accessibility_label"]) == ("▲", "Move Status up")
    assert {one["text"]["text"] for (name, _), one in found.items() if name.startswith("shortcut:")} == set("▲▼✖➕")


async def test_two_quick_clicks_are_two_steps_and_a_repeated_request_is_one(nadia, slack, toolbox, window):
    steps = await toolbox(nadia)
    view = {**await steps.go("toolbox:modify"), "id": "V1"}
    down = buttons(view)["shortcut:down", "info"]
    await asyncio.gather(nadia.click(down, view=view), nadia.click(down, view=view))
    await slack.hear("views.update", 3)
    assert listed(slack.said("views.update")[2]["view"])[:3] == ["status", "add-contact", "info"]
    await window.send(window.sent[-1].body)
    assert listed(slack.said("views.update")[3]["view"])[:3] == ["status", "add-contact", "info"]


async def test_everything_can_be_taken_away_and_no_more_than_ten_be_had(nadia, agency, toolbox):
    steps = await toolbox(nadia)
    await steps.go("toolbox:modify")
    for name in listed(steps.shown):
        await steps.step("remove", name)
    assert listed(steps.shown) == []
    assert "Nothing is at hand." in str(steps.shown)
    empty = await steps.go("toolbox:first")
    assert (opens(empty), "“Modify shortcuts” lets you choose" in str(empty)) == ([], True)


async def test_only_an_administrator_offers_a_list_to_new_members(window, slack, toolbox):
    nadia, emma = window.someone("nadia"), window.someone("emma")
    steps = await toolbox(nadia)
    await steps.go("toolbox:modify")
    await steps.step("remove", "info")
    offer = way(steps.shown, "shortcuts:offer")
    assert offer["confirm"]["title"]["text"] == "Use mine for new members"
    done = await steps.press(offer)
    assert (done["blocks"][0]["type"], done["blocks"][0]["level"]) == ("alert", "success")
    theirs = await toolbox(emma)
    assert opens(theirs.shown) == ["status", "add-contact", "assign", "add-company"]
    await theirs.go("toolbox:modify")
    assert "shortcuts:offer" not in {name for name, _ in buttons(theirs.shown)}
    refused = await theirs.press(offer)
    assert refused["blocks"][0]["level"] == "warning"


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ({"action_id": "shortcut:add", "value": "nonsense"}, "“nonsense” was not found."),
        ({"action_id": "shortcut:sideways", "value": "info"}, "is not one of the choices"),
        ({"action_id": "shortcut:up", "value": ""}, "Please fill in “Shortcut”."),
    ],
)
async def test_a_forged_click_is_answered_in_words(nadia, toolbox, button, words):
    steps = await toolbox(nadia)
    await steps.go("toolbox:modify")
    assert words in (await steps.press(button))["blocks"][0]["text"]["text"]


async def test_a_stranger_and_a_click_from_nowhere_change_nothing(window, slack, toolbox):
    steps = await toolbox(window.someone("nadia"))
    down = buttons(await steps.go("toolbox:modify"))["shortcut:down", "info"]
    steps.person = window.someone("stranger")
    assert "You are not known here yet." in (await steps.press(down))["blocks"][0]["text"]["text"]
    await window.someone("nadia").click(down, message={"ts": "1.1"})
    assert listed(slack.said("views.open")[-1]["view"])[0] == "info"


async def test_home_shows_the_same_rows_and_follows_what_is_modified_from_there(nadia, slack):
    await nadia.open_home()
    home = {**slack.said("views.publish")[0]["view"], "id": "V0", "state": {"values": {}}}
    assert opens(home) == ["info", "status", "add-contact", "assign", "add-company"]
    await nadia.click(way(home, "toolbox:modify"), view=home)
    steps = Steps(nadia, slack, slack.said("views.open")[0]["view"])
    await steps.step("remove", "assign")
    assert opens(slack.said("views.publish")[1]["view"]) == ["info", "status", "add-contact", "add-company"]
    await steps.go("toolbox:first")
    await steps.go("toolbox:modify")
    await steps.step("remove", "info")
    assert opens(slack.said("views.publish")[2]["view"]) == ["status", "add-contact", "add-company"]
    await nadia.click(way(home, "toolbox:all"), view=home)
    assert slack.said("views.open")[1]["view"]["title"]["text"] == "All actions"
