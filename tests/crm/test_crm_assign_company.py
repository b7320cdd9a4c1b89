"""Contacts change their employer: history goes with them, and both companies' infoboxes show it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from crm.domain.clients import RecordKind
from crm.domain.errors import Refused
from crm.store.tables import record
from tests.factories import NOW

TOMORROW = NOW + timedelta(days=1)


def move(agency, *contacts, company="kern", by="nadia", **more):
    return agency.perform("assign-company", by=by, clients=list(contacts), company=company, **more).result


def numbers(agency, key):
    return [one.number for one in agency.card(key).entries]


def found(agency, text):
    return {one.name for one in agency.suggest(text, by="nadia", kinds=(RecordKind.CONTACT,))}


def test_history_stays_with_the_contact_and_both_companies_show_the_move(agency):
    before = agency.entry(by="emma", clients=("elodie",))
    entry = move(agency, "elodie", description="Dès le premier mars.")
    card = agency.card("elodie")
    assert (card.record.company_name, numbers(agency, "elodie")[:2]) == ("Kern & Söhne GmbH", [entry, before])
    assert numbers(agency, "acme")[:2] == [entry, before]
    assert (numbers(agency, "kern")[0], before in numbers(agency, "kern")) == (entry, False)
    [change] = agency.see(entry, by="rita").changes
    assert (change.record_name, change.before, change.after) == (
        "Élodie Müller",
        "Acme Précision SA",
        "Kern & Söhne GmbH",
    )
    after = agency.entry(by="emma", clients=("elodie",))
    assert (after in numbers(agency, "kern"), after in numbers(agency, "acme")) == (True, False)


def test_a_contact_is_found_by_the_company_it_is_at(agency):
    assert (found(agency, "elodie precision"), found(agency, "elodie kern")) == ({"Élodie Müller"}, set())
    entry = move(agency, "elodie")
    assert (found(agency, "elodie precision"), found(agency, "elodie kern")) == (set(), {"Élodie Müller"})
    assert found(agency, "elodie@acme.example") == {"Élodie Müller"}
    agency.perform("undo", by="nadia", entry=entry)
    assert (found(agency, "elodie precision"), found(agency, "elodie kern")) == ({"Élodie Müller"}, set())


def test_several_move_at_once_and_who_is_there_already_stays(agency):
    entry = move(agency, "elodie", "other_elodie", "hans")
    assert {one.record_name for one in agency.see(entry).changes} == {"Élodie Müller", "Elodie Mueller"}
    agency.perform("undo", by="nadia", entry=entry)
    assert [agency.card(key).record.company_name for key in ("elodie", "other_elodie", "hans")] == [
        "Acme Précision SA",
        "Hôpital du Jura",
        "Kern & Söhne GmbH",
    ]


@pytest.mark.parametrize(
    ("by", "contacts", "company", "field"),
    [
        ("emma", ["elodie"], "kern", "company"),  # hers goes to a company of somebody else
        ("theo", ["elodie"], "kern", "clients"),
        ("nadia", ["acme"], "kern", "clients"),  # a company moves nowhere
        ("nadia", ["elodie"], "hans", "company"),
        ("nadia", ["elodie"], "", "company"),
        ("luc", ["elodie"], "kern", None),
    ],
)
def test_what_is_refused_is_said_at_its_field_and_nothing_moves(agency, by, contacts, company, field):
    with pytest.raises(Refused) as refused:
        move(agency, *contacts, company=company, by=by)
    assert [one.field for one in refused.value.problems] == [field]
    assert agency.card("elodie").record.company_name == "Acme Précision SA"


def test_a_consultant_moves_their_contact_between_their_companies(agency):
    agency.own("kern", "emma")
    move(agency, "elodie", by="emma")
    assert agency.card("elodie").record.company_name == "Kern & Söhne GmbH"


def test_a_company_that_a_reader_may_not_view_is_not_named_to_them(agency):
    entry = move(agency, "elodie")
    agency.set_role("own-view", {"view": "own"})
    agency.set_member("emma", role="own-view")
    [change] = agency.see(entry, by="emma").changes
    assert (change.before, change.after) == ("Acme Précision SA", "…")


def test_nobody_goes_back_to_a_company_that_is_gone(agency):
    entry = move(agency, "elodie")
    with agency.begin() as session:
        session.execute(update(record).where(record.c.name == "Acme Précision SA").values(deleted_at=NOW))
    done = agency.perform("undo", by="nadia", entry=entry)
    assert [str(note) for note in done.notes] == ["Élodie Müller stays at the new company, since the old one is gone."]
    assert agency.card("elodie").record.company_name == "Kern & Söhne GmbH"


def test_what_moved_on_since_is_kept_and_named_as_people_call_it(agency):
    first = move(agency, "elodie")
    move(agency, "elodie", company="hopital")
    done = agency.perform("undo", by="nadia", entry=first)
    assert [str(note) for note in done.notes] == ["Élodie Müller: “Company” was changed since and stays as it is."]


def test_dated_it_stands_in_both_infoboxes_and_moves_when_its_time_has_come(agency):
    entry = move(agency, "elodie", when=TOMORROW.isoformat())
    assert (numbers(agency, "acme")[0], numbers(agency, "kern")[0]) == (entry, entry)
    assert agency.card("elodie").record.company_name == "Acme Précision SA"
    agency.perform("take-effect", by="nadia", entry=entry, at=TOMORROW)
    assert agency.card("elodie").record.company_name == "Kern & Söhne GmbH"
    assert found(agency, "elodie kern") == {"Élodie Müller"}
