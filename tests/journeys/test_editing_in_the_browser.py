"""What is known and what was written is put right in a real browser, by two people at once, too."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.walking import EMMA, THOMAS


def press(here, name):
    here.form.get_by_role("button", name=name, exact=True).first.click()


def test_a_client_is_edited_from_its_card_which_shows_it_at_once(window):
    here = window(EMMA)
    here.type_command("/client Pennine Data Services")
    press(here, "Edit")
    expect(here.field("Name")).to_have_value("Pennine Data Services Ltd")
    here.field("Phone").fill("+44 113 496 0101")
    here.field("Street").fill("14 Wellington Street")
    here.picture("edit")
    press(here, "Save")
    expect(here.form).to_contain_text("Phone: +44 113 496 0101")
    expect(here.form).to_contain_text("Emma Whitfield edited the details")
    here.picture("edited-card")
    here.leave()
    expect(here.newest).to_contain_text("→ 14 Wellington Street")


def test_the_client_is_picked_first_and_the_same_modal_becomes_its_form(window):
    here = window(EMMA)
    here.type_command("/crm-edit")
    here.picture("edit-which")
    here.form.get_by_role("combobox", name="Client").fill("Pennine Data")
    here.form.get_by_role("option", name="Pennine Data Services Ltd (CMP-10)").click()
    expect(here.field("Name")).to_have_value("Pennine Data Services Ltd")
    press(here, "Save")
    expect(here.form).to_contain_text("Nothing was changed: this is what stands here already.")


def test_two_edit_at_once_and_the_second_is_asked(window):
    emma, thomas = window(EMMA), window(THOMAS)
    for one in (emma, thomas):
        one.type_command("/crm-edit Pennine Data Services")
    thomas.field("Ort").fill("Bradford")
    thomas.field("Land").fill("England")
    thomas.save("Speichern")
    emma.field("City").fill("Harrogate")
    emma.field("Industry").fill("Data services")
    press(emma, "Save")
    expect(emma.form).to_contain_text("City: Thomas Brönnimann has changed this to “Bradford” meanwhile.")
    expect(emma.field("City")).to_have_value("Harrogate")
    # The question is what is looked at, however far down the button was pressed.
    box = emma.form.get_by_role("checkbox", name="Put mine in its place")
    expect(box).to_be_focused()
    expect(emma.form.get_by_text("City: Thomas Brönnimann has changed")).to_be_in_viewport()
    emma.picture("edit-conflict")
    box.check()
    emma.save("Save")
    expect(emma.newest).to_contain_text("Bradford → Harrogate")
    emma.type_command("/client Pennine Data Services")
    expect(emma.form).to_contain_text("Country: England")


def test_an_entry_is_edited_where_it_is_read_and_keeps_what_it_said(window):
    here = window(EMMA)
    here.type_command("/crm-info Pennine Data Services")
    here.write("Note", "Wants two profiles")
    here.save("Save")
    expect(here.newest).to_contain_text("Wants two profiles")
    here.look_at_card("Pennine Data Services", "Wants two profiles")
    number = re.search(r"E-\d+", here.newest.inner_text())[0]
    press(here, f"Read {number}")
    expect(here.form.get_by_role("button", name="Undo")).to_be_visible()
    press(here, "Edit")
    editor = here.form.get_by_role("textbox", name="Note", exact=True)
    editor.press("Control+a")
    here.page.keyboard.type("Wants three profiles by Friday")
    here.picture("entry-edit")
    press(here, "Save")
    expect(here.form).to_contain_text("Earlier versions")
    expect(here.form).to_contain_text("Wants two profiles")
    here.picture("entry-edited")
    here.leave()
    expect(here.newest).to_contain_text("Wants three profiles by Friday")
    expect(here.newest).to_contain_text("edited")
