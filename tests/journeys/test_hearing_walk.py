"""Who hears of what, by hand: preferences are chosen, an entry is muted by the link of its mail."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.test_answer_by_mail_walk import write_note
from tests.journeys.walking import EMMA, THOMAS

MUTE = "Von diesem Eintrag nichts mehr hören"


def press(here, name):
    here.form.last.get_by_role("button", name=name).first.click()


def test_a_member_says_how_to_be_told_and_mutes_an_entry_by_the_link_of_its_mail(window):
    here = window(THOMAS)
    page = here.page
    here.type_command("/crm Einstellungen")
    here.picture("preferences")
    here.field("Kommentare").select_option("slack")
    here.save("Speichern")
    here.type_command("/crm Einstellungen")
    expect(here.field("Kommentare")).to_have_value("slack")
    here.leave()

    number = write_note(window(EMMA), "They want to see profiles.")
    here.visit("/mail?to=thomas.broennimann@lemanique.example")
    page.get_by_role("link", name=f"({number})").first.click()
    address = page.frame_locator("iframe").get_by_role("link", name=MUTE).get_attribute("href")
    page.goto(address)
    here.picture("unsubscribe")
    page.get_by_role("button", name=f"{number} stummschalten").click()
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.locator("main")).to_contain_text(f"Sie hören von {number} nichts mehr.")

    here = window(THOMAS)
    here.type_command("/client Pennine")
    press(here, f"{number} lesen")
    press(here, "Wer wurde informiert?")
    expect(here.form.last).to_contain_text(
        f"Thomas Brönnimann hat {number} stummgeschaltet und hört nichts mehr davon."
    )
    here.picture("who-was-told")
