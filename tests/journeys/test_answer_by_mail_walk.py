"""The conversation in the browser: told by mail, answered by mail, read in the thread and on the card."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.walking import EMMA, JULIEN, THOMAS

# How each colleague's program writes an answer: the program, its language, and what the answer says.
ANSWERS = (
    (THOMAS, "thomas.broennimann", "Thomas Brönnimann", "Outlook", "Deutsch", "Ich habe zwei Kandidaten für sie."),
    (JULIEN, "julien.rochat", "Julien Rochat", "Apple Mail", "Français", "Je peux y être mardi."),
    (THOMAS, "thomas.broennimann", "Thomas Brönnimann", "Gmail", "English", "One of them speaks French."),
)


def write_note(emma, note):
    emma.type_command("/crm-info Pennine")
    for typed, shown in (("thom", "Thomas Brönnimann"), ("juli", "Julien Rochat")):
        emma.choose("Participants", typed, shown)
    emma.write("Note", note)
    emma.save("Save")
    expect(emma.newest).to_contain_text(note)
    return re.search(r"E-\d+", emma.newest.inner_text())[0]


@pytest.mark.parametrize("said", ANSWERS, ids=["outlook-de", "apple-fr", "gmail-en"])
def test_an_answer_by_mail_is_a_comment_in_the_thread_and_on_the_card(window, said):
    user, mailbox, name, program, language, words = said
    note = f"They want to see profiles, {program}."
    emma, colleague = window(EMMA), window(user)
    number = write_note(emma, note)

    page = colleague.page
    colleague.visit(f"/mail?to={mailbox}@lemanique.example")
    page.get_by_role("link", name=f"({number})").first.click()
    expect(page.frame_locator("iframe").get_by_text(note)).to_be_visible()
    colleague.picture(f"told-{program.split()[0].lower()}")
    page.get_by_role("button", name="Reply", exact=True).click()
    page.get_by_label("Message").fill(words)
    page.get_by_label("Written with").select_option(program)
    page.get_by_label("in", exact=True).select_option(language)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert").get_by_text("Sent to reply+")).to_be_visible()

    expect(emma.newest).to_contain_text("1 reply")
    emma.look_at_card("Pennine", words)
    shown = emma.form.inner_text()
    assert f"{name}: {words}" in shown
    # What was quoted of our own mail is no part of the answer.
    assert shown.count(note) == 1
    emma.picture(f"answered-{program.split()[0].lower()}")
