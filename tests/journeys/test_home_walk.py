"""Home by hand, in every language, and what an administrator sets from there."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.walking import CLAIRE, EMMA, JULIEN, THOMAS

LANGUAGES = (
    (EMMA, "My clients", "What others did", "My week"),
    (JULIEN, "Mes clients", "Ce que d’autres ont fait", "Ma semaine"),
    (THOMAS, "Meine Kunden", "Was andere getan haben", "Meine Woche"),
)


def at_home(here):
    here.open_app()
    return here.page.locator("form.home")


@pytest.mark.parametrize("said", LANGUAGES, ids=["en", "fr", "de"])
def test_home_is_all_there_in_every_language(window, said):
    user, *words = said
    here = window(user)
    home = at_home(here)
    for one in words:
        expect(home).to_contain_text(one)
    here.picture(f"home-{user}")
    # Home may be drawn anew at this moment: to point at something looks for it again, to scroll there does not.
    home.locator("pre").hover()
    here.picture(f"home-week-{user}")


def test_an_administrator_finds_the_settings(window):
    here = window(CLAIRE)
    at_home(here).get_by_role("button", name="Réglages pour tous").click()
    expect(here.form).to_contain_text("Clients silencieux : Jamais")
    here.picture("home-settings")


def test_what_is_overdue_is_done_on_home(window):
    here = window(JULIEN)
    home = at_home(here)
    expect(home).to_contain_text("Rappeler Mme Sandoz")
    home.get_by_role("button", name=re.compile("^Marquer E-")).first.click()
    expect(home).not_to_contain_text("Rappeler Mme Sandoz")
    here.picture("home-done")


def test_a_file_given_with_a_note_opens_by_its_link(window):
    here = window(EMMA)
    here.type_command("/crm-info Pennine")
    here.write("Note", "The contract, signed.")
    file = {"name": "Contract.txt", "mimeType": "text/plain", "buffer": b"Signed in Leeds."}
    here.form.locator("input[type=file]").set_input_files(file)
    here.save("Save")
    expect(here.newest).to_contain_text("Contract.txt")
    here.newest.get_by_role("button", name="Open the files").click()
    link = here.form.get_by_role("link", name="Contract.txt")
    expect(link).to_be_visible()
    here.picture("entry-file")
    found = here.page.request.get(link.get_attribute("href"))
    assert (found.status, found.body()) == (200, file["buffer"])
