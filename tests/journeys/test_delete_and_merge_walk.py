"""Clients are deleted, brought back and merged in a real browser; what the bot said about them follows."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.walking import CLAIRE, EMMA, THOMAS

LAVAUX = "Domaines viticoles de Lavaux-Chardonne Sàrl"


def press(here, name):
    here.form.get_by_role("button", name=name, exact=True).first.click()


def test_a_client_is_deleted_its_messages_are_blanked_and_all_of_it_comes_back(window):
    emma, claire = window(EMMA), window(CLAIRE)
    emma.type_command("/crm-info Lavaux")
    emma.write("Note", "They hire two cellar masters")
    emma.save("Save")
    note = emma.page.locator("#messages .message", has_text="They hire two cellar masters")
    expect(note).to_have_count(1)

    claire.type_command("/client Lavaux")
    press(claire, "Supprimer")
    expect(claire.form).to_contain_text("Seront aussi supprimés")
    claire.picture("delete-fr")
    claire.field("Saisissez le nom").fill("Lavaux")
    claire.field("Contacts").select_option(label="Les supprimer aussi")
    press(claire, "Supprimer")
    expect(claire.form).to_contain_text(f"Veuillez saisir « {LAVAUX} ».")
    claire.field("Saisissez le nom").fill(LAVAUX)
    claire.save("Supprimer")
    deletion = emma.page.locator("#messages .message", has_text="Claire Favre deleted a client")
    expect(deletion).to_contain_text("(deleted)")
    expect(deletion).to_contain_text("Can be undone until")
    expect(note).to_have_count(0)
    expect(emma.page.locator("#messages .message", has_text="This was deleted.").last).to_be_visible()
    emma.picture("deleted")

    box = emma.page.locator("#composer-channel")
    box.fill("/client CMP-11")
    box.press("Enter")
    expect(emma.newest).to_contain_text("CMP-11 was deleted by Claire Favre")

    here = claire.page.locator("#messages .message", has_text="Claire Favre deleted a client")
    here.get_by_role("button", name="Undo").click()
    claire.page.locator(".ask, dialog[open]").get_by_role("button", name="Undo").click()
    expect(note).to_have_count(1)
    claire.type_command("/client Lavaux")
    expect(claire.form).to_contain_text("They hire two cellar masters")
    claire.picture("delete-undone")


def test_the_form_in_german_and_without_contacts(window):
    here = window(THOMAS)
    here.type_command("/crm-delete Müller Präzisionstechnik")
    expect(here.form).to_contain_text("3 Kontakte")
    here.picture("delete-de")
    here.leave()
    here.type_command("/crm-delete")
    here.picture("delete-which")


def test_two_that_look_alike_are_compared_and_become_one(window):
    here = window(THOMAS)
    here.type_command("/crm-add-company")
    here.field("Name").fill("Seefeld MEDIZINTECHNIK AG")
    here.field("Telefon").fill("+41 44 555 09 99")
    here.field("Branche").fill("Implantate")
    press(here, "Speichern")
    here.form.get_by_role("checkbox").check()
    here.save("Speichern")
    here.type_command("/client CMP-5")
    line = here.form.get_by_text("Ähnelt Seefeld MEDIZINTECHNIK AG")
    expect(line).to_contain_text("gleicher Name")
    twin = re.search(r"CMP-\d+", line.inner_text())[0]
    here.picture("look-alike")
    press(here, f"Mit {twin} vergleichen")
    expect(here.form).to_contain_text(f"Alles von {twin} geht an CMP-5 über")
    here.field("Branche").select_option(label="Implantate")
    here.picture("merge")
    press(here, "Zusammenführen")
    expect(here.form).to_contain_text("Thomas Brönnimann hat zwei Kunden zusammengeführt")
    expect(here.form).to_contain_text("Branche: Implantate")
    expect(here.form).not_to_contain_text("Ähnelt")
    here.picture("merged")
    here.leave()
    here.type_command(f"/client {twin}")
    expect(here.form).to_contain_text("(CMP-5)")


def test_the_second_is_chosen_by_its_name(window):
    here = window(THOMAS)
    here.type_command("/crm-merge Seefeld Medizintechnik")
    here.picture("merge-with-de")
    here.form.get_by_role("combobox", name="Zusammenführen mit").fill("Aare")
    here.form.get_by_role("option", name="Aare Energie").first.click()
    expect(here.form).to_contain_text("Wo sie sich unterscheiden, wählen Sie:")
    here.picture("merge-de")
