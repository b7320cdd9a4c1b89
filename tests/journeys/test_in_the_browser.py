"""Every action by hand, as three people in three languages, in the demo's own browser page."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.journeys.walking import EMMA, JULIEN, THOMAS


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody, one of their own clients, and the words of their language."""

    user: str
    name: str
    client: str
    typed: str
    colleague: str
    words: dict


ENGLISH = {
    "participants": "Participants",
    "note": "Note",
    "status": "New status",
    "chosen": "In discussion",
    "name": "Name",
    "first": "First name",
    "last": "Last name",
    "save": "Save",
    "card": "Client card",
    "required": "Please fill in",
}
FRENCH = {
    "participants": "Participants",
    "note": "Note",
    "status": "Nouveau statut",
    "chosen": "En discussion",
    "name": "Nom",
    "first": "Prénom",
    "last": "Nom de famille",
    "save": "Enregistrer",
}
GERMAN = {
    "participants": "Teilnehmende",
    "note": "Notiz",
    "status": "Neuer Status",
    "chosen": "Ehemaliger Kunde",
    "name": "Name",
    "first": "Vorname",
    "last": "Nachname",
    "save": "Speichern",
}
PEOPLE = (
    Person(
        user=EMMA,
        name="Emma Whitfield",
        client="Pennine Data Services Ltd",
        typed="Pennine",
        colleague="Julien Rochat",
        words=ENGLISH,
    ),
    Person(
        user=JULIEN,
        name="Julien Rochat",
        client="Laboratoires Saint-Véran SAS",
        typed="saint-veran",
        colleague="Emma Whitfield",
        words=FRENCH,
    ),
    Person(
        user=THOMAS,
        name="Thomas Brönnimann",
        client="Seefeld Medizintechnik AG",
        typed="Seefeld",
        colleague="Emma Whitfield",
        words=GERMAN,
    ),
)


@pytest.mark.parametrize("who", PEOPLE, ids=lambda who: who.name.split()[0].lower())
def test_a_person_performs_every_action_in_their_language(window, who):
    here, words = window(who.user), who.words

    here.type_command(f"/crm-info {who.typed}")
    here.choose(words["participants"], who.colleague[:5], who.colleague)
    here.write(words["note"], "Rappelé, zurückgerufen, called back")
    here.picture(f"info-{who.user}")
    here.save(words["save"])
    expect(here.newest).to_contain_text("Rappelé, zurückgerufen, called back")
    expect(here.newest).to_contain_text(who.client)

    here.type_command(f"/crm-status {who.typed}")
    here.field(words["status"]).select_option(label=words["chosen"])
    here.save(words["save"])
    expect(here.newest).to_contain_text("→")

    here.type_command("/crm-add-company")
    here.field(words["name"]).fill(f"Fonderie {who.name} & Fils")
    here.picture(f"add-company-{who.user}")
    here.save(words["save"])
    expect(here.newest).to_contain_text(f"Fonderie {who.name} & Fils")

    here.type_command(f"/crm-add-contact {who.typed}")
    here.field(words["first"]).fill("Élodie")
    here.field(words["last"]).fill(f"Müller-{who.name.split()[0]}")
    here.save(words["save"])
    expect(here.newest).to_contain_text(f"Élodie Müller-{who.name.split()[0]}")
    here.picture(f"channel-{who.user}")

    here.type_command(f"/client {who.client}")
    expect(here.form).to_contain_text("Rappelé, zurückgerufen, called back")
    expect(here.form).to_contain_text(f"Müller-{who.name.split()[0]}")
    here.picture(f"card-{who.user}")


def test_a_note_is_written_with_the_keyboard_alone_and_answered(window):
    emma, julien = window(EMMA), window(JULIEN)
    keys = emma.page.keyboard
    emma.page.locator("#composer-channel").focus()
    keys.type("/crm-info Pennine")
    keys.press("Enter")
    emma.form.wait_for()
    keys.type("juli")
    emma.form.get_by_role("option", name="Julien Rochat").wait_for()
    keys.press("ArrowDown")
    keys.press("Enter")
    keys.press("Escape")
    expect(emma.form).to_be_visible()
    for _field in range(12):
        keys.press("Tab")
        if emma.page.evaluate("document.activeElement.classList.contains('editor')"):
            break
    keys.press("Control+b")
    keys.type("By keyboard")
    keys.press("Control+b")
    keys.type(" alone")
    for _field in range(12):
        keys.press("Tab")
        if emma.page.evaluate("document.activeElement.textContent") == "Save":
            break
    keys.press("Enter")
    expect(emma.newest).to_contain_text("By keyboard alone")
    expect(emma.newest.locator("strong", has_text="By keyboard")).to_be_visible()

    # The colleague's open window shows it without being asked.
    expect(julien.newest).to_contain_text("By keyboard alone")
    julien.newest.get_by_role("button", name="More actions").click()
    julien.page.get_by_role("menuitem", name="Reply in thread").click()
    reply = julien.page.locator("#composer-thread")
    reply.fill("Je m’en occupe.")
    reply.press("Enter")
    expect(emma.newest).to_contain_text("1 reply")
    emma.look_at_card("Pennine", "Je m’en occupe.")
    emma.leave()

    emma.visit("/mail?to=emma.whitfield@lemanique.example")
    letter = emma.page.locator(".letters a", has_text="Pennine").first
    expect(letter).to_contain_text("Julien Rochat")
    letter.click()
    expect(emma.page.frame_locator("iframe").locator("body")).to_contain_text("Je m’en occupe.")
    emma.picture("mail")


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(window):
    here = window(EMMA)
    here.type_command("/crm-add-contact Pennine")
    here.field("First name").fill("Anna")
    here.field("Last name").fill("Whitcombe")
    here.field("Phone").fill("call me")
    here.form.get_by_role("button", name="Save").click()
    expect(here.form).to_contain_text("“call me” is not a telephone number.")
    expect(here.field("First name")).to_have_value("Anna")
    here.picture("refused")


def test_a_reader_is_told_what_their_role_allows(window):
    here = window("U0SOFIA01")
    box = here.page.locator("#composer-channel")
    box.fill("/crm-status Acme")
    box.press("Enter")
    expect(here.newest).to_contain_text("Your role does not allow this. An administrator can change that.")
    here.picture("not-allowed")
