"""Every action in every language with its example: done, read, said and undone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crm.actions import ACTIONS, TOOLBOX
from crm.domain.action import TITLE_AT_MOST, ActionKind, Writes
from crm.domain.clients import RecordKind, RecordNumber
from crm.domain.errors import Deleted
from crm.domain.fields import Members, Records
from crm.domain.i18n import LANGUAGES, Text
from crm.operations import OPERATIONS, TOGETHER
from crm.views import members as member_views
from templates import words
from templates.catalogue import Reader, say
from tests.cast import NUMBERS
from tests.factories import a_source

SPEAKERS = {"en": "nadia", "fr": "emma", "de": "paul"}
# What hands something over leaves no entry; tests/crm/test_crm_export.py is about that.
FILED = sorted(name for name, action in TOOLBOX.items() if not action.hands_over)
CLIENTS = ("acme", "kern", "hopital", "elodie", "hans", "other_elodie")


def example(action):
    """The action's own example, with people and clients of this agency."""
    about = [key for key in ("acme", "elodie") if RecordNumber.read(NUMBERS[key]).kind in action.files_under]
    named = {"participants": ["theo"], "clients": about, "company": ["kern"], "to": ["theo"], "entry": "E-1"}
    named |= {"client": "acme", "with": "kern"}
    fields = {field.name: field for field in (*action.form(None), *action.form(RecordKind.COMPANY))}
    asked = {name for name, field in fields.items() if isinstance(field, Members | Records) or name == "entry"}
    typed = {name: value for name, value in action.example.items() if name in fields}
    return {**typed, **{name: value for name, value in named.items() if name in asked}}


def performed(agency, action, who):
    [done] = agency.perform_many(action.name, by=who, items=[(example(action), a_source())])
    return done


def here(agency, key):
    try:
        return agency.card(key)
    except Deleted:
        return None


def standing(agency):
    """What undo must bring back: every client with its details, and what type-ahead finds."""
    cards = [card for key in CLIENTS if (card := here(agency, key))]
    found = agency.suggest("", by="nadia")
    told = [(replace(card.record, version=0), card.details) for card in cards]
    mine = [(one, agency.offered(one, by="theo")) for one in ("status", "view")]
    return (
        told,
        mine,
        sorted(one.name for one in found),
        [sorted(one.name for one in agency.suggest(word, by="nadia")) for word in ("jaquet", "kern")],
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FILED)
def test_an_action_is_done_read_said_and_undone(agency, name, language):
    action, who = TOOLBOX[name], SPEAKERS[language]
    agency.set_member(who, role="admin")
    before = standing(agency)
    done = performed(agency, action, who)
    entry = agency.see(done.result, by=who)
    reader = Reader.of(language, "UTC")
    with agency.read() as session:
        lines = words.lines(entry, member_views.statuses(session), reader)
    assert (entry.action, entry.version, entry.author_name) == (name, action.version, agency.member(who).name)
    assert all(isinstance(line, str) and "{" not in line for line in (lines.sentence, lines.clients, lines.when))
    assert agency.member(who).name in lines.sentence
    named = entry.deleted if action.removes else tuple(str(one.number) for one in entry.records)
    assert sorted(named) == sorted(done.records)
    assert standing(agency) != before or name == "info"
    agency.perform("undo", by=who, entry=done.result)
    assert standing(agency) == before
    agency.perform("undo", by=who, entry=done.result)
    assert agency.see(done.result, by=who).undone is False


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_an_action_has_words_in_every_language(name, language):
    action, reader = ACTIONS[name], Reader.of(language, "UTC")
    told = [action.title, action.help, *(field.label for field in action.fields)]
    told += [field.hint for field in action.fields if field.hint]
    assert all(say(one, reader).strip() for one in told)
    assert len(say(action.title, reader)) <= TITLE_AT_MOST
    assert say(Text(str(action.sentence.msgid), {"author": "Élodie"}), reader).count("Élodie") == 1


def test_whatever_writes_no_entry_has_an_operation_and_the_other_way_round():
    assert {*OPERATIONS, *TOGETHER} == {name for name, action in ACTIONS.items() if action.writes is not Writes.ENTRY}
    operations = {name for name, action in ACTIONS.items() if action.kind is ActionKind.OPERATION}
    # Entries like a toolbox action's, which nobody begins.
    assert operations - {*OPERATIONS, *TOGETHER} == {"client-mail", "follow-up"}


def test_what_the_toolbox_holds_leaves_an_entry_or_hands_something_over():
    assert {action.writes for action in TOOLBOX.values()} == {Writes.ENTRY, Writes.AUDIT}
    assert set(OPERATIONS) & set(TOOLBOX) == set(TOOLBOX) - set(FILED) == {"export"}


@pytest.mark.parametrize("name", FILED)
def test_the_example_reads_back_as_it_was_given(agency, name):
    """An example that its own field refuses would be shown to people as a hint."""
    done = performed(agency, TOOLBOX[name], "nadia")
    [first, *_] = done.records
    # Where two are merged the fields say whose value is taken.
    card = here(agency, first) if TOOLBOX[name].field("with") is None else None
    for field, given in TOOLBOX[name].example.items():
        if card and field in card.details:
            assert card.details[field] == given
