"""Whose clients somebody may view: the same everywhere that clients, or what was written about them, can be read."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from crm.domain.clients import RecordKind
from crm.domain.errors import NotFound, Refused
from crm.domain.filters import Filters
from crm.store import records
from crm.store.tables import delivery
from crm.views import listing, searching, selecting
from crm.views.parcels import Parcel, parcels
from tests.factories import NOW
from tests.matrix import ACTOR, OWNERS, REACHED, Cast, play

pytestmark = pytest.mark.unwatched


@pytest.fixture
def cast(agency):
    """Somebody's company of each kind of owner, a note about each, and a letter to the actor about every note."""
    found = Cast(agency)
    agency.settle()
    found.notes = {
        whose: agency.entry(
            by="nadia", clients=(found.companies[whose],), note=f"Zeughausnotiz {whose}", participants=[ACTOR]
        )
        for whose in OWNERS
    }
    play(agency, "info", "all", "all")
    agency.perform("select", by=ACTOR, list="V0LIST", add=[found.companies[whose] for whose in OWNERS])
    return found


@pytest.mark.parametrize("scope", REACHED)
def test_every_way_to_a_client_shows_the_same_clients(agency, cast, scope):
    play(agency, "info", scope, "all")
    clients = {cast.companies[whose] for whose in REACHED[scope]}
    for way, found in ways(agency).items():
        assert found & {cast.companies[whose] for whose in OWNERS} == clients, way
    for whose, number in cast.companies.items():
        if whose in OWNERS:
            assert opens(agency, number) == (number in clients), whose


def ways(agency):
    reader = agency.member(ACTOR)
    with agency.read() as session:
        page = listing.page(session, reader, Filters(words="zeughaus company"), now=NOW, count=50)
        every = listing.everything(session, reader, Filters(kind=RecordKind.COMPANY), now=NOW)
        return {
            "type-ahead": {str(one.number) for one in agency.suggest("zeughaus company", by=ACTOR)},
            "list": {str(line.record.number) for line in page.lines},
            "all found": {str(one.number) for one in records.by_id(session, every).values()},
            "selected": {str(one.number) for one in selecting.chosen(session, reader, "V0LIST")},
        }


def opens(agency, number):
    """Is there a card for the actor?"""
    try:
        return bool(agency.card(number, by=ACTOR).entries)
    except NotFound:
        return False


@pytest.mark.parametrize("scope", REACHED)
def test_every_way_to_an_entry_shows_the_same_entries(agency, cast, scope):
    play(agency, "info", scope, "all")
    expected = {cast.notes[whose] for whose in REACHED[scope]}
    reader = agency.member(ACTOR)
    with agency.read() as session:
        searched = {one.number for one in searching.found(session, reader, "zeughausnotiz").entries}
    assert searched == expected
    assert {one for one in cast.notes.values() if agency.see(one, by=ACTOR)} == expected
    assert carried(agency) == expected
    assert {one for one in cast.notes.values() if comments(agency, one)} == expected


def comments(agency, note):
    """May the actor say something about it?"""
    try:
        agency.perform("comment", by=ACTOR, entry=note, text="Entendu.")
    except Refused:
        return False
    return True


def carried(agency):
    """The entries that a relay would still tell the actor of."""
    mine = (delivery.c.member_id == agency.id_of(ACTOR), delivery.c.channel == "mail", delivery.c.state == "owed")
    with agency.read() as session:
        packed = parcels(session, [row.id for row in session.rows(select(delivery.c.id).where(*mine))])
    return {one.entry.number for one in packed if isinstance(one, Parcel)}


@pytest.mark.parametrize("scope", REACHED)
def test_an_entry_about_many_names_whom_one_may_view_and_counts_the_others(agency, cast, scope):
    companies = [cast.companies[whose] for whose in OWNERS]
    note = agency.entry(by="nadia", clients=tuple(companies))
    play(agency, "info", scope, "all")
    entry = agency.see(note, by=ACTOR)
    assert (entry is None) == (scope == "none")
    if entry:
        assert {str(one.number) for one in entry.records} == {cast.companies[whose] for whose in REACHED[scope]}
        assert entry.hidden == len(companies) - len(REACHED[scope])


@pytest.mark.parametrize("scope", REACHED)
def test_a_contact_names_its_company_only_to_whom_may_view_that(agency, cast, scope):
    made = {
        whose: agency.perform(
            "add-contact", by="nadia", owner=ACTOR, first_name="Mia", last_name=whose, company=cast.companies[whose]
        ).records[0]
        for whose in OWNERS
    }
    play(agency, "info", scope, "all")
    reader = agency.member(ACTOR)
    with agency.read() as session:
        page = listing.page(session, reader, Filters(words="mia"), now=NOW, count=50)
    listed = {line.record.number: line.record for line in page.lines}
    offered = {one.number: one for one in agency.suggest("mia", by=ACTOR)}
    assert len(offered) == len(listed) == (0 if scope == "none" else len(made))
    for whose, number in made.items() if offered else ():
        shown = (agency.card(number, by=ACTOR).record, *agency.suggest(number, by=ACTOR))
        shown += tuple(one for some in (listed, offered) for one in some.values() if str(one.number) == number)
        assert [bool(one.company_name) for one in shown] == [whose in REACHED[scope]] * 4, whose


@pytest.mark.parametrize("scope", REACHED)
def test_a_contact_is_found_by_its_company_s_name_only_by_whom_may_view_that(agency, cast, scope):
    made = {}
    for whose, owner in OWNERS.items():
        agency.numbers["plant"] = agency.perform("add-company", by="nadia", name=f"Quarzwerk {whose}").records[0]
        agency.own("plant", owner)
        who = {"first_name": "Mia", "last_name": "Quadri", "company": "plant", "owner": ACTOR, "confirm": "yes"}
        made[agency.perform("add-contact", by="nadia", **who).records[0]] = whose
    play(agency, "info", scope, "all")
    reader = agency.member(ACTOR)
    for text in ("quarzwerk", "mia quarz", "quarzwer mia"):
        with agency.read() as session:
            page = listing.page(session, reader, Filters(words=text), now=NOW, count=50)
        for found in ([line.record for line in page.lines], agency.suggest(text, by=ACTOR)):
            people = {made[str(one.number)] for one in found if str(one.number) in made}
            assert people == set(REACHED[scope]), text
    assert len(agency.suggest("mia qua", by=ACTOR)) == (0 if scope == "none" else len(made))
