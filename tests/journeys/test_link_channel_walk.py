"""A company's own channel by hand: linked in a form, written to, talked in; and what happens where it is not safe."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.journeys.walking import EMMA, JULIEN, THOMAS, address

RANDOM = "C0RANDOM01"
# Each links the channel of a company of their own, in their language; no other journey looks for these in #infobox.
PEOPLE = (
    (EMMA, "Hargreaves", "Hargreaves & Whitcombe Logistics Ltd", "Channel", "Save", "#random"),
    (JULIEN, "delacroix", "Banque privée Delacroix, Ormond & Cie SA", "Canal", "Enregistrer", "#random"),
    (THOMAS, "Präzisionstechnik", "Müller Präzisionstechnik GmbH", "Kanal", "Speichern", "#random"),
)


def carnet(folder, *arguments):
    """The command line beside the running demo."""
    settings = {"CARNET_DATABASE_URL": f"sqlite:///{folder / 'carnet.db'}", "CARNET_FILES_URL": f"file:{folder}"}
    subprocess.run(  # noqa: S603
        [sys.executable, "-m", "bot", *arguments], check=True, capture_output=True, env={**os.environ, **settings}
    )


def go_to(here, channel):
    here.visit(f"/?as={here.user}&channel={channel}")
    here.page.locator("body[data-live]").wait_for(state="attached")


def pick(here, label, channel):
    """One choice, after which the list is put away by itself."""
    here.form.get_by_role("combobox", name=label).fill(channel[1:5])
    here.form.get_by_role("option", name=channel).click()


@pytest.mark.parametrize("said", PEOPLE, ids=["en", "fr", "de"])
def test_a_channel_is_linked_and_the_company_s_entries_stand_there(window, said):
    user, typed, client, label, save, channel = said
    here = window(user)
    here.type_command(f"/crm-link-channel {typed}")
    pick(here, label, channel)
    here.picture(f"link-channel-{user}")
    here.save(save)
    go_to(here, RANDOM)
    expect(here.newest).to_contain_text("#random")
    expect(here.newest).to_contain_text(client)
    here.type_command(f"/crm-info {typed}: Rappelé, zurückgerufen, called back")
    here.save(save)
    expect(here.newest).to_contain_text("Rappelé, zurückgerufen, called back")
    here.picture(f"link-channel-posted-{user}")
    here.type_command(f"/client {client}")
    expect(here.form).to_contain_text("#random")
    here.picture(f"link-channel-card-{user}")


def test_an_answer_in_the_channel_s_thread_is_a_comment(window):
    emma, julien = window(EMMA), window(JULIEN)
    go_to(emma, RANDOM)
    go_to(julien, RANDOM)
    emma.type_command("/crm-link-channel Acme")
    pick(emma, "Channel", "#random")
    emma.save("Save")
    expect(emma.newest).to_contain_text("Acme")
    julien.newest.get_by_role("button", name="More actions").click()
    julien.page.get_by_role("menuitem", name="Reply in thread").click()
    reply = julien.page.locator("#composer-thread")
    reply.fill("Enfin un endroit pour eux.")
    reply.press("Enter")
    emma.look_at_card("Acme", "Enfin un endroit pour eux.")


@pytest.fixture
def sofia_sees_nobody(folder):
    sofia = ("members", "set", address("sofia.marchetti"), "--role")
    carnet(folder, *sofia, "none")
    yield
    carnet(folder, *sofia, "reader")


@pytest.mark.usefixtures("sofia_sees_nobody")
def test_the_author_is_told_when_nobody_s_channel_will_do(window):
    here = window(EMMA)
    here.type_command("/crm-info Pennine: not for every eye")
    here.save("Save")
    here.open_app()
    here.page.get_by_role("link", name="Messages").click()
    expect(here.newest).to_contain_text("not for every eye")
    expect(here.newest).to_contain_text("Not everybody in #infobox may view these clients")
    here.picture("link-channel-apart")
