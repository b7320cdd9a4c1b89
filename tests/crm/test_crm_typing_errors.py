"""Typing errors in a client's name: one in each longer word is forgiven, where nothing else is found."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from crm.domain import folding, spelling
from crm.domain.filters import Filters
from crm.store import purges, spellings
from crm.store.tables import spelling as table
from crm.store.tables import word
from crm.views import listing, searching
from tests.factories import NOW
from tests.factories import agency as founded

ACME, KERN, HOSPITAL = "Acme Précision SA", "Kern & Söhne GmbH", "Hôpital du Jura"
ELODIE, HANS, OTHER = "Élodie Müller", "Hans Müller", "Elodie Mueller"


def names(agency, text, by="rita", **more):
    return [one.name for one in agency.suggest(text, by=by, forgiving=True, **more)]


MISSPELT = {
    "Precisoin": [ACME, ELODIE],
    "precisin": [ACME, ELODIE],
    "preecision": [ACME, ELODIE],
    "prexision": [ACME, ELODIE],
    "hopitla": [HOSPITAL, OTHER],
    "Muler": [ELODIE, HANS],
    "Mullre hans": [HANS],
    "Elodi Muelelr": [OTHER],
    "eldoie mulller": [OTHER, ELODIE],
    "kernn": [KERN, HANS],
    "Shone kern": [KERN, HANS],
}


@pytest.mark.parametrize("typed", MISSPELT)
def test_one_error_in_each_longer_word_is_forgiven(agency, typed):
    assert names(agency, typed) == MISSPELT[typed]
    assert agency.suggest(typed, by="rita") == []


@pytest.mark.parametrize("typed", ["krn", "prcsion", "hpoitla", "zzzzz", "muler zzzzz", "12345", "precisoin!?1"])
def test_two_errors_short_words_and_numbers_are_not(agency, typed):
    assert names(agency, typed) == []


def test_who_is_found_as_typed_is_not_joined_by_others(agency):
    agency.perform("add-company", by="nadia", name="Mulder AG")
    assert names(agency, "mulder") == ["Mulder AG"]
    assert names(agency, "mudler") == ["Mulder AG", ELODIE, HANS]


def test_only_what_somebody_may_see_is_offered(agency):
    agency.set_role("tried", {"view": "own"})
    agency.set_member("theo", role="tried")
    assert names(agency, "precisoin", by="theo") == []
    assert names(agency, "shone", by="theo") == [KERN, HANS]


def test_a_workspace_offers_only_its_own_words(store):
    mine, other = founded(store), founded(store, team="T0BERN")
    other.perform("add-company", by="nadia", name="Zurbriggen AG")
    assert names(mine, "zurbrigen") == []
    assert names(other, "zurbrigen") == ["Zurbriggen AG"]


def words_of(agency):
    with agency.read() as session:
        rows = session.rows(select(table.c.variant, table.c.word))
        known = {row.word for row in session.rows(select(word.c.word))}
    return {(row.variant, row.word) for row in rows}, known


def test_names_that_nobody_has_any_more_can_be_forgotten(agency):
    agency.perform("add-company", by="nadia", name="Zurbriggen Muller AG")
    entry = agency.perform("add-company", by="nadia", name="Aebersold AG").result
    agency.perform("undo", by="nadia", entry=entry)
    with agency.begin() as session:
        spellings.forget(session, ["aebersold", "zurbriggen", "muller"])
    rows, _known = words_of(agency)
    assert {one for _variant, one in rows} & {"aebersold", "zurbriggen", "muller"} == {"zurbriggen", "muller"}


def test_a_workspace_that_had_none_gets_all(agency):
    before, known = words_of(agency)
    with agency.begin() as session:
        spellings.forget(session, known)
        session.execute(table.delete())
        spellings.index_all(session)
    assert words_of(agency)[0] == before
    assert {one for _variant, one in before} == {one for one in known if len(one) >= 4 and one.isalpha()}


def neighbours(one):
    """Everything that a slip of the finger makes of a word."""
    letters = "abcde"
    for place in range(len(one) + 1):
        yield from (one[:place] + letter + one[place:] for letter in letters)
    for place in range(len(one)):
        yield one[:place] + one[place + 1 :]
        yield from (one[:place] + letter + one[place + 1 :] for letter in letters)
    for place in range(len(one) - 1):
        yield one[:place] + one[place + 1] + one[place] + one[place + 2 :]


@given(one=st.text("abc", min_size=1, max_size=7), other=st.text("abc", min_size=1, max_size=7))
@example(one="abcab", other="abcba")
def test_one_error_is_what_a_slip_of_the_finger_makes(one, other):
    slips = {word for word in neighbours(one) if word != one}
    assert spelling.one_error(one, other) is (other in slips)
    if other in slips:
        assert ({one} | spelling.variants(one)) & ({other} | spelling.variants(other))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)
@given(name=st.text("abcdeéz", min_size=6, max_size=9), data=st.data())
def test_every_slip_in_a_long_word_finds_it(agency, name, data):
    company = f"Q{name}"
    agency.perform("add-company", by="nadia", name=company, confirm="yes")
    [folded] = folding.words(company)
    for slip in data.draw(st.lists(st.sampled_from(sorted(neighbours(folded))), max_size=6)):
        found = [one.name for one in agency.suggest(slip, by="nadia", forgiving=True)]
        assert company in found or agency.suggest(slip, by="nadia"), slip


def test_the_list_of_clients_forgives_too(agency):
    reader = agency.member("nadia")
    with agency.read() as session:
        page = listing.page(session, reader, Filters(words="precisoin"), now=NOW)
    assert sorted(one.record.name for one in page.lines) == [ACME, ELODIE]


def test_in_notes_a_client_s_name_may_be_misspelt(agency):
    made = agency.entry(note="Called the Précision people")
    reader = agency.member("nadia")
    with agency.read() as session:
        found = searching.found(session, reader, "precisoin called")
        nothing = searching.found(session, reader, "precisoin zzz")
    assert ([one.number for one in found.entries], found.meant) == ([made], "precision called")
    assert (nothing.entries, nothing.meant) == ([], "")


def test_the_name_of_a_client_that_was_purged_is_not_kept(agency):
    agency.perform("add-company", by="nadia", name="Zurbriggen Müller AG")
    with agency.begin() as session:
        purges.records_go(session, [agency.record("CMP-4").id])
    kept = {one for _variant, one in words_of(agency)[0]}
    assert kept & {"zurbriggen", "muller"} == {"muller"}
