"""Copies by hand: an address of one's own, a mail forwarded there, and the question which client it is about."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.test_answer_by_mail_walk import write_note
from tests.journeys.walking import EMMA, JULIEN


def press(here, name):
    here.form.last.get_by_role("button", name=name).first.click()


def test_a_forwarded_mail_is_asked_about_and_filed(window):
    emma, here = window(EMMA), window(JULIEN)
    page = here.page
    number = write_note(emma, "They want two bakers.")
    here.type_command("/crm preferences")
    press(here, "Créer une adresse")
    expect(here.form.last).to_contain_text("log+")
    address = re.search(r"log\+[0-9a-f]{26}@\S+", here.form.last.inner_text())[0]
    here.picture("own-address")
    here.leave()

    here.visit("/mail?to=julien.rochat@lemanique.example")
    page.get_by_role("link", name=f"({number})").first.click()
    page.get_by_role("button", name="Forward").click()
    page.get_by_label("To", exact=True).fill(address)
    page.get_by_label("Message").fill("À classer.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert").get_by_text("Sent to log+")).to_be_visible()

    here.visit(f"/?as={JULIEN}")
    here.open_app()
    here.visit(page.get_by_role("link", name="Messages").get_attribute("href"))
    page.locator("body[data-live]").wait_for(state="attached")
    expect(here.newest).to_contain_text("Quel client cet e-mail concerne-t-il")
    here.picture("about-whom")
    here.newest.get_by_role("button", name="Choisir un client").click()
    here.form.get_by_role("combobox", name="Client").fill("Pennine")
    here.form.get_by_role("option", name="Pennine").first.click()
    here.picture("choose-client")
    here.save("Classer")
    expect(here.newest).to_contain_text("Classé comme info")
    here.picture("filed")
