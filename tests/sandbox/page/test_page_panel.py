"""The control panel, and its corner in the workspace."""

from __future__ import annotations

import pytest
from page_town import picture
from playwright.async_api import expect
from sandbox_here import EMMA, INFOBOX

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_clock_moves_and_the_conversation_with_it(place):
    await place.here.say(EMMA, INFOBOX, "Said today")
    emma = await place.workspace(EMMA, INFOBOX)
    await expect(emma.locator(".day")).to_have_text("Today")
    await emma.locator("#weather summary").click()
    await emma.get_by_role("button", name="+1 day").click()
    await expect(emma.locator(".day")).to_have_text("Yesterday")
    await picture(emma, "corner")
    await emma.get_by_role("button", name="Real time").click()
    await expect(emma.locator(".day")).to_have_text("Today")
    panel = await place.page("/sandbox/")
    await panel.get_by_label("Move to").fill("2027-01-04T08:00")
    await panel.get_by_role("button", name="Move", exact=True).click()
    await expect(panel.get_by_text("Monday, 04 January 2027, 08:00")).to_be_visible()
    await panel.get_by_role("button", name="Real time").click()
    await expect(panel.get_by_text("Monday, 04 January 2027")).to_have_count(0)


async def test_a_fault_strikes_once_and_what_went_wrong_is_red_with_its_payload(place):
    panel = await place.page("/panel")
    await panel.get_by_label("Kind of fault").select_option("Too many requests (429)")
    await panel.get_by_label("strikes").fill("chat.*")
    await panel.get_by_role("button", name="Add").click()
    faults = panel.get_by_role("list", name="Faults to come")
    await expect(faults).to_contain_text("Too many requests (429) 1× for chat.*")
    said = {"channel": INFOBOX, "text": "Grüezi"}
    assert (await place.here.raw("chat.postMessage", json=said))["error"] == "ratelimited"
    await expect(faults).to_contain_text("None. Everything answers as it should.")
    long = {"type": "section", "text": {"type": "mrkdwn", "text": "Aïoli Frères" * 300}}
    assert not (await place.here.raw("chat.postMessage", json={**said, "blocks": [long]}))["ok"]
    await panel.get_by_role("link", name="with problems").click()
    red = panel.locator("li.red", has_text="chat.postMessage").first
    await expect(red.locator(".bad").first).to_be_visible()
    await red.locator("summary").click()
    await expect(red.locator("pre").first).to_contain_text("Aïoli Frères")
    await picture(panel, "panel", narrow=True)


async def test_the_sandbox_starts_over_when_one_is_sure(place):
    await place.here.say(EMMA, INFOBOX, "Soon forgotten")
    emma, panel = await place.workspace(EMMA, INFOBOX), await place.page("/panel")
    await panel.get_by_role("button", name="Reset the sandbox").click()
    await panel.get_by_role("button", name="Reset", exact=True).click()
    await expect(emma.get_by_text("Soon forgotten")).to_have_count(0)
