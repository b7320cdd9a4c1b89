"""What is known of clients is put right: by the form they were added with, merged with what others did meanwhile."""

from __future__ import annotations

import pytest

from crm.domain.errors import NeedsConfirmation, Refused
from tests.crm.test_statements import statements


def edit(agency, client, *, by="nadia", **given):
    return agency.perform("edit", by=by, client=client, **given).result


def details(agency, key):
    card = agency.card(key)
    return {**card.details, "name": card.record.name, "status": card.record.status, "owner": card.owner}


def said(agency, entry, by="rita"):
    return [(one.record_name, one.field, one.before, one.after) for one in agency.see(entry, by=by).changes]


def found(agency, text):
    return {one.name for one in agency.suggest(text, by="nadia")}


def test_what_is_not_given_stays_and_what_is_given_empty_is_cleared(agency):
    before = details(agency, "acme")
    entry = edit(agency, "acme", by="emma", phone="+41 32 555 01 10", email="")
    assert details(agency, "acme") == {**before, "phone": "+41 32 555 01 10", "email": None}
    assert said(agency, entry) == [
        ("Acme Précision SA", "phone", None, "+41 32 555 01 10"),
        ("Acme Précision SA", "email", "bureau@acme.example", None),
    ]


@pytest.mark.parametrize(
    ("client", "given", "field"),
    [
        ("acme", {"name": ""}, "name"),
        ("elodie", {"last_name": " "}, "last_name"),
        ("elodie", {"company": ""}, "company"),
        ("acme", {"owner": ""}, "owner"),
        ("acme", {"phone": "call me"}, "phone"),
        ("acme", {"first_name": "Anna"}, None),  # a company has none
        ("acme", {"seen": "9999999-0"}, None),  # not one of ours
        ("acme", {"seen": "all"}, None),
        ("", {"phone": "+41 32 555 01 10"}, "client"),
        ("CMP-999", {"phone": "+41 32 555 01 10"}, "client"),
        ("acme", {"city": "Delémont"}, None),  # so it stands already
        ("acme", {}, None),
    ],
)
def test_what_is_refused_is_said_at_its_field_and_nothing_is_written(agency, client, given, field):
    before = details(agency, "acme"), details(agency, "elodie")
    with pytest.raises(Refused) as refused:
        edit(agency, client, **given)
    assert [one.field for one in refused.value.problems] == [field]
    assert (details(agency, "acme"), details(agency, "elodie")) == before


def test_a_person_is_called_and_found_by_what_their_names_are_now_and_undo_puts_back_both(agency):
    first = edit(agency, "elodie", first_name="Elise")
    second = edit(agency, "elodie", last_name="Grandjean")
    assert agency.card("elodie").record.name == "Elise Grandjean"
    assert (found(agency, "elise grandjean"), found(agency, "muller acme")) == ({"Elise Grandjean"}, set())
    agency.perform("undo", by="nadia", entry=first)
    assert agency.card("elodie").record.name == "Élodie Grandjean"
    assert (found(agency, "elodie grandjean"), found(agency, "elise")) == ({"Élodie Grandjean"}, set())
    agency.perform("undo", by="nadia", entry=second)
    assert found(agency, "elodie acme") == {"Élodie Müller"}


def test_who_belongs_to_a_renamed_company_is_found_by_its_new_name(agency):
    agency.perform("add-company", by="nadia", name="Acme Basel", parent="acme", confirm="yes")
    agency.perform("add-contact", by="nadia", first_name="Anna", last_name="Précision", company="acme")
    entry = edit(agency, "acme", name="Bovet Acme SA")
    assert agency.card("elodie").record.company_name == "Bovet Acme SA"
    assert found(agency, "bovet") == {"Bovet Acme SA", "Élodie Müller", "Acme Basel", "Anna Précision"}
    assert found(agency, "elodie bovet") == found(agency, "muller bov") == {"Élodie Müller"}
    # Her own word stays, theirs is gone.
    assert found(agency, "precision") == {"Anna Précision"}
    agency.perform("undo", by="nadia", entry=entry)
    assert found(agency, "bovet") == set()
    assert found(agency, "precision") == {"Acme Précision SA", "Élodie Müller", "Acme Basel", "Anna Précision"}


def test_a_company_is_renamed_by_as_many_statements_however_many_work_there(agency):
    edit(agency, "acme", name="Jaquet SA")
    with statements(agency.store) as few:
        edit(agency, "acme", name="Bovet SA")
    people = [
        ({"first_name": f"Anna {one}", "last_name": "Frei", "company": "acme"}, f"chunk:{one}") for one in "abcdefgh"
    ]
    agency.perform_many("add-contact", by="nadia", items=people)
    with statements(agency.store) as many:
        edit(agency, "acme", name="Rochat SA")
    assert len(many) == len(few)
    assert len(found(agency, "rochat frei")) == len(people)


def test_an_owner_is_told_and_a_contact_that_moves_stands_in_both_infoboxes(agency):
    agency.forget_deliveries()
    entry = edit(agency, "elodie", owner="theo", company="kern")
    assert ("mail", "theo") in [line[1:] for line in agency.owed("owed")]
    assert ("mail", "emma") in [line[1:] for line in agency.owed("owed")]
    assert {agency.card(key).entries[0].number for key in ("elodie", "acme", "kern")} == {entry}
    assert said(agency, entry) == [
        ("Élodie Müller", "company_id", "Acme Précision SA", "Kern & Söhne GmbH"),
        ("Élodie Müller", "owner_id", "Emma Quéloz", "Théo Aebischer"),
    ]
    agency.perform("undo", by="nadia", entry=entry)
    assert (agency.card("elodie").owner, agency.card("elodie").record.company_name) == (
        "Emma Quéloz",
        "Acme Précision SA",
    )


@pytest.mark.parametrize(
    ("by", "client", "given", "field"),
    [
        ("theo", "acme", {"phone": "+41 32 555 01 10"}, "client"),  # of somebody else
        ("emma", "elodie", {"company": "kern"}, "company"),
        ("emma", "acme", {"parent": "kern"}, "parent"),
        ("emma", "acme", {"owner": "noa"}, "owner"),  # sees no clients
        ("luc", "acme", {"owner": "theo"}, "owner"),  # may edit anything, but assign nothing
        ("luc", "acme", {"status": "meeting"}, "status"),
        ("luc", "elodie", {"company": "kern"}, "company"),
        ("rita", "acme", {"phone": "+41 32 555 01 10"}, None),
        ("nadia", "acme", {"parent": "acme"}, "parent"),
    ],
)
def test_edit_opens_no_way_around_the_actions_that_owner_status_and_company_have(agency, by, client, given, field):
    with pytest.raises(Refused) as refused:
        edit(agency, client, by=by, **given)
    assert [one.field for one in refused.value.problems] == [field]


def test_an_assistant_puts_details_right_for_anybody(agency):
    edit(agency, "acme", by="luc", phone="+41 32 555 01 10", owner="emma", status="")
    assert details(agency, "acme")["phone"] == "+41 32 555 01 10"


def test_companies_do_not_belong_to_each_other_in_a_circle(agency):
    entry = edit(agency, "kern", parent="acme")
    assert said(agency, entry) == [("Kern & Söhne GmbH", "parent", None, "Acme Précision SA")]
    edit(agency, "hopital", parent="kern")
    with pytest.raises(Refused, match="belongs to this company itself"):
        edit(agency, "acme", parent="hopital")
    edit(agency, "kern", parent="")
    edit(agency, "acme", parent="hopital")


@pytest.mark.parametrize(
    ("client", "given", "seen"),
    [
        ("kern", {"name": "Acme Précision SA"}, "Acme Précision SA (CMP-1)"),
        ("kern", {"email": "Bureau@acme.example"}, "Acme Précision SA (CMP-1)"),
        ("hans", {"first_name": "Élodie", "company": "acme"}, "Élodie Müller (CST-1)"),
        ("hans", {"email": "elodie@acme.example"}, "Élodie Müller (CST-1)"),
    ],
)
def test_look_alikes_are_shown_before_and_a_confirmed_call_goes_through(agency, client, given, seen):
    with pytest.raises(NeedsConfirmation, match="This looks like") as asked:
        edit(agency, client, **given)
    assert seen in str(asked.value)
    edit(agency, client, **given, confirm="yes")


def test_a_record_is_not_taken_for_its_own_double(agency):
    edit(agency, "acme", name="ACME précision sa", email="BUREAU@acme.example")
    # Namesakes were looked at when they became that; a telephone number asks nothing.
    edit(agency, "kern", name="Acme Précision SA", confirm="yes")
    edit(agency, "kern", phone="+41 61 555 02 01")


def test_what_one_item_of_a_chunk_changes_the_next_one_finds(agency):
    items = [
        ({"client": "elodie", "first_name": "Elise"}, "chunk:1"),
        ({"client": "elodie", "last_name": "Grandjean", "first_name": "Elise"}, "chunk:2"),
        ({"client": "elodie", "first_name": "Elise"}, "chunk:3"),
    ]
    _first, second, third = agency.perform_many("edit", by="nadia", items=items)
    assert isinstance(third, Refused)
    assert [line[1:] for line in said(agency, second.result)] == [("last_name", "Müller", "Grandjean")]
    assert agency.card("elodie").record.name == "Elise Grandjean"
    assert found(agency, "elise") == {"Elise Grandjean"}
