"""Searching what entries say: the same on both databases, kept in step with every change, page by page."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from crm.domain import folding
from crm.store import matching, texts
from crm.store.tables import entry
from crm.store.tables.texts import BLOCK
from crm.views import searching
from tests.factories import a_source
from tests.factories import agency as founded

VOCABULARY = (
    "Müller",
    "mull",
    "mulled",
    "a",
    "as",
    "ask",
    "Zürich",
    "zur",
    "profil",
    "profils",
    "42",
    "Ørsted",
    "佐藤",
)


def found(agency, *words, before=None, count=100):
    """The numbers of the entries that hold the words, the newest first."""
    with agency.read() as session:
        return matching.newest_with(session, texts.typed(" ".join(words)), before=before, count=count)


def number(entry_number):
    return int(entry_number.removeprefix("E-"))


def holds(text, word):
    """What a person would call found: a longer word begins a word of the text, a short one is a word of it."""
    mine = folding.words(text)
    [typed] = folding.words(word)
    return any(one.startswith(typed) for one in mine) if len(typed) >= texts.BEGINNING else typed in mine


def test_a_note_is_found_by_its_words_however_they_are_written(agency):
    made = number(agency.entry(note="Rappelé: Frau *Brönnimann* wünscht zwei Profile, +41 32 555 01 00"))
    other = number(agency.entry(note="Nothing of that kind"))
    for words in ("rappele", "BRONNIMANN", "Profil", "bronn profi", "555", "wunscht zwei", "41 32 555"):
        assert found(agency, words) == [made], words
    assert found(agency, "nothing") == [other]
    for words in ("ronnimann", "zw", "of profile", "zzz"):
        assert found(agency, words) == [], words
    assert found(agency, "of") == [other]


def test_comments_are_found_under_their_entry_as_they_stand_now(agency):
    made = agency.entry(note="Called back")
    said = {"entry": made, "origin": "C0INFOBOX/1.1"}
    agency.perform("comment", by="theo", text="They want Sauerkraut", **said)
    assert found(agency, "called sauerkraut") == [number(made)]
    agency.perform("edit-comment", by="theo", text="They want Ravioli", mark="2", **said)
    assert (found(agency, "sauerkraut"), found(agency, "ravioli")) == ([], [number(made)])
    agency.perform("delete-comment", by="theo", **said)
    assert (found(agency, "ravioli"), found(agency, "called")) == ([], [number(made)])


def test_what_was_undone_is_still_readable_and_still_found(agency):
    made = agency.entry(note="A mistake of mine")
    agency.perform("undo", by="emma", entry=made)
    assert found(agency, "mistake") == [number(made)]


def test_names_of_people_and_signs_are_no_words_of_a_note(agency):
    nodes = [{"type": "user", "user_id": "U0PAUL"}, {"type": "text", "text": " see: https://acme.example/jobs"}]
    section = {"type": "rich_text_section", "elements": nodes}
    made = agency.entry(note={"type": "rich_text", "elements": [section]})
    assert found(agency, "see jobs") == [number(made)]
    assert (found(agency, "u0paul"), found(agency, "someone"), found(agency, "paul")) == ([], [], [])


def test_pages_follow_each_other_over_blocks_without_gap_or_repeat(agency):
    # Entries whose numbers lie far apart stand in blocks of their own.
    numbers = [n << BLOCK | low for n in (0, 1, 2, 3, 7, 8, 40, 90, 200) for low in (1, 2, 3)]
    with agency.begin() as session:
        texts.index(session, {one: text(f"common {'odd' if one % 2 else 'even'}") for one in numbers})
    expected = sorted(numbers, reverse=True)
    seen, before = [], None
    while page := found(agency, "common", before=before, count=4):
        seen += page
        before = page[-1]
    assert seen == expected
    assert found(agency, "comm odd") == [one for one in expected if one % 2]
    assert found(agency, "odd", before=expected[10], count=2) == [one for one in expected[11:] if one % 2][:2]


def text(words):
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": words}]}
    return {"type": "rich_text", "elements": [section]}


def test_a_note_of_many_words_is_found_by_most_of_them_and_does_not_fail(agency):
    words = [f"w{''.join(letters)}" for letters in itertools.product("abcdefghij", repeat=5)][:60_000]
    with agency.begin() as session:
        texts.index(session, {99: text(" ".join(words))})
    assert found(agency, words[0], words[10_000]) == [99]


def test_a_workspace_finds_only_its_own(store):
    mine, other = founded(store), founded(store, team="T0BERN")
    there = number(other.entry(note="Sauerkraut"))
    here = number(mine.entry(note="Ravioli"))
    assert (found(mine, "sauerkraut"), found(other, "sauerkraut")) == ([], [there])
    assert (found(mine, "ravioli"), found(other, "ravioli")) == ([here], [])


def test_forgotten_entries_are_found_no_more(agency):
    made = number(agency.entry(note="Ravioli"))
    with agency.begin() as session:
        texts.forget(session, [made])
    assert found(agency, "ravioli") == []


def test_a_workspace_that_had_no_words_gets_them_all(agency):
    made = agency.entry(note="Called back")
    agency.perform("comment", by="theo", entry=made, text="Ravioli")
    with agency.begin() as session:
        for one in (number(made), 99):
            texts.forget(session, [one])
        texts.follow_all(session, chunk=2)
    assert found(agency, "called ravioli") == [number(made)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    notes=st.lists(st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=4), min_size=1, max_size=12),
    edits=st.lists(st.tuples(st.integers(0, 11), st.lists(st.sampled_from(VOCABULARY), max_size=3)), max_size=4),
    asked=st.lists(st.sampled_from((*VOCABULARY, "mu", "mül", "pro", "ør", "z")), min_size=1, max_size=3),
)
def test_the_same_is_found_as_by_reading_everything(agency, notes, edits, asked):
    items = [({"clients": ["acme"], "note": " ".join(words)}, a_source()) for words in notes]
    with agency.begin() as session:
        before = matching.newest(session)
    done = agency.perform_many("info", by="emma", items=items)
    said = {number(one.result): " ".join(words) for one, words in zip(done, notes, strict=True)}
    with agency.begin() as session:
        for place, words in edits:
            one = sorted(said)[place % len(said)]
            said[one] = " ".join(words)
            session.execute(update(entry).where(entry.c.id == one).values(body=text(said[one]) if words else None))
            texts.follow(session, [one])
    wanted = [one for one in sorted(said, reverse=True) if all(holds(said[one], word) for word in asked)]
    assert [one for one in found(agency, *asked, count=10_000) if one > before] == wanted


@pytest.mark.parametrize("asked", ["", "!", "' OR 1=1 --", '" OR "', "a:* | b", "(", "\\", "NEAR(", "%", "_"])
def test_signs_of_a_query_language_are_only_signs(agency, asked):
    agency.entry(note="plain words")
    with agency.read() as session:
        words = texts.typed(asked)
        assert matching.newest_with(session, words, before=None, count=5) == [] if words else True


SCOPES = {
    "all": ("rita", {"view": "all"}),
    "own": ("theo", {"view": "own"}),
    "group": ("paul", {"view": "group"}),
    "none": ("emma", {}),
}


@pytest.mark.parametrize("scope", SCOPES)
def test_a_reader_finds_what_they_may_see_and_all_of_it(agency, scope):
    who, grants = SCOPES[scope]
    made = [
        agency.entry(by=by, clients=clients, note="Ravioli")
        for by in ("nadia", "emma", "paul")
        for clients in (("acme",), ("kern",), ("hopital",), ("elodie", "hans"), ("kern", "acme"))
    ]
    agency.set_role("tried", grants)
    agency.set_member(who, role="tried")
    reader = agency.member(who)
    with agency.read() as session:
        seen, before = [], None
        while True:
            page = searching.found(session, reader, "ravioli", before=before, count=2)
            seen += [one.number for one in page.entries]
            before = page.older
            if before is None:
                break
    visible = [one for one in reversed(made) if agency.see(one, by=who) is not None]
    assert seen == visible
    assert (len(visible) == len(made)) is (scope == "all")


def test_somebody_who_sees_little_goes_on_where_the_looking_stopped(agency):
    wanted = agency.entry(clients=("kern",), note="Ravioli")
    agency.perform_many(
        "info", by="nadia", items=[({"clients": ["acme"], "note": "Ravioli"}, f"test:much:{n}") for n in range(60)]
    )
    agency.set_role("tried", {"view": "own"})
    agency.set_member("theo", role="tried")
    reader = agency.member("theo")
    with agency.read() as session:
        assert [one.number for one in searching.found(session, reader, "ravioli").entries] == [wanted]
        assert searching.found(session, reader, "!").entries == []
