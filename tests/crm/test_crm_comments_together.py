"""Comments of several people that are written together: what each comes to is the same as one after the other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from crm.actions import ACTIONS
from crm.domain import richtext
from crm.domain.errors import Refused
from crm.inputs import Item
from crm.perform import perform_each
from crm.store.tables import entry_words
from tests.agency import a_source
from tests.factories import NOW
from tests.searching import few

ENTRIES = 3
WHO = st.sampled_from(["emma", "paul", "theo", "luc"])
WORDS = st.sampled_from(["Je les appelle.", "Called Delémont", "@Théo look", "@Luc, and you", "", "Called back"])
CALLS = st.lists(st.tuples(WHO, st.integers(0, ENTRIES), WORDS), min_size=1, max_size=8)


def one_by_one(agency, calls):
    return [outcome for call in calls for outcome in together(agency, [call])]


def together(agency, calls):
    items = [
        (agency.tokens[by], Item(inputs={"entry": entry, "text": text}, source=source))
        for by, entry, text, source in calls
    ]
    with agency.begin() as session:
        return perform_each(session, ACTIONS["comment"], asked=items, now=NOW)


def told(outcome):
    if isinstance(outcome, Refused):
        return type(outcome).__name__
    return (outcome.repeat, [str(one) for one in outcome.notes])


def stands(agency, entries, written):
    """All that the comments left, wherever numbers do not matter."""
    seen = [agency.see(one) for one in entries]
    ids = {int(one[2:]): at for at, one in enumerate(entries)}
    with agency.read() as session:
        words = {
            ids[row.entry_id]: set(row.words.split())
            for row in session.rows(select(entry_words))
            if row.entry_id in ids
        }
        owed = [
            (ids[row.entry_id], row.kind, row.channel, row.member_id, row.place, written.get(row.comment_id))
            for row in agency.ledger(session)
            if row.entry_id in ids and row.kind == "comment"
        ]
    return (
        [[(one.author, richtext.plain(one.body)) for one in each.comments] for each in seen],
        [each.participants for each in seen],
        words,
        sorted(owed, key=str),
    )


def written_by(calls, outcomes):
    """The call that each comment comes from, by the comment's number."""
    return {
        int(one.result[2:]): at for at, one in enumerate(outcomes) if not isinstance(one, Refused) and not one.repeat
    }


@pytest.fixture
def narrow(agency):
    """Luc sees his own clients only."""
    agency.set_role("narrow", {"view": "own"})
    agency.set_member("luc", role="narrow")
    return agency


@few(15)
@given(calls=CALLS, twice=st.sets(st.integers(0, 7), max_size=2))
def test_it_comes_to_the_same_as_one_after_the_other(narrow, calls, twice):
    agency, found = narrow, []
    for way in (one_by_one, together):
        # The last is an entry that nobody has.
        entries = [agency.entry(participants=["paul"][:at]) for at in range(ENTRIES)]
        numbers = [*entries, "E-999999"]
        asked = [(by, numbers[at], text, a_source()) for by, at, text in calls]
        asked += [asked[at] for at in twice if at < len(asked)]
        outcomes = way(agency, asked)
        found.append(([told(one) for one in outcomes], stands(agency, entries, written_by(asked, outcomes))))
    assert found[0] == found[1]
