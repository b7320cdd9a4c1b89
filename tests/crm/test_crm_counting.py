"""How many clients a list has: never more than the list shows, however many they are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from crm.domain.folding import words as folded
from crm.store import listing as stored
from crm.store.seeking import Sought
from crm.views.clients import within
from tests.factories import NOW
from tests.searching import few

WORDS = ("verdandi", "ada", "ada verdandi", "skuld", "ada skuld", "ek", "nobody")


def crowded(agency):
    """Emma, Théo and whoever is below Paul see their own clients only; contacts of one are at companies of others."""
    for role, scope, keys in (("solo", "own", ("emma", "theo")), ("leader", "group", ("paul",))):
        agency.set_role(role, {"view": scope})
        for key in keys:
            agency.set_member(key, role=role)
    names = {"emma": "Verdandi Suisse", "theo": "Skuld", "nadia": "Verdandi Jura"}
    made = [agency.perform("add-company", by="nadia", name=name, owner=key) for key, name in names.items()]
    people = [
        (
            {"first_name": "Ada", "last_name": f"Ek {place}", "company": made[place % 3].records[0], "owner": owner},
            f"{place}",
        )
        for place, owner in enumerate(["emma", "theo", "nadia", "emma", "emma", "theo", "nadia", "nadia", "emma"])
    ]
    agency.perform_many("add-contact", by="nadia", items=people)
    return agency


def test_a_count_tells_no_more_than_the_list(agency):
    crowded(agency)

    @few(40)
    @given(
        typed=some.sampled_from(WORDS),
        by=some.sampled_from(["emma", "theo", "paul", "nadia"]),
        few_are=some.sampled_from([0, 1, 3, stored.FEW]),
    )
    def the_same(typed, by, few_are):
        sought = Sought(within=within(agency.member(by, "view")), now=NOW, words=tuple(folded(typed)))
        with agency.read() as session:
            listed = list(stored.everything(session, sought, at_most=100, patience=1000))
            assert stored.count(session, sought, few=few_are) == (len(listed), True)

    the_same()
