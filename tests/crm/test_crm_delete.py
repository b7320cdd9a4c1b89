"""Deleting a client: gone from every view at once, and wholly back until it is for good."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from crm.domain.clients import RecordNumber
from crm.domain.errors import Deleted, EntryDeleted, NotFound, Refused
from crm.store import records, removals
from crm.store.tables import entry, subject, word
from tests.factories import NOW

DAY = timedelta(hours=24)


def delete(agency, key="acme", name="Acme Précision SA", *, by="nadia", contacts="delete", **more):
    asked = {**more, "contacts": contacts} if contacts else more
    return agency.perform("delete", by=by, client=key, name=name, **asked)


def names(agency, text="", by="nadia"):
    return {one.name for one in agency.suggest(text, by=by)}


def undo(agency, done, *, by="nadia", at=NOW):
    return agency.perform("undo", by=by, entry=done.result, at=at)


def everything(agency):
    """All that a reader can see of the clients, and the rows behind it."""
    cards = {}
    for key in ("acme", "kern", "hopital", "elodie", "hans", "other_elodie"):
        try:
            card = agency.card(key)
        except Deleted:
            continue
        shown = [replace(one, records=()) for one in card.entries if not one.undone]
        cards[key] = (replace(card.record, version=0), card.details, card.owner, shown)
    with agency.read() as session:
        filings = sorted(tuple(row) for row in session.rows(select(subject.c.entry_id, subject.c.record_id)))
        words = sorted(tuple(row) for row in session.rows(select(word.c.record_id, word.c.word, word.c.owner_id)))
        hidden = sorted(session.execute(select(entry.c.id).where(entry.c.removal_id.is_not(None))).scalars())
    return cards, filings, words, hidden


def test_it_is_gone_from_every_view_at_once_with_its_contacts(agency):
    agency.entry(clients=("elodie",))
    done = delete(agency)
    assert (done.records, done.notes) == (("CMP-1",), ())
    assert names(agency) == {"Kern & Söhne GmbH", "Hôpital du Jura", "Hans Müller", "Elodie Mueller"}
    assert (names(agency, "acme"), names(agency, "elodie mul")) == (set(), set())
    for key in ("acme", "elodie"):
        with pytest.raises(Deleted, match=r"C\w+-1 was deleted by Nadia El Khoury, 2026-11-24"):
            agency.card(key)
        with pytest.raises(Refused, match="was deleted by Nadia"):
            agency.entry(clients=(key,))


def test_who_may_not_know_of_it_is_told_that_it_was_not_found(agency):
    agency.set_role("own", {"view": "own", "info": "own"})
    agency.set_member("theo", role="own")
    delete(agency)
    with pytest.raises(NotFound, match="“CMP-1” was not found"):
        agency.card("acme", by="theo")


@pytest.mark.parametrize(
    ("typed", "ok"),
    [("acme precision sa", True), ("  ACME  Précision SA ", True), ("Acme", False), ("Kern & Söhne GmbH", False)],
)
def test_the_name_must_be_typed_but_not_its_accents(agency, typed, ok):
    if ok:
        delete(agency, name=typed)
    else:
        with pytest.raises(Refused, match="Please type “Acme Précision SA”") as refused:
            delete(agency, name=typed)
        assert refused.value.problems[0].field == "name"
    assert ("Acme Précision SA" in names(agency)) is not ok


@pytest.mark.parametrize(("who", "may"), [("nadia", True), ("paul", True), ("emma", False), ("rita", False)])
def test_administrators_may_and_managers_for_their_people(agency, who, may):
    if may:
        delete(agency, by=who)
    else:
        with pytest.raises(Refused, match="Your role does not allow this"):
            delete(agency, by=who)


def test_every_contact_that_goes_with_it_must_be_within_reach(agency):
    agency.own("elodie", "nadia")
    with pytest.raises(Refused, match=r"You may not do this with .*Élodie Müller") as refused:
        delete(agency, by="paul")
    assert refused.value.problems[0].field == "contacts"
    assert "Acme Précision SA" in names(agency)


def test_contacts_that_the_person_may_not_see_keep_a_company(agency):
    agency.set_role("narrow", {"view": "own", "delete": "all"})
    agency.set_member("emma", role="narrow")
    agency.own("elodie", "theo")
    with pytest.raises(Refused, match="has 1 contact that you may not see"):
        delete(agency, by="emma")


def test_a_company_with_contacts_asks_what_becomes_of_them(agency):
    with pytest.raises(Refused, match="has 1 contact: delete it too, or move it to another company"):
        delete(agency, contacts=None)
    with pytest.raises(Refused, match="Choose the company that the contacts move to"):
        delete(agency, contacts="move")
    with pytest.raises(Refused, match="Choose the company that the contacts move to"):
        delete(agency, contacts="move", company="acme")
    done = delete(agency, contacts="move", company="kern")
    assert agency.record("elodie").company_name == "Kern & Söhne GmbH"
    assert {one.name for one in agency.suggest("kern", by="nadia")} >= {"Élodie Müller"}
    undo(agency, done)
    assert agency.record("elodie").company_name == "Acme Précision SA"


def test_contacts_may_only_move_where_the_person_may_move_them(agency):
    agency.own("kern", "nadia")
    with pytest.raises(Refused, match=r"You may not do this with .*Kern"):
        delete(agency, by="paul", contacts="move", company="kern")


def test_what_is_also_filed_under_others_stays_there_and_names_only_the_number(agency):
    shared = agency.entry(clients=("acme", "kern"))
    mine = agency.entry(clients=("acme",))
    status = agency.perform("status", by="nadia", clients=["acme", "kern"], status="meeting").result
    delete(agency)
    seen = agency.see(shared)
    assert ([one.name for one in seen.records], seen.deleted, seen.hidden) == (["Kern & Söhne GmbH"], ("CMP-1",), 0)
    assert {shared, status} <= {one.number for one in agency.card("kern").entries}
    assert agency.see(mine) is None
    assert [one.record_name for one in agency.see(status).changes] == ["Kern & Söhne GmbH"]


def test_what_went_with_it_can_be_neither_commented_nor_undone(agency):
    mine = agency.entry(clients=("acme",))
    delete(agency)
    for action, more in (("comment", {"text": "Dommage."}), ("undo", {})):
        with pytest.raises(EntryDeleted, match=f"{mine} was deleted together with its client"):
            agency.perform(action, by="emma", entry=mine, **more)


def test_a_contact_s_company_shows_that_one_was_deleted_but_not_whom(agency):
    done = delete(agency, "elodie", "Élodie Müller", contacts=None)
    [seen, *_] = agency.card("acme").entries
    assert (seen.number, seen.action, seen.records, seen.deleted) == (done.result, "delete", (), ("CST-1",))
    assert seen.changes == ()


def test_undo_brings_everything_back_and_the_undoing_of_it_takes_all_away_again(agency):
    agency.entry(clients=("acme", "kern"))
    agency.entry(clients=("elodie",), by="emma")
    before = everything(agency)
    done = delete(agency)
    without = everything(agency)
    assert undo(agency, done).notes == ()
    cards, filings, words, hidden = everything(agency)
    assert (cards, words, hidden) == (before[0], before[2], before[3])
    assert set(filings) - set(before[1]) == {(int(done.result[2:]), agency.record("acme").id)}
    undo(agency, done)
    assert everything(agency)[0] == without[0]
    undo(agency, done)
    assert everything(agency)[0] == before[0]


@pytest.mark.parametrize(
    ("when", "after", "back"),
    [("later", DAY - timedelta(minutes=1), True), ("later", DAY, False), ("now", timedelta(0), False)],
)
def test_it_comes_back_within_a_day_unless_it_was_for_good(agency, when, after, back):
    done = delete(agency, when_gone=when)
    if back:
        undo(agency, done, at=NOW + after)
    else:
        with pytest.raises(Refused, match="deleted for good and cannot be brought back"):
            undo(agency, done, at=NOW + after)
    assert ("Acme Précision SA" in names(agency)) is back


def test_a_contact_stays_away_while_its_company_is_deleted(agency):
    contact = delete(agency, "elodie", "Élodie Müller", contacts=None)
    company = delete(agency, contacts=None)
    with pytest.raises(EntryDeleted):
        undo(agency, contact)
    undo(agency, company)
    assert "Élodie Müller" not in names(agency)
    undo(agency, contact)
    assert {"Acme Précision SA", "Élodie Müller"} <= names(agency)


def test_the_companies_below_it_stay_without_it(agency):
    below = agency.perform("add-company", by="nadia", name="Acme Outils", parent="acme").records[0]
    done = delete(agency)
    assert agency.record(below).company is None
    assert names(agency, "précision") == set()
    undo(agency, done)
    assert agency.record(below).company == agency.record("acme").id


def test_a_planned_change_of_several_clients_is_done_for_those_that_are_left(agency):
    at = NOW + timedelta(days=2)
    planned = agency.perform("status", by="nadia", clients=["acme", "kern"], status="meeting", when=at.isoformat())
    delete(agency)
    agency.perform("take-effect", by="nadia", entry=planned.result, at=at)
    assert agency.record("kern").status == "meeting"


def test_somebody_who_changes_it_at_the_same_time_is_not_run_over(agency):
    """What was read is looked at again under a lock."""
    with agency.begin() as session:
        number = RecordNumber.read("CMP-1")
        found = records.by_number(session, [number])[number]
        assert not removals.hide(session, [replace(found, version=found.version - 1)], NOW)
        assert records.by_number(session, [number])


def test_a_repeated_call_does_it_once(agency):
    first = delete(agency, source="slack:view:V1")
    again = delete(agency, source="slack:view:V1")
    assert (again.repeat, again.result) == (True, first.result)
