"""The card and its infobox: pages by key, what is hidden and counted, and entries one by one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm.domain.errors import NotFound
from crm.store import records
from crm.views import entries as views
from tests.factories import INFOBOX, NOW


def pages(agency, key, by="nadia"):
    """The numbers on each page of a card, newest first."""
    card = agency.card(key, by=by)
    found = [[one.number for one in card.entries]]
    while card.older:
        card = agency.card(key, by=by, before=card.older)
        found.append([one.number for one in card.entries])
    return found


def test_pages_follow_each_other_without_gap_or_repeat_even_where_moments_are_equal(agency):
    moments = [NOW - timedelta(hours=number // 15) for number in range(45)]
    written = [agency.entry(clients=("kern",), when=moment.isoformat(), at=NOW) for moment in moments]
    before = agency.card("kern").entries[-2:]  # the company and its contact were added at this very moment
    found = pages(agency, "kern")
    assert [len(page) for page in found] == [20, 20, 7]
    expected = sorted(zip(moments, written, strict=True), key=lambda one: (one[0], int(one[1][2:])), reverse=True)
    flat = [number for page in found for number in page]
    assert [number for number in flat if number in written] == [number for _moment, number in expected]
    assert len(set(flat)) == len(flat) == 47
    assert before


def test_upcoming_entries_stand_first(agency):
    later = agency.entry(when=(NOW + timedelta(days=2)).isoformat())
    sooner = agency.entry(when=(NOW + timedelta(days=1)).isoformat())
    today = agency.entry()
    assert [one.number for one in agency.card("acme").entries][:3] == [later, sooner, today]


def test_a_card_tells_owner_status_details_and_company(agency):
    agency.perform("status", by="emma", clients=["elodie"], status="meeting")
    card = agency.card("elodie", by="rita")
    assert (card.record.name, card.record.company_name, card.owner, card.record.dot) == (
        "Élodie Müller",
        "Acme Précision SA",
        "Emma Quéloz",
        "🟢",
    )
    assert (card.status.labels["fr"], card.details["email"], card.details["notes"]) == (
        "Rendez-vous",
        "elodie@acme.example",
        None,
    )
    agency.own("elodie", None)
    assert agency.card("elodie").owner is None


def test_an_entry_on_a_contact_stands_in_the_company_s_infobox_and_stays_there(agency):
    entry = agency.entry(clients=("elodie",))
    assert entry in pages(agency, "acme")[0]
    assert [one.name for one in agency.see(entry).records] == ["Élodie Müller"]
    with agency.begin() as session:
        records.change(session, agency.record("elodie"), {"company_id": agency.record("kern").id})
    assert (entry in pages(agency, "acme")[0], entry in pages(agency, "kern")[0]) == (True, False)
    assert agency.entry(clients=("elodie",)) in pages(agency, "kern")[0]


@pytest.mark.parametrize("number", ["CMP-99", "acme", "CST-1"])
def test_a_card_that_is_not_there_or_may_not_be_seen_is_not_found(agency, number):
    agency.set_role("tried", {"view": "own"})
    agency.set_member("theo", role="tried")
    with pytest.raises(NotFound):
        agency.card(number, by="theo")
    assert agency.card("kern", by="theo").record.name == "Kern & Söhne GmbH"


def test_what_a_reader_may_not_view_is_left_out_and_counted(agency):
    agency.set_role("tried", {"view": "own"})
    agency.set_member("theo", role="tried")
    entry = agency.perform("status", by="nadia", clients=["acme", "kern", "hopital"], status="meeting").result
    seen, all_of_it = agency.see(entry, by="theo"), agency.see(entry, by="rita")
    assert ([one.name for one in seen.records], seen.hidden) == (["Kern & Söhne GmbH"], 2)
    assert [one.record_name for one in seen.changes] == ["Kern & Söhne GmbH"]
    assert ([one.name for one in all_of_it.records], all_of_it.hidden, len(all_of_it.changes)) == (
        ["Acme Précision SA", "Kern & Söhne GmbH", "Hôpital du Jura"],
        0,
        3,
    )
    assert agency.see(agency.entry(clients=("acme",)), by="theo") is None


def test_the_author_always_reads_their_own(agency):
    entry = agency.entry(by="theo", clients=("acme",))
    agency.set_role("tried", {"view": "own"})
    agency.set_member("theo", role="tried")
    seen = agency.see(entry, by="theo")
    assert (seen.records, seen.hidden, seen.author_name) == ((), 1, "Théo Aebischer")
    agency.set_member("theo", role="none")
    assert agency.see(entry, by="theo") is not None


def test_an_entry_that_is_not_there_is_nothing(agency):
    reader = agency.member("nadia")
    with agency.read() as session:
        assert views.entry(session, reader, 999) is None
        assert views.entries(session, reader, []) == []


# Who reads the channel beside those who see everything, and may an entry about Acme (Emma's) stand in it?
READERS = {
    "everybody sees everything": ({}, True, True),
    "one sees nothing": ({"rita": {}}, True, False),
    "one sees only their own": ({"theo": {"view": "own"}}, True, False),
    "its owner sees only their own": ({"emma": {"view": "own"}}, True, True),
    "one sees their group's": ({"lena": {"view": "group"}}, True, False),
    "the owner's manager sees their group's": ({"paul": {"view": "group"}}, True, True),
    "a guest reads it": ({}, False, False),
}


@pytest.mark.parametrize(("grants", "open_to_members", "posted"), READERS.values(), ids=READERS)
def test_an_entry_stands_in_the_channel_that_all_its_readers_may_see_it_in(agency, grants, open_to_members, posted):
    for key, granted in grants.items():
        agency.set_role(f"of-{key}", granted)
        agency.set_member(key, role=f"of-{key}")
    agency.set_channel(open_to_members=open_to_members)
    agency.entry(by="nadia", clients=("acme",), participants=["emma", "luc"])
    in_channel = [("entry", "mail", "emma"), ("entry", "slack", INFOBOX), ("entry", "slack", "luc")]
    in_person = [
        ("entry", "mail", "emma"),
        ("entry", "slack", "emma"),
        ("entry", "slack", "luc"),
        ("entry", "slack", "nadia"),
    ]
    assert sorted(agency.owed("owed")) == (in_channel if posted else in_person)


def test_without_a_channel_everybody_concerned_gets_a_message_of_their_own(agency):
    agency.set_channel(open_to_members=True, infobox="C0UNKNOWN")
    agency.entry(by="emma", participants=["paul"])
    assert sorted(agency.owed("owed")) == [
        ("entry", "mail", "paul"),
        ("entry", "slack", "emma"),
        ("entry", "slack", "paul"),
    ]


def test_the_author_among_the_participants_is_told_of_nothing(agency):
    entry = agency.entry(by="emma", participants=["emma", "paul", "L-1"])
    assert sorted(agency.owed("owed")) == [("entry", "mail", "paul"), ("entry", "slack", INFOBOX)]
    assert agency.see(entry).participants == ("Paul Rüegsegger",)
