"""The calendar in the browser: an invitation is sent, accepted in a mailbox, and read on the card; then it moves."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.walking import EMMA, THOMAS

MAILBOX = "thomas.broennimann@lemanique.example"


def test_an_invitation_goes_round(window):
    emma, thomas = window(EMMA), window(THOMAS)
    number = invite(emma)
    answer(thomas, number)
    emma.look_at_card("Pennine", "accepted by Thomas Brönnimann")
    emma.picture("calendar-card")
    emma.form.get_by_role("button", name=f"Read {number}").click()
    expect(emma.form).to_contain_text("accepted by Thomas Brönnimann")
    emma.picture("calendar-entry")
    emma.leave()
    feed(emma)


def invite(emma):
    """A visit at Pennine, with Thomas."""
    emma.type_command("/crm-info Pennine")
    emma.choose("Participants", "thom", "Thomas Brönnimann")
    emma.write("Note", "We look at the new plant.")
    emma.field("Add to calendar").check()
    expect(emma.field("Place")).to_be_visible()
    emma.picture("calendar-form")
    expect(emma.form.get_by_role("textbox", name="Note")).to_contain_text("We look at the new plant.")
    emma.field("Place").fill("Mill Lane 3, Leeds")
    emma.field("Invite participants").check()
    emma.save("Save")
    expect(emma.newest).to_contain_text("Mill Lane 3, Leeds")
    return re.search(r"E-\d+", emma.newest.inner_text())[0]


def answer(thomas, number):
    """By the buttons that his mailbox shows."""
    page = thomas.page
    thomas.visit(f"/mail?to={MAILBOX}")
    page.get_by_role("link", name="Einladung: Info: Pennine").first.click()
    card = page.get_by_label("Invitation")
    expect(card).to_contain_text("Mill Lane 3, Leeds")
    expect(page.frame_locator("iframe").get_by_text(number)).to_be_visible()
    thomas.picture("calendar-mail")
    card.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("alert").get_by_text("Sent to cal+")).to_be_visible()


def feed(emma):
    """The address is made, and a program that knows it is given the events."""
    emma.type_command("/upcoming")
    emma.form.get_by_role("button", name="Calendar feed").click()
    emma.form.get_by_role("button", name="Make an address").click()
    address = emma.form.get_by_text("/calendar/")
    expect(address).to_be_visible()
    emma.picture("calendar-feed")
    found = emma.page.request.get(address.inner_text().strip())
    assert (found.status, found.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert found.text().startswith("BEGIN:VCALENDAR")
