"""Modals in a browser: every field, steps of a form, errors, and the keyboard."""

from __future__ import annotations

import pytest
from page_town import picture
from playwright.async_api import expect
from sandbox_here import EMMA, INFOBOX, JULIEN, SOFIA, THOMAS

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def run(page, command):
    box = page.get_by_label("Message #infobox")
    await box.fill(command)
    await box.press("Enter")
    return page.get_by_role("dialog").first


async def choose(page, label, typed, *names):
    for name in names:
        await page.get_by_role("combobox", name=label).fill(typed)
        await page.get_by_role("dialog").get_by_role("option", name=name).click()


async def fill(page, tmp_path):
    """Fills in a field of every kind, as a person does."""
    (tmp_path / "CV Élodie.pdf").write_bytes(b"%PDF-1.7")
    await page.get_by_label("Name").fill("Aïoli Frères")
    await page.get_by_role("textbox", name="Text").press_sequentially("- first")
    await choose(page, "Company", "zen", "Zenith AG")
    await choose(page, "Contacts", "a", "Acme SA", "Aïoli Frères & Cie")
    await page.get_by_label("Status").select_option("Prospect")
    await choose(page, "Participants", "gen", "Everyone in Genève")
    await choose(page, "Responsible", "jul", "Julien Rochat")
    await choose(page, "Colleagues", "sof", "Sofía Marchetti-Delgado")
    await choose(page, "Channels", "rand", "#random")
    await page.get_by_label("Day").fill("2026-12-24")
    await page.get_by_label("Time").fill("09:30")
    await page.get_by_label("When").fill("2026-12-01T04:30")
    await page.get_by_role("group", name="Flags").get_by_label("Active").check()
    await page.get_by_role("radiogroup", name="Mode").get_by_label("Prospect").check()
    await page.get_by_label("Fee").fill("1250.50")
    await page.get_by_label("Email").fill("elodie@acme.example")
    await page.get_by_label("Website").fill("https://acme.example")
    await page.get_by_label("Documents").set_input_files(tmp_path / "CV Élodie.pdf")
    await page.get_by_role("button", name="Remove CV Élodie.pdf").wait_for()


def said(state):
    """The one thing that each field says."""
    values = {}
    for block, fields in state.items():
        (field,) = fields.values()
        (value,) = (one for key, one in field.items() if key != "type")
        many = value if isinstance(value, list) else [value]
        short = [one.get("name") or one.get("value") if isinstance(one, dict) else one for one in many]
        values[block] = short if isinstance(value, list) else short[0]
    return values


async def test_every_kind_of_field_reaches_the_app_as_slack_sends_it(place, tmp_path):
    sofia = await place.workspace(SOFIA, INFOBOX)
    dialog = await run(sofia, "/form")
    await expect(dialog.get_by_role("heading", name="Every field")).to_be_visible()
    await fill(sofia, tmp_path)
    await picture(sofia, "form", narrow=True)
    await sofia.get_by_role("button", name="Save").click()
    await expect(sofia.get_by_role("dialog")).to_have_count(0)
    (state,) = place.heard.submissions
    text = state.pop("text")["v"]["rich_text_value"]["elements"]
    assert [one["type"] for one in text] == ["rich_text_list"]
    assert said(state) == {
        "name": "Aïoli Frères",
        "company": "zenith ag",
        "contacts": ["acme sa", "aïoli frères & cie"],
        "status": "prospect",
        "participants": ["everyone in genève"],
        "responsible": JULIEN,
        "colleagues": [SOFIA],
        "where": INFOBOX,
        "channels": ["C0RANDOM01"],
        "day": "2026-12-24",
        "time": "09:30",
        "when": 1796117400,
        "flags": ["active"],
        "mode": "prospect",
        "fee": "1250.50",
        "email": "elodie@acme.example",
        "website": "https://acme.example",
        "documents": ["CV Élodie.pdf"],
    }


async def test_what_is_missing_or_refused_is_said_at_its_field_and_the_typed_stays(place):
    thomas = await place.workspace(THOMAS, INFOBOX)
    dialog = await run(thomas, "/form")
    await thomas.get_by_label("Fee").fill("much")
    await thomas.get_by_role("button", name="Save").click()
    await expect(dialog.locator(".error:visible")).to_have_text(
        ["Please complete this required field.", "Please complete this required field.", "Please enter a number."]
    )
    await expect(thomas.get_by_label("Name")).to_be_focused()
    await thomas.get_by_label("Name").fill("short")
    await choose(thomas, "Company", "ac", "Acme SA")
    await thomas.get_by_label("Fee").fill("12.5")
    await thomas.get_by_role("button", name="Save").click()
    await expect(dialog.locator(".error:visible")).to_have_text("A company of that name exists.")
    await expect(thomas.get_by_label("Name")).to_have_attribute("aria-invalid", "true")
    await expect(thomas.get_by_label("Fee")).to_have_value("12.5")
    await picture(thomas, "errors", narrow=True)


async def test_a_form_in_steps_is_filled_in_with_the_keyboard_alone(place):
    julien = await place.workspace(JULIEN, INFOBOX)
    await run(julien, "/steps")
    name = julien.get_by_label("Name")
    await expect(name).to_be_focused()
    await julien.keyboard.type("Élodie")
    await julien.keyboard.press("Tab")
    await expect(julien.get_by_role("button", name="Add another")).to_be_focused()
    await julien.keyboard.press("Enter")
    # The app updates the form: what was typed and where one was stay.
    await expect(julien.get_by_label("Second")).to_be_visible()
    await expect(name).to_have_value("Élodie")
    await expect(julien.get_by_role("button", name="Add another")).to_be_focused()
    await julien.keyboard.press("Tab")
    await julien.keyboard.press("Enter")
    await expect(julien.get_by_label("Words")).to_be_focused()
    await julien.keyboard.press("Escape")
    await expect(julien.get_by_role("button", name="More")).to_be_visible()
    await expect(name).to_have_value("Élodie")
    await julien.get_by_role("button", name="More").press("Enter")
    await julien.get_by_label("Words").press("Enter")
    await expect(julien.get_by_text("The third and last.")).to_be_visible()
    await julien.get_by_role("button", name="Save").press("Enter")
    await expect(julien.get_by_role("dialog")).to_have_count(0)
    assert place.heard.closed == ["second"]
    assert julien.errors == []


async def test_leaving_a_form_with_words_in_it_asks_first(place):
    emma = await place.workspace(EMMA, INFOBOX)
    await run(emma, "/form")
    await emma.get_by_label("Name").fill("Ac")
    await emma.keyboard.press("Escape")
    await emma.get_by_role("button", name="Go on writing").click()
    await expect(emma.get_by_label("Name")).to_have_value("Ac")
    await emma.get_by_role("button", name="Cancel").click()
    await emma.get_by_role("button", name="Leave").click()
    await expect(emma.get_by_role("dialog")).to_have_count(0)
    await run(emma, "/form")
    await emma.get_by_label("Name").wait_for()
    # The form is gone before the app has heard of it.
    async with emma.expect_response("**/act/close"):
        await emma.get_by_role("button", name="Close").click()
    await expect(emma.get_by_role("dialog")).to_have_count(0)
    assert place.heard.closed == ["every", "every"]


async def test_shortcuts_open_forms_from_the_composer_and_from_a_message(place):
    await place.here.say(THOMAS, INFOBOX, "Zenith AG moves to Biel")
    emma = await place.workspace(EMMA, INFOBOX)
    await emma.get_by_role("button", name="Shortcuts").click()
    await emma.get_by_role("menuitem", name="New note").click()
    await expect(emma.get_by_role("textbox", name="Note")).to_be_focused()
    await emma.keyboard.press("Escape")
    await expect(emma.get_by_role("dialog")).to_have_count(0)
    await emma.get_by_text("Zenith AG moves to Biel").hover()
    await emma.get_by_role("button", name="More actions for the message of Thomas Brönnimann").click()
    await picture(emma, "menu")
    await emma.get_by_role("menuitem", name="Note this · carnet").click()
    await expect(emma.get_by_role("textbox", name="Note")).to_have_value("Zenith AG moves to Biel")
