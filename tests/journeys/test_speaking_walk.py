"""Said to Carnet by hand, in a direct message and by its name, in three languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.walking import EMMA, JULIEN, THOMAS

LANGUAGES = (
    (
        EMMA,
        "info Pennine: called, wants *two* profiles, remind me tomorrow 9:00 @Julien Rochat",
        ("Nothing is saved yet", "Remind me: At the time", "Participants: Julien Rochat"),
        ("Save", "Saved as", "Edit", "Open the card"),
        ("show Pennine", "what’s next?", "This is next for you", "help"),
    ),
    (
        JULIEN,
        "info Laboratoires Saint-Véran : rappelé, veut deux profils, rappelle-moi demain 9h @Emma Whitfield",
        ("Rien n’est encore enregistré", "Rappel : À l’heure dite", "Participants : Emma Whitfield"),
        ("Enregistrer", "Enregistré", "Modifier", "Ouvrir la fiche"),
        ("montre Saint-Véran", "quoi ensuite ?", "Voici ce qui vous attend", "aide"),
    ),
    (
        THOMAS,
        "Info zu Seefeld: angerufen, will zwei Profile, erinnere mich morgen um 9 @Emma Whitfield",
        ("Noch ist nichts gespeichert", "Erinnerung: Zum Zeitpunkt", "Teilnehmende: Emma Whitfield"),
        ("Speichern", "Gespeichert", "Bearbeiten", "Karte öffnen"),
        ("zeig Seefeld", "was steht an?", "Das steht für Sie an", "Hilfe"),
    ),
)


def say(here, text):
    here.page.locator("#composer-channel").fill(text)
    # Behind a name, Enter takes the one that is offered.
    here.page.get_by_role("button", name="Send", exact=True).click()


def with_plain_spaces(text):
    return text.replace("\xa0", " ")


@pytest.mark.parametrize(("user", "said", "understood", "names", "asked"), LANGUAGES, ids=["en", "fr", "de"])
def test_what_is_said_is_shown_saved_and_looked_at(window, user, said, understood, names, asked):
    (save, saved, edit, card), (show, ahead, coming, help_me) = names, asked
    here = window(user)
    here.open_app()
    here.visit(here.page.get_by_role("link", name="Messages").get_attribute("href"))
    here.page.locator("body[data-live]").wait_for(state="attached")
    say(here, said)
    expect(here.newest.get_by_role("button", name=save, exact=True)).to_be_visible()
    shown = with_plain_spaces(here.newest.inner_text())
    assert [one for one in understood if one not in shown] == []
    here.picture(f"said-{user}")
    here.newest.get_by_role("button", name=edit, exact=True).click()
    here.form.wait_for()
    here.picture(f"said-form-{user}")
    here.leave()
    here.newest.get_by_role("button", name=save, exact=True).click()
    expect(here.page.locator("#messages")).to_contain_text(saved)
    here.picture(f"said-saved-{user}")
    say(here, show)
    expect(here.newest.get_by_role("button", name=card, exact=True)).to_be_visible()
    here.picture(f"said-card-{user}")
    say(here, ahead)
    expect(here.newest).to_contain_text(coming)
    expect(here.newest).to_contain_text("09:00")
    here.picture(f"said-next-{user}")
    say(here, "Aïoli")
    expect(here.newest).to_contain_text("Acme")
    here.picture(f"said-unclear-{user}")
    say(here, help_me)
    expect(here.newest).to_contain_text("/crm-info")
    here.picture(f"said-help-{user}")


def test_a_mention_is_answered_for_its_author_alone_and_the_entry_stands_for_all(window):
    emma, julien = window(EMMA), window(JULIEN)
    say(emma, "@Carnet info Pennine: signed today")
    expect(emma.newest).to_contain_text("Only visible to you")
    emma.picture("said-in-a-channel")
    expect(julien.newest).to_contain_text("signed today")
    expect(julien.page.locator("#messages")).not_to_contain_text("Rien n’est encore enregistré")
    emma.newest.get_by_role("button", name="Save", exact=True).click()
    expect(julien.newest).to_contain_text("Pennine Data Services Ltd")
