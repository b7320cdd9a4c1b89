"""The list of clients by hand: narrowed down, ticked over pages, and acted on, for a few and for many at once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.walking import CLAIRE, EMMA, JULIEN, THOMAS

LANGUAGES = (
    (EMMA, "Next page", "Filters", "Act on 2 clients", "Select all found"),
    (JULIEN, "Page suivante", "Filtres", "Agir sur 2 clients", "Tout sélectionner"),
    (THOMAS, "Nächste Seite", "Filter", "Mit 2 Kunden etwas tun", "Alle gefundenen auswählen"),
)


def press(here, name):
    here.form.get_by_role("button", name=name, exact=True).click()


def tick(here, place, ticked):
    here.form.get_by_role("checkbox").nth(place).check()
    # What is pressed before the list is drawn anew is pressed in the list as it was.
    expect(here.form.get_by_role("button", name=re.compile(rf"\b{ticked} (client|Kunde)"))).to_be_visible()


@pytest.mark.parametrize("said", LANGUAGES, ids=["en", "fr", "de"])
def test_a_person_goes_through_the_list_ticks_and_narrows_it_down(window, said):
    user, following, filters, act, everything = said
    here = window(user)
    here.type_command("/clients")
    expect(here.form.get_by_role("checkbox")).to_have_count(15)
    tick(here, 0, ticked=1)
    press(here, following)
    expect(here.form.get_by_role("checkbox").first).not_to_be_checked()
    tick(here, 1, ticked=2)
    expect(here.form.get_by_role("button", name=act, exact=True)).to_be_visible()
    here.picture(f"clients-{user}")
    press(here, filters)
    expect(here.form.get_by_role("textbox").first).to_be_visible()
    here.picture(f"clients-filters-{user}")
    here.page.keyboard.press("Escape")
    press(here, everything)
    expect(here.form.get_by_role("checkbox").first).to_be_checked()
    here.picture(f"clients-all-{user}")


def test_a_few_get_one_entry_and_the_list_shows_it(window):
    here = window(CLAIRE)
    here.type_command("/clients type:société")
    tick(here, 0, ticked=1)
    tick(here, 1, ticked=2)
    press(here, "Agir sur 2 clients")
    expect(here.form).to_contain_text("2 clients sélectionnés")
    here.picture("clients-act")
    press(here, "Ouvrir Info")
    here.write("Note", "Vœux de fin d’année")
    here.picture("clients-form")
    press(here, "Enregistrer")
    expect(here.form).to_contain_text("Info,")


def test_the_card_lies_over_the_list_and_leads_back(window):
    here = window(EMMA)
    here.type_command("/clients Pennine")
    press(here, "Open Pennine Data Services Ltd")
    expect(here.form).to_contain_text("Toolbox")
    press(here, "+ Info")
    expect(here.form.get_by_role("textbox", name="Note")).to_be_visible()
    here.page.keyboard.press("Escape")
    expect(here.form.get_by_role("textbox", name="Note")).to_have_count(0)
    here.page.keyboard.press("Escape")
    expect(here.form.get_by_role("checkbox").first).to_be_visible()


def test_what_cannot_be_read_is_told_kindly(window):
    here = window(EMMA)
    here.type_command("/clients colour:red status:sleeping pennine")
    expect(here.form).to_contain_text("is not a filter here")
    expect(here.form).to_contain_text("There is no status “sleeping”")
    here.picture("clients-told")
