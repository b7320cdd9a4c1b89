"""Every message has its French and its German, and each of them fits where it is shown."""

from __future__ import annotations

import ast
import re
from string import Formatter

import pytest
from babel.messages.catalog import Catalog

from crm.actions import ACTIONS, TOOLBOX
from crm.domain.action import TITLE_AT_MOST
from crm.domain.fields import Choice
from crm.domain.i18n import LANGUAGES, Text
from templates.catalogue import Reader, say
from templates.locales import extract

TRANSLATED = extract.LANGUAGES
LABEL_AT_MOST, OPTION_AT_MOST, HINT_AT_MOST = 2000, 75, 2000


def blanks(text: str) -> set[str]:
    return {name for _text, name, _form, _conversion in Formatter().parse(text) if name}


def forms(message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def words(message) -> tuple[str, ...]:
    return message.id if isinstance(message.id, tuple) else (message.id,)


@pytest.fixture(scope="module")
def collected():
    return extract.collected()


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_is_left_untranslated_and_nothing_is_stale(language, collected):
    catalogue = extract.updated(language, collected)
    assert extract.untranslated(catalogue) == []
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []
    assert extract.written(catalogue).decode() == extract.path_of(language).read_text(encoding="utf-8")


def test_a_new_message_comes_empty_and_is_not_guessed():
    template = Catalog()
    template.add("Add companies")
    template.add(("{count} hamster", "{count} hamsters"))
    catalogue = extract.updated("fr", template)
    assert sorted(extract.untranslated(catalogue)) == ["('{count} hamster', '{count} hamsters')", "Add companies"]
    assert 'msgid "Add companies"\nmsgstr ""' in extract.written(catalogue).decode()


@pytest.mark.parametrize("language", TRANSLATED)
def test_blanks_are_the_same_in_every_translation(language):
    for message in extract.read(language):
        if message.id:
            wanted = blanks(words(message)[-1])
            assert [form for form in forms(message) if blanks(form) != wanted] == [], message.id


# Words that the two languages share and English has not.
SHARED = {"Adresse", "Branche", "Liste"}


def test_nobody_is_spoken_to_in_the_other_language():
    french = {message.id: forms(message) for message in extract.read("fr")}
    same = [
        said
        for message in extract.read("de")
        for said in forms(message)
        if message.id and said in french.get(message.id, ()) and said not in {message.id, *SHARED, ""}
    ]
    assert same == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_nobody_is_shouted_at(language):
    said = [text for message in extract.read(language) if message.id for text in (*words(message), *forms(message))]
    assert [text for text in said if "!" in text] == []


def test_french_keeps_its_spaces_and_german_its_quotes():
    french = [form for message in extract.read("fr") if message.id for form in forms(message)]
    german = [form for message in extract.read("de") if message.id for form in forms(message)]
    # A no-break space, so that no line begins with a colon.
    wrong = re.compile(r"[^\u00a0][;?»]|[^\d\u00a0]:(?!/)|«[^\u00a0]|[“”']")
    assert [text for text in french if wrong.search(text)] == []
    assert [text for text in german if re.search(r"[”']|“(?=\w)", text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_fit_slacks_modals(language):
    reader = Reader.of(language, "UTC")
    titles = {action.name: say(action.title, reader) for action in ACTIONS.values()}
    assert {name: title for name, title in titles.items() if len(title) > TITLE_AT_MOST} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_hints_and_choices_fit_slacks_forms(language):
    reader = Reader.of(language, "UTC")
    for action in TOOLBOX.values():
        for field in action.fields:
            assert 0 < len(say(field.label, reader)) <= LABEL_AT_MOST
            assert len(say(field.hint, reader)) <= HINT_AT_MOST if field.hint else True
            options = field.options if isinstance(field, Choice) else ()
            assert all(0 < len(say(option.label, reader)) <= OPTION_AT_MOST for option in options)


# What Slack takes for each, wherever the Slack door gives one of our messages.
PLACES = {"title": TITLE_AT_MOST, "submit": 24, "close": 24, "confirm": 30, "deny": 30, "text": 3000, "label": 2000}


def messages_in_places():
    """Every message that the Slack door writes straight into a title, a button or a label."""
    for file in (extract.ROOT / "bot" / "slack").glob("*.py"):
        calls = [node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
        for call in calls:
            button = isinstance(call.func, ast.Attribute) and call.func.attr == "ButtonElement"
            for given in call.keywords:
                words = ast.unparse(given.value)
                if given.arg in PLACES and (found := re.fullmatch(r"say\(_\('([^']*)'\), [\w.]+\)", words)):
                    yield found[1], 75 if button else PLACES[given.arg]


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_and_buttons_of_the_slack_door_fit(language):
    found = set(messages_in_places())
    assert {("Close", 24), ("Open the card", 24), ("Keep it", 30), ("Toolbox", 75)} <= found
    reader = Reader.of(language, "UTC")
    assert [msgid for msgid, at_most in found if len(say(Text(msgid), reader)) > at_most] == []


@pytest.mark.parametrize(
    ("english", "french", "german"),
    [
        ("Participants", "Participants", "Teilnehmende"),
        ("Clients", "Clients", "Kunden"),
        ("Date and time", "Date et heure", "Datum und Uhrzeit"),
        ("Remind me", "Rappel", "Erinnerung"),
        ("Attachments", "Pièces jointes", "Anhänge"),
        ("Add company", "Ajouter une société", "Firma hinzufügen"),
        ("Add contact", "Ajouter un contact", "Kontakt hinzufügen"),
        ("Info", "Info", "Info"),
        ("Status", "Statut", "Status"),
    ],
)
def test_the_words_that_users_know_are_used(english, french, german):
    found = [extract.read(language).get(english).string for language in TRANSLATED]
    assert found == [french, german]
