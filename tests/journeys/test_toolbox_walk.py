"""The toolbox by hand: quick access, its numbers, everything else, and shortcuts that are modified at once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.walking import CLAIRE, EMMA, JULIEN, THOMAS

LANGUAGES = (
    (EMMA, "All actions", "Modify shortcuts", "Back", "Note and follow up", "Add Activate", "Move Status up"),
    (
        JULIEN,
        "Toutes les actions",
        "Modifier raccourcis",
        "Retour",
        "Noter et suivre",
        "Ajouter Activer / désactiver",
        "Monter Statut",
    ),
    (
        THOMAS,
        "Alle Aktionen",
        "Kürzel bearbeiten",
        "Zurück",
        "Notieren und nachfassen",
        "Aktiv / inaktiv hinzufügen",
        "Status nach oben",
    ),
)
REMOVE = {EMMA: re.compile(r"^Remove "), JULIEN: re.compile(r"^Retirer "), THOMAS: re.compile(r" entfernen$")}


def press(here, name):
    here.form.get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize("said", LANGUAGES, ids=["en", "fr", "de"])
def test_a_person_looks_around_in_the_toolbox_and_puts_it_in_their_order(window, said):
    user, everything, modify, back, heading, add, up = said
    here = window(user)
    here.type_command("/toolbox")
    here.picture(f"toolbox-{user}")
    press(here, everything)
    expect(here.form).to_contain_text(heading)
    here.picture(f"toolbox-all-{user}")
    press(here, back)
    press(here, modify)
    press(here, up)
    expect(here.form.get_by_role("button", name=up, exact=True)).to_have_count(0)
    # How many a member begins with is what an administrator proposes to new ones.
    more = f"{1 + here.form.get_by_role('button', name=REMOVE[user]).count()}."
    expect(here.form).not_to_contain_text(more)
    press(here, add)
    expect(here.form).to_contain_text(more)
    here.picture(f"toolbox-shortcuts-{user}")
    press(here, back)
    expect(here.form).to_contain_text(more)
    here.picture(f"toolbox-modified-{user}")


def test_the_chosen_client_goes_along_into_the_form_of_a_number(window):
    here = window(EMMA)
    here.type_command("/toolbox Pennine")
    press(here, "All actions")
    press(here, "Open Info")
    expect(here.form).to_contain_text("Pennine Data Services Ltd")
    here.leave()
    here.type_command("/toolbox 1 Pennine")
    expect(here.form).to_contain_text("Pennine Data Services Ltd")
    here.picture("toolbox-number")


def test_an_administrator_offers_a_list_and_home_follows(window):
    here = window(CLAIRE)
    here.open_app()
    home = here.page.locator("form.home")
    expect(home).to_contain_text("Accès rapide")
    home.get_by_role("button", name="Modifier raccourcis").click()
    press(here, "Retirer Attribuer")
    press(here, "Proposer aux nouveaux")
    here.page.get_by_role("button", name="Proposer les miens").click()
    expect(here.form).to_contain_text("C’est fait.")
    here.picture("toolbox-offered")
    here.leave()
    expect(home).to_contain_text("4.")
    expect(home).not_to_contain_text("5.")
    here.picture("toolbox-home")
