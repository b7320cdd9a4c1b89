"""Two clients become one, field by field; undone, they part again exactly."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from crm.domain.errors import Refused
from crm.store import documents, records
from crm.store.tables import change, delivery, document
from tests.factories import NOW


def merge(agency, first="acme", second="kern", *, by="nadia", **more):
    return agency.perform("merge", by=by, client=first, **{"with": second}, **more)


def undo(agency, done, *, by="nadia", at=NOW):
    return agency.perform("undo", by=by, entry=done.result, at=at)


def test_what_the_first_does_not_say_the_second_does(agency):
    agency.perform("edit", by="nadia", client="acme", phone="+41 32 111 11 11")
    done = merge(agency)
    card = agency.card("acme")
    assert (card.record.name, card.details["phone"], card.details["email"]) == (
        "Acme Précision SA",
        "+41 32 111 11 11",
        "bureau@acme.example",
    )
    assert done.records == ("CMP-1",)
    assert [(one.record_name, one.field) for one in agency.see(done.result).changes] == [("Hans Müller", "company_id")]


def test_each_field_may_be_that_of_the_second(agency):
    done = merge(agency, name="second", phone="second", owner="second", city="second", email="first")
    card = agency.card("acme")
    assert (card.record.name, card.owner) == ("Kern & Söhne GmbH", "Théo Aebischer")
    assert (card.details["phone"], card.details["city"]) == ("+41 61 555 02 00", None)
    mine = [one for one in agency.see(done.result).changes if one.record == card.record.id]
    assert {one.field: (one.before, one.after) for one in mine} == {
        "name": ("Acme Précision SA", "Kern & Söhne GmbH"),
        "owner_id": ("Emma Quéloz", "Théo Aebischer"),
        "phone": (None, "+41 61 555 02 00"),
        "city": ("Delémont", None),
    }


def test_the_old_number_leads_to_the_new_everywhere(agency):
    merge(agency)
    assert agency.card("kern").record.number == agency.record("acme").number
    assert [str(one.number) for one in agency.suggest("CMP-2", by="nadia")] == ["CMP-1"]
    entry = agency.entry(clients=("kern", "acme"))
    assert [str(one.number) for one in agency.see(entry).records] == ["CMP-1"]
    merge(agency, "hopital", "acme")
    assert agency.card("kern").record.name == "Hôpital du Jura"


def test_the_second_is_in_no_list_and_found_by_no_word(agency):
    merge(agency)
    assert {one.name for one in agency.suggest("", by="nadia")}.isdisjoint({"Kern & Söhne GmbH"})
    assert {one.name for one in agency.suggest("kern", by="nadia")} == set()


def test_the_infoboxes_are_one_in_the_order_of_time(agency):
    first = agency.entry(clients=("acme",), when="2026-11-01 09:00")
    second = agency.entry(clients=("kern",), when="2026-11-02 09:00")
    both = agency.entry(clients=("kern", "acme"), when="2026-11-03 09:00")
    third = agency.entry(clients=("acme",), when="2026-11-04 09:00")
    done = merge(agency)
    numbers = [one.number for one in agency.card("acme").entries]
    assert [one for one in numbers if one in {first, second, both, third}] == [third, both, second, first]
    assert numbers.count(done.result) == 1
    [seen] = [one for one in agency.card("acme").entries if one.number == both]
    assert [one.name for one in seen.records] == ["Acme Précision SA"]


def test_contacts_go_over_and_are_found_by_the_name_of_their_company(agency):
    merge(agency)
    assert agency.record("hans").company_name == "Acme Précision SA"
    assert "Hans Müller" in {one.name for one in agency.suggest("acme", by="nadia")}


def test_two_contacts_become_one(agency):
    entry = agency.entry(clients=("other_elodie",))
    merge(agency, "elodie", "other_elodie", last_name="second")
    card = agency.card("elodie")
    assert (card.record.name, card.record.company_name) == ("Élodie Mueller", "Acme Précision SA")
    assert (card.details["email"], card.details["phone"]) == ("elodie@acme.example", "032 555 03 01")
    assert entry in [one.number for one in card.entries]
    assert entry in [one.number for one in agency.card("hopital").entries]


def test_files_and_upcoming_actions_follow(agency):
    with agency.begin() as session:
        kern = agency.record("kern").id
        documents.add(session, record_id=kern, name="a.pdf", kind="application/pdf", size=1, digest=b"1" * 32, now=NOW)
    at = NOW + timedelta(days=3)
    planned = agency.perform(
        "status", by="theo", clients=["kern"], status="meeting", when=at.isoformat(), remind="1d"
    ).result
    done = merge(agency)
    with agency.read() as session:
        assert session.value(select(document.c.record_id)) == agency.record("acme").id
        waiting = session.rows(
            select(delivery).where(delivery.c.entry_id == int(planned[2:]), delivery.c.state == "owed")
        )
    assert {row.kind for row in waiting} >= {"reminder", "effect"}
    agency.set_member("theo", role="admin")
    agency.perform("take-effect", by="theo", entry=planned, at=at)
    assert agency.record("acme").status == "meeting"
    undo(agency, done)
    with agency.read() as session:
        assert session.value(select(document.c.record_id)) == kern


def test_an_inactive_client_is_active_when_the_other_one_is(agency):
    agency.perform("activate", by="nadia", clients=["acme"], state="inactive")
    done = merge(agency)
    assert agency.record("acme").active
    undo(agency, done)
    assert not agency.record("acme").active


@pytest.mark.parametrize(
    ("first", "second", "refusal"),
    [
        ("acme", "acme", "This is the same client already"),
        ("acme", "elodie", "A company and a contact cannot be merged"),
        ("acme", "CMP-99", "“CMP-99” was not found"),
    ],
)
def test_what_cannot_be_merged_says_why(agency, first, second, refusal):
    with pytest.raises(Refused, match=refusal) as refused:
        merge(agency, first, second)
    assert refused.value.problems[0].field == "with"


def test_the_right_is_wanted_for_both(agency):
    agency.set_role("own", {"view": "all", "merge": "own"})
    agency.set_member("emma", role="own")
    with pytest.raises(Refused, match=r"You may not do this with .*Kern"):
        merge(agency, by="emma")
    with pytest.raises(Refused, match=r"You may not do this with .*Kern"):
        merge(agency, "kern", "acme", by="emma")
    with pytest.raises(Refused, match="Your role does not allow this"):
        merge(agency, by="theo")
    agency.own("kern", "emma")
    assert merge(agency, by="emma")


def test_both_owners_are_told(agency):
    merge(agency)
    told = {(channel, who) for kind, channel, who in agency.owed("owed") if kind == "entry"}
    assert told == {("slack", "C0INFOBOX"), ("mail", "emma"), ("mail", "theo")}


def test_whoever_may_see_only_the_second_sees_nothing_through_it(agency):
    agency.set_role("own", {"view": "own"})
    agency.set_member("theo", role="own")
    entry = agency.entry(by="nadia", clients=("kern",))
    assert agency.see(entry, by="theo") is not None
    merge(agency)
    assert agency.see(entry, by="theo") is None


def test_deleting_the_first_takes_the_second_along(agency):
    merge(agency)
    agency.perform("delete", by="nadia", client="acme", name="Acme Précision SA", contacts="delete")
    for key in ("acme", "kern"):
        with pytest.raises(Refused, match=r"^CMP-[12] was deleted by Nadia El Khoury"):
            agency.card(key)


def test_somebody_who_changes_one_of_them_meanwhile_is_not_run_over(agency):
    """A merging without any change of a field holds the first fast, too."""
    before = agency.record("acme").version
    merge(agency, "acme", "hopital")
    assert agency.record("acme").version > before
    with agency.read() as session:
        [ghost] = [one for one in records.by_id(session, [3]).values() if one.merged_into]
    assert ghost.gone


def test_who_was_merged_before_follow_ups_went_along_parts_again(agency):
    done = merge(agency)
    with agency.begin() as session:
        [row] = session.rows(select(change).where(change.c.field == "record", change.c.before.is_not(None)))
        was = {name: value for name, value in row.before.items() if name != "follow_ups"}
        session.execute(update(change).where(change.c.id == row.id).values(before=was))
    undo(agency, done)
    assert agency.card("kern").record.name == "Kern & Söhne GmbH"
