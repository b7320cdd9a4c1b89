"""The workspace in a browser: two members talk, with an app between them."""

from __future__ import annotations

import pytest
from page_town import picture
from playwright.async_api import expect
from sandbox_here import EMMA, INFOBOX, RANDOM, SOFIA, THOMAS

from sandbox.page.looking import SHOWN

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def say(page, words):
    box = page.get_by_label("Message #")
    await box.fill(words)
    await box.press("Enter")


def mentioning(user, words):
    elements = [{"type": "user", "user_id": user}, {"type": "text", "text": words}]
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}


async def test_what_one_member_says_edits_and_deletes_another_sees_at_once(place):
    emma, thomas = await place.workspace(EMMA, INFOBOX), await place.workspace(THOMAS, INFOBOX)
    await say(emma, "Who calls *Aïoli Frères* today?")
    message = thomas.locator(".message", has_text="Who calls")
    await expect(message.locator("strong", has_text="Aïoli Frères")).to_be_visible()
    await expect(message.get_by_text("Emma Whitfield")).to_be_visible()
    mine = emma.locator(".message", has_text="Who calls")
    await mine.hover()
    await mine.get_by_role("button", name="More actions").click()
    await emma.get_by_role("menuitem", name="Edit message").click()
    await emma.get_by_label("Message", exact=True).fill("Who visits Aïoli Frères today?")
    await emma.get_by_role("button", name="Save changes").click()
    await expect(thomas.get_by_text("Who visits Aïoli Frères today?")).to_be_visible()
    await expect(thomas.get_by_text("(edited)")).to_be_visible()
    changed = emma.locator(".message", has_text="Who visits")
    await changed.get_by_role("button", name="More actions").focus()
    await emma.keyboard.press("Enter")
    await emma.get_by_role("menuitem", name="Delete message").click()
    await emma.get_by_role("button", name="Delete").click()
    await expect(thomas.get_by_text("Who visits")).to_have_count(0)
    assert emma.errors == thomas.errors == []


async def test_a_thread_has_its_own_column_and_its_replies_are_counted(place):
    ts = await place.here.say(EMMA, INFOBOX, "Visit at Gesellschaft für Präzisionsmaschinenbau Schaffhausen mbH")
    thomas = await place.workspace(THOMAS, INFOBOX, thread=ts)
    emma = await place.workspace(EMMA, INFOBOX)
    await thomas.get_by_label("Reply…").fill("I was there on Monday.\n- they hire\n- in Zürich")
    await thomas.get_by_role("complementary", name="Thread").get_by_role("button", name="Send").click()
    await expect(thomas.get_by_label("Thread").locator(".message")).to_have_count(2)
    await emma.get_by_role("link", name="1 reply").click()
    await expect(emma.get_by_label("Thread").get_by_role("listitem").get_by_text("they hire")).to_be_visible()
    await picture(emma, "thread", narrow=True)
    await emma.get_by_role("link", name="Close thread").click()
    await expect(emma.get_by_label("Thread")).to_have_count(0)


async def test_unread_conversations_are_marked_until_they_are_looked_at(place):
    sofia = await place.workspace(SOFIA, RANDOM)
    await place.here.say(EMMA, INFOBOX, "Good morning")
    await place.here.say(EMMA, INFOBOX, f"<@{SOFIA}> are you in?", blocks=[mentioning(SOFIA, " are you in?")])
    link = sofia.get_by_role("link", name="# infobox")
    await expect(link.get_by_label("2 unread")).to_be_visible()
    await link.click()
    await expect(sofia.locator(".mention.mine")).to_have_text("@Sofía Marchetti-Delgado")
    await expect(sofia.get_by_role("navigation", name="Conversations").locator(".badge")).to_have_count(0)


async def test_a_direct_message_begins_when_it_is_first_opened(place):
    emma = await place.workspace(EMMA, INFOBOX)
    await emma.get_by_role("link", name="Sofía Marchetti-Delgado").click()
    await expect(emma.get_by_role("heading", name="Sofía Marchetti-Delgado")).to_be_visible()
    box = emma.get_by_label("Message Sofía")
    await box.press_sequentially("Ask @tho")
    await emma.get_by_role("listbox").get_by_role("option", name="Thomas Brönnimann").wait_for()
    await box.press("Tab")
    await box.press("Enter")
    sofia = await place.workspace(SOFIA)
    await sofia.get_by_role("link", name="Emma Whitfield").click()
    await expect(sofia.locator(".message .mention")).to_have_text("@Thomas Brönnimann")


async def test_commands_are_completed_with_their_hints_and_answered_to_one_person_only(place):
    emma, thomas = await place.workspace(EMMA, INFOBOX), await place.workspace(THOMAS, INFOBOX)
    box = emma.get_by_label("Message #infobox")
    await box.press_sequentially("/w")
    row = emma.get_by_role("option", name="/whisper")
    await expect(row).to_have_text("/whisper [words]Say something that only you can read")
    await box.press("Tab")
    await expect(box).to_have_value("/whisper ")
    await box.press_sequentially("a secret")
    await box.press("Enter")
    await expect(emma.locator(".ephemeral", has_text="Between us: a secret")).to_contain_text("Only visible to you")
    await say(emma, "/nothing at all")
    await expect(emma.get_by_role("alert")).to_contain_text("/nothing is not a command of this workspace.")
    await say(emma, "/card")
    await expect(thomas.locator(".message .header")).to_contain_text("Schaffhausen")
    await expect(thomas.get_by_text("Between us")).to_have_count(0)
    await picture(emma, "workspace", narrow=True)


async def test_buttons_menus_and_dates_of_a_message_work_in_the_members_zone(place):
    sofia = await place.workspace(SOFIA, INFOBOX)
    await say(sofia, "/card Aïoli Frères & Cie")
    shown = sofia.locator(".message", has_text="Aïoli Frères & Cie")
    await expect(shown.locator("time").last).to_contain_text("4:30 AM")
    await shown.get_by_role("button", name="Call").press("Enter")
    await expect(shown.get_by_role("link", name="1 reply")).to_be_visible()
    await expect(shown.get_by_role("button", name="Call")).to_be_focused()
    await shown.locator("[data-overflow]").click()
    await sofia.keyboard.press("ArrowDown")
    async with sofia.expect_response("**/act/click"):
        await sofia.keyboard.press("Enter")
    assert [one.get("selected_option", {}).get("value") for one in place.heard.actions] == [None, "archive"]


async def test_files_travel_with_a_message_and_can_be_fetched(place, tmp_path):
    (tmp_path / "Mandat été.pdf").write_bytes(b"%PDF-1.7")
    emma = await place.workspace(EMMA, INFOBOX)
    await emma.get_by_label("Attach files").set_input_files(tmp_path / "Mandat été.pdf")
    await emma.get_by_role("button", name="Remove Mandat été.pdf").wait_for()
    await say(emma, "The mandate")
    card = emma.locator(".message a.file")
    await expect(card).to_contain_text("Mandat été.pdf")
    answer = await emma.request.get(f"{place.base}{await card.get_attribute('href')}")
    assert await answer.body() == b"%PDF-1.7"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_picture_is_shown_where_it_was_sent(place, tmp_path):
    emma = await place.workspace(EMMA, INFOBOX)
    await emma.screenshot(path=tmp_path / "Site.png", clip={"x": 0, "y": 0, "width": 60, "height": 20})
    await emma.get_by_label("Attach files").set_input_files(tmp_path / "Site.png")
    await emma.get_by_role("button", name="Remove Site.png").wait_for()
    await say(emma, "The new site")
    shown = emma.locator(".message").get_by_role("img", name="Site.png")
    await expect(shown).to_be_visible()
    await expect(shown).to_have_js_property("naturalWidth", 60)
    await picture(emma, "shown", narrow=True)


async def test_the_home_tab_is_drawn_when_it_is_opened_and_its_controls_tell_the_app(place):
    thomas = await place.workspace(THOMAS, INFOBOX)
    await thomas.get_by_role("link", name="carnet").click()
    await expect(thomas.get_by_role("heading", name="Your day")).to_be_visible()
    await picture(thomas, "home", narrow=True)
    async with thomas.expect_response("**/act/click"):
        await thomas.get_by_role("button", name="Plan a visit").click()
    await thomas.get_by_label("Whose clients").fill("sof")
    async with thomas.expect_response("**/act/click"):
        await thomas.get_by_role("main").get_by_role("option", name="Sofía Marchetti-Delgado").click()
    assert [(one["action_id"], one.get("selected_user")) for one in place.heard.actions] == [
        ("visit", None),
        ("team", SOFIA),
    ]
    await thomas.get_by_role("link", name="Messages").click()
    await expect(thomas.get_by_label("Message carnet")).to_be_visible()


async def test_news_reach_a_page_by_themselves_each_once_and_in_their_order(place):
    thomas = await place.workspace(THOMAS, INFOBOX)
    await thomas.evaluate("""() => {
        window.added = [];
        new MutationObserver((changes) => {
            const nodes = changes.flatMap(({ addedNodes }) => [...addedNodes]);
            window.added.push(...nodes.map(({ dataset }) => dataset?.ts));
        }).observe(document.getElementById("messages"), { childList: true });
    }""")
    said = [await place.here.say(EMMA, INFOBOX, f"News {number}") for number in range(10)]
    # How soon is held by the soak test.
    await expect(thomas.get_by_text("News 9")).to_be_in_viewport()
    assert [ts for ts in await thomas.evaluate("window.added") if ts] == said


async def test_a_long_conversation_shows_its_end_and_the_rest_when_asked(place):
    for number in range(SHOWN + 5):
        await place.here.say(EMMA, INFOBOX, f"Line {number}")
    thomas = await place.workspace(THOMAS, INFOBOX)
    await expect(thomas.get_by_text(f"Line {SHOWN + 4}")).to_be_in_viewport()
    await expect(thomas.locator(".message")).to_have_count(SHOWN)
    ts = await place.here.say(EMMA, INFOBOX, "The latest")
    await expect(thomas.locator(".message").last).to_contain_text("The latest")
    await place.here.act("edit", EMMA, channel=INFOBOX, ts=ts, text="The latest, changed")
    await expect(thomas.locator(".message").last).to_contain_text("The latest, changed")
    await place.here.act("delete", EMMA, channel=INFOBOX, ts=ts)
    await expect(thomas.locator(".message").last).to_contain_text(f"Line {SHOWN + 4}")
    await expect(thomas.locator(".day")).to_have_count(1)
    await thomas.get_by_role("link", name="Earlier messages").click()
    await expect(thomas.locator(".message")).to_have_count(SHOWN + 5)
