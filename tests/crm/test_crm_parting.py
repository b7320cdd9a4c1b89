"""A merging that is undone parts the two exactly; what came since stays, and is listed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from test_crm_merge import merge, undo

from crm.domain.errors import Refused
from crm.store.tables import document, record, subject, word
from tests.factories import agency as founded

KEYS = ("acme", "kern", "hopital", "elodie", "hans", "other_elodie")


def everything(agency, but=()):
    """What readers see of each client, and the rows behind it; entries that were undone do not count."""
    cards = {}
    for key in KEYS:
        card = agency.card(key)
        shown = [one.number for one in card.entries if not one.undone and one.number not in but]
        cards[key] = (replace(card.record, version=0, fields={}), card.details, card.owner, shown)
    left = [int(one[2:]) for one in but]
    with agency.read() as session:
        filings = select(subject.c.entry_id, subject.c.record_id, subject.c.merge_id)
        rows = {tuple(row) for row in session.rows(filings.where(subject.c.entry_id.not_in(left)))}
        # A mark of fellow words may know more than there are.
        words = {tuple(row) for row in session.rows(select(word.c.record_id, word.c.word, word.c.owner_id))}
        files = {tuple(row) for row in session.rows(select(document.c.id, document.c.record_id))}
        merged = {tuple(row) for row in session.rows(select(record.c.id, record.c.merged_into, record.c.company_id))}
    return cards, rows, words, files, merged


def test_a_company_that_is_merged_with_its_parent_does_not_belong_to_itself(agency):
    agency.perform("edit", by="nadia", client="acme", parent="kern")
    before = everything(agency)
    done = merge(agency)
    assert agency.record("acme").company is None
    undo(agency, done)
    assert everything(agency, but=[done.result]) == before


def test_undo_parts_them_exactly_and_redo_merges_them_again(agency):
    agency.entry(clients=("acme",))
    agency.entry(clients=("kern", "acme"))
    agency.entry(clients=("hans",))
    before = everything(agency)
    done = merge(agency, name="second", owner="second")
    assert undo(agency, done).notes == ()
    assert everything(agency, but=[done.result]) == before
    undo(agency, done)
    assert (agency.card("kern").record.number, agency.card("kern").record.name) == (
        agency.record("acme").number,
        "Kern & Söhne GmbH",
    )
    undo(agency, done)
    assert everything(agency, but=[done.result]) == before


def test_what_came_since_stays_with_the_first_and_is_listed(agency):
    done = merge(agency)
    since = agency.entry(clients=("kern",))
    agency.perform("status", by="nadia", clients=["acme"], status="meeting")
    notes = [str(one) for one in undo(agency, done).notes]
    assert len(notes) == 1
    assert since in notes[0]
    assert "2 entries were written since and stay with Acme Précision SA" in notes[0]
    assert since in [one.number for one in agency.card("acme").entries]
    assert since not in [one.number for one in agency.card("kern").entries]


def test_a_field_that_was_changed_since_is_kept_and_listed(agency):
    done = merge(agency, phone="second")
    agency.perform("edit", by="nadia", client="acme", phone="+41 32 999 99 99")
    notes = " ".join(str(one) for one in undo(agency, done).notes)
    assert "was changed since and stays as it is" in notes
    assert agency.card("acme").details["phone"] == "+41 32 999 99 99"
    assert agency.card("kern").details["phone"] == "+41 61 555 02 00"


def test_an_older_merging_is_undone_while_a_newer_one_holds(agency):
    shared = agency.entry(clients=("kern", "hopital"))
    first, second = merge(agency, "acme", "kern"), merge(agency, "acme", "hopital")
    undo(agency, first)
    assert shared in [one.number for one in agency.card("acme").entries]
    assert shared in [one.number for one in agency.card("kern").entries]
    undo(agency, second)
    assert shared not in [one.number for one in agency.card("acme").entries]
    assert shared in [one.number for one in agency.card("hopital").entries]


def test_a_merging_that_was_merged_on_is_undone_from_the_top(agency):
    first = merge(agency, "acme", "kern")
    second = merge(agency, "hopital", "acme")
    with pytest.raises(Refused, match="deleted or merged again since"):
        undo(agency, first)
    undo(agency, second)
    undo(agency, first)
    assert agency.card("kern").record.name == "Kern & Söhne GmbH"


COMPANY_FIELDS = ("name", "status", "phone", "email", "city", "owner", "notes", "parent")
CHOICES = st.dictionaries(st.sampled_from(COMPANY_FIELDS), st.sampled_from(["first", "second"]))
PAIRS = st.permutations(["acme", "kern", "hopital"])
FILED = st.lists(st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True), max_size=4)
_teams = iter(range(10**6))


@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
@pytest.mark.unwatched
def test_whatever_was_chosen_undo_leaves_no_trace(store):
    @settings(max_examples=15 if store.sqlite else 5, suppress_health_check=list(HealthCheck), database=None)
    @given(choices=CHOICES, pair=PAIRS, filed=FILED, twice=st.booleans())
    def leaves_no_trace(choices, pair, filed, twice):
        agency = founded(store, team=f"T0M{next(_teams)}")
        for clients in filed:
            agency.entry(by="nadia", clients=tuple(clients))
        before = everything(agency)
        done = [merge(agency, pair[0], pair[1], **choices)]
        done += [merge(agency, pair[0], pair[2], **choices)] if twice else []
        notes = [note for one in reversed(done) for note in undo(agency, one).notes]
        # What both set was changed since for the older one, though it says the same again; that is listed.
        assert not notes or twice
        assert notes or everything(agency, but=[one.result for one in done]) == before

    leaves_no_trace()
