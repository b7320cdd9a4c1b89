"""The card by hand: its people, what of its infobox is shown, an entry as a whole, and searching all notes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.walking import EMMA, JULIEN, THOMAS

WORDS = {
    EMMA: ("Note", "Save", "Filter", "Words", "Show", "Clear the filter", "Search the notes", "Search"),
    JULIEN: (
        *("Note", "Enregistrer", "Filtrer", "Mots", "Afficher"),
        *("Effacer le filtre", "Chercher les notes", "Chercher"),
    ),
    THOMAS: (
        *("Notiz", "Speichern", "Filtern", "Wörter", "Anzeigen"),
        *("Filter aufheben", "Notizen durchsuchen", "Suchen"),
    ),
}


def press(here, name):
    here.form.get_by_role("button", name=name, exact=True).first.click()


@pytest.mark.parametrize("user", WORDS, ids=["en", "fr", "de"])
def test_an_infobox_is_filtered_and_all_notes_are_searched(window, user):
    note, save, filter_, words, show, clear, notes, search = WORDS[user]
    here = window(user)
    here.type_command("/crm-info Acme")
    here.write(note, f"Sauerkraut {user}")
    here.save(save)

    here.type_command("/client Acme")
    here.picture(f"card-people-{user}")
    press(here, filter_)
    here.picture(f"card-filter-{user}")
    here.field(words).fill(f"sauerk {user[:6]}")
    press(here, show)
    expect(here.form).to_contain_text(f"Sauerkraut {user}")
    expect(here.form.get_by_role("button", name=clear)).to_be_visible()
    here.picture(f"card-filtered-{user}")
    press(here, clear)
    expect(here.form.get_by_role("button", name=clear)).to_have_count(0)
    here.leave()

    here.type_command("/client")
    press(here, notes)
    here.form.get_by_role("textbox").first.fill("sauerkraut")
    press(here, search)
    expect(here.form).to_contain_text(f"Sauerkraut {user}")
    here.picture(f"search-{user}")


def test_from_a_company_to_its_people_and_back_and_an_entry_is_undone_where_it_is_read(window):
    here = window(EMMA)
    here.type_command("/crm-status Pennine")
    here.field("New status").select_option(label="Prospect")
    here.save("Save")
    expect(here.newest).to_contain_text("Pennine")
    number = re.search(r"E-\d+", here.newest.inner_text())[0]
    here.type_command("/client Pennine")
    title = here.form.locator("h1, h2").first.inner_text()
    people = here.form.get_by_role("button", name="Open", exact=False)
    people.first.click()
    expect(here.form.locator("h1, h2").first).not_to_have_text(title)
    here.picture("card-of-a-contact")
    press(here, "Pennine Data Services Ltd")
    expect(here.form.locator("h1, h2").first).to_have_text(title)
    here.form.get_by_role("button", name=f"Read {number}").click()
    expect(here.form.last).to_contain_text("#infobox: posted today")
    here.picture("entry-whole")
    here.form.last.get_by_role("button", name="Undo").click()
    here.page.locator(".ask, dialog[open]").last.get_by_role("button", name="Undo").last.click()
    expect(here.form.last).to_contain_text("struck through")
    here.picture("entry-undone")
