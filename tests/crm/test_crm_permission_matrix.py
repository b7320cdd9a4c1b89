"""Every action × whose client × how far the role reaches, for viewing and for doing: as a small table says."""

from __future__ import annotations

from collections import Counter

import pytest

from crm.actions import TOOLBOX
from crm.domain.errors import NotAllowed, NotFound, Refused, out_of_reach
from tests.factories import a_source
from tests.matrix import ACTOR, PAIRS, SLOTS, Cast, allowed, counted, play

pytestmark = pytest.mark.unwatched
ADD_YOUR_OWN = "You may only add records of your own. Choose yourself as the owner, or ask an administrator."
OUT_OF_REACH = out_of_reach([""], None).text.msgid
REASONS = (NotAllowed.message, NotFound.message, ADD_YOUR_OWN, OUT_OF_REACH)


def expected(slot, view, scope, whose):
    """What becomes of a case: done, or the reason why not."""
    if scope == "none":
        return NotAllowed.message
    if not slot.is_owner and not allowed(whose, view):
        return NotFound.message
    # The owner of a new client is chosen, not looked at.
    if allowed(whose, scope):
        return "done"
    return ADD_YOUR_OWN if slot.is_owner else OUT_OF_REACH


def verdict(outcome, name):
    if not isinstance(outcome, Refused):
        return "done"
    reasons = [problem.text.msgid for problem in outcome.problems]
    assert NotFound.message not in reasons or name not in str(outcome)
    return next((one for one in REASONS if one in reasons), str(outcome))


def test_the_matrix_is_as_large_as_it_was_asked_for():
    counts = Counter(slot.action.name for slot in SLOTS for _pair in PAIRS for _whose in slot.ownerships)
    assert set(counts) == set(TOOLBOX)
    assert sum(counts.values()) >= 500


@pytest.mark.parametrize("slot", SLOTS, ids=str)
def test_whose_clients_somebody_may_do_what_with(agency, slot):
    cast = Cast(agency)
    for view, scope in PAIRS:
        play(agency, slot.action.name, view, scope)
        told = {whose: expected(slot, view, scope, whose) for whose in slot.ownerships}
        # Who is merged with one client is not there for the next.
        some = [[whose] for whose in slot.ownerships] if slot.action.name == "merge" else [slot.ownerships]
        found = [tried(agency, cast, slot, chunk) for chunk in some]
        assert {whose: one for chunk in found for whose, one in chunk.items()} == told, (view, scope)


def tried(agency, cast, slot, ownerships):
    """What becomes of a call for each kind of owner; only what is done is written, and then undone."""
    items = [({**cast.inputs(slot, whose), "confirm": "yes"}, a_source()) for whose in ownerships]
    before = counted(agency)
    outcomes = agency.perform_many(slot.action.name, by=ACTOR, items=items)
    entries = [one.result for one in outcomes if not isinstance(one, Refused) and one.result.startswith("E-")]
    after = counted(agency)
    assert after[0] - before[0] == len(entries)
    assert entries or after == before
    agency.perform_many("undo", by="nadia", items=[({"entry": one}, a_source()) for one in entries])
    return {whose: verdict(one, cast.name(slot, whose)) for whose, one in zip(ownerships, outcomes, strict=True)}
