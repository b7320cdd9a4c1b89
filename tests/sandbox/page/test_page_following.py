"""How an open page follows a conversation: from its end or further up, before one's eyes or behind another window."""

from __future__ import annotations

import pytest
from playwright.async_api import expect
from sandbox_here import EMMA, INFOBOX, RANDOM, SOFIA, THOMAS

from sandbox.page.looking import SHOWN

pytestmark = pytest.mark.asyncio(loop_scope="session")

LOOK = """(state) => {
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


async def filled(place, count):
    return [await place.here.say(EMMA, INFOBOX, f"Line {number}") for number in range(count)]


async def test_whoever_reads_further_up_stays_there_and_whoever_is_at_the_end_sees_the_newest(place):
    said = await filled(place, 60)
    up, end = await place.workspace(THOMAS, INFOBOX), await place.workspace(SOFIA, INFOBOX)
    line = up.locator(f'[data-ts="{said[20]}"]')
    await line.evaluate("node => node.scrollIntoView({ block: 'center' })")
    before = await line.bounding_box()
    for number in range(15):
        await place.here.say(EMMA, INFOBOX, f"Later {number}")
    await expect(end.get_by_text("Later 14")).to_be_in_viewport()
    await up.get_by_text("Later 14").wait_for(state="attached")
    await expect(up.get_by_text("Later 14")).not_to_be_in_viewport()
    assert await line.bounding_box() == before
    await end.set_viewport_size({"width": 1200, "height": 500})
    await expect(end.get_by_text("Later 14")).to_be_in_viewport()
    await end.get_by_label("Message #").fill("A long answer\n" * 9)
    await expect(end.get_by_text("Later 14")).to_be_in_viewport()


async def test_a_long_flood_leaves_the_end_and_the_way_to_the_beginning(place):
    await filled(place, 10)
    thomas = await place.workspace(THOMAS, INFOBOX)
    await expect(thomas.get_by_role("link", name="Earlier messages")).to_be_hidden()
    await filled(place, SHOWN + 50)
    await expect(thomas.get_by_text(f"Line {SHOWN + 49}")).to_be_in_viewport()
    assert await thomas.locator("#messages .message").count() <= 1.5 * SHOWN
    texts = await thomas.locator("#messages .message .blocks").all_inner_texts()
    assert texts == [f"Line {number}" for number in range(SHOWN + 50 - len(texts), SHOWN + 50)]
    await thomas.get_by_role("link", name="Earlier messages").click()
    await expect(thomas.locator("#messages .message")).to_have_count(SHOWN + 60)


async def test_a_reply_to_what_is_not_shown_does_not_bring_it_among_what_is(place):
    first = (await filled(place, SHOWN + 2))[0]
    thomas = await place.workspace(THOMAS, INFOBOX)
    await place.here.say(SOFIA, INFOBOX, "Long ago", thread_ts=first)
    await place.here.say(EMMA, INFOBOX, "Not so long ago")
    await expect(thomas.get_by_text("Not so long ago")).to_be_visible()
    await expect(thomas.locator(f'[data-ts="{first}"]')).to_have_count(0)
    await expect(thomas.locator("#messages .message")).to_have_count(SHOWN + 1)


async def test_a_page_behind_another_window_is_up_to_date_but_has_read_nothing(place):
    behind, other = await place.workspace(SOFIA, INFOBOX), await place.workspace(SOFIA, RANDOM)
    async with behind.expect_response("**/page/news*"):
        await behind.evaluate(LOOK, "hidden")
    await place.here.say(EMMA, INFOBOX, "Good morning")
    await expect(behind.get_by_text("Good morning")).to_be_attached()
    await expect(other.get_by_role("link", name="# infobox").get_by_label("1 unread")).to_be_visible()
    await behind.evaluate(LOOK, "visible")
    await place.here.say(EMMA, INFOBOX, "Are you in?")
    await expect(behind.get_by_text("Are you in?")).to_be_visible()
    await other.reload()
    await expect(other.get_by_role("navigation", name="Conversations").locator(".badge")).to_have_count(0)


async def test_a_page_that_nobody_looks_at_leaves_its_connection_to_others_and_misses_nothing(place):
    behind = await place.workspace(SOFIA, INFOBOX)
    await behind.clock.install()
    async with behind.expect_response("**/page/news*"):
        await behind.evaluate(LOOK, "hidden")
    async with behind.expect_event("requestfailed", lambda request: "/page/news" in request.url):
        await behind.clock.fast_forward(20_000)
    await place.here.say(EMMA, INFOBOX, "Good morning")
    async with behind.expect_response("**/page/news*"):
        await behind.evaluate(LOOK, "visible")
    await behind.clock.resume()
    await expect(behind.get_by_text("Good morning")).to_be_visible()
    assert behind.errors == []


async def test_a_button_keeps_the_focus_while_messages_come_in(place):
    ts = await place.here.say(EMMA, INFOBOX, "Who calls?")
    thomas = await place.workspace(THOMAS, INFOBOX)
    dots = thomas.locator(f'[data-ts="{ts}"]').get_by_role("button", name="More actions")
    await dots.focus()
    await filled(place, 30)
    await expect(thomas.get_by_text("Line 29")).to_be_visible()
    await expect(dots).to_be_focused()
    assert thomas.errors == []


async def test_a_thread_follows_its_own_replies_only(place):
    root, another = [await place.here.say(EMMA, INFOBOX, words) for words in ("Who calls?", "Who visits?")]
    thomas = await place.workspace(THOMAS, INFOBOX, thread=root)
    asked = []
    thomas.on("request", lambda request: asked.append(request.url) if "/page/messages" in request.url else None)
    thread = thomas.get_by_role("complementary", name="Thread")
    await place.here.say(SOFIA, INFOBOX, "I visit", thread_ts=another)
    await place.here.say(EMMA, INFOBOX, "Something else")
    await expect(thomas.get_by_role("main").get_by_text("Something else")).to_be_visible()
    before = len(asked)
    await place.here.say(SOFIA, INFOBOX, "Everybody\n" * 60, thread_ts=root)
    await place.here.say(SOFIA, INFOBOX, "I call", thread_ts=root)
    await expect(thread.get_by_text("I call")).to_be_in_viewport()
    await expect(thread.locator(".message")).to_have_count(3)
    # What is told when the page opens may still be on its way when the first of them is said.
    assert before <= 1
