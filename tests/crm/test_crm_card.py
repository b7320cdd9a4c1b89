"""The card: an infobox narrowed to what somebody looks for, and the people of a company."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.domain import richtext
from crm.domain.clients import RecordNumber
from crm.domain.errors import NotFound, Refused
from crm.domain.sought import Sought
from crm.store import infobox, texts
from crm.views import clients, contacts
from tests.factories import NOW, a_source

WORDS = ("call", "called", "Müller", "a", "an", "profil")


@pytest.fixture(params=["few", "many"])
def others(request, agency):
    """Other clients' entries that hold the same words: few are looked up, among many the infobox is walked."""
    if request.param == "many":
        with agency.begin() as session:
            texts.index(
                session, dict.fromkeys(range(10_000, 10_001 + infobox.FEW), richtext.from_text(" ".join(WORDS)))
            )


def shown(agency, key="acme", by="nadia", **sought):
    """The numbers of all entries that are found on a card, page after page."""
    reader = agency.member(by)
    number = RecordNumber.read(agency.numbers.get(key, key))
    found, before = [], None
    with agency.read() as session:
        while True:
            card = clients.card(session, reader, number, sought=Sought.read(sought), before=before)
            found += [one.number for one in card.entries]
            before = card.older
            if before is None:
                return found


def test_days_count_in_the_reader_s_zone_the_last_one_included(agency):
    late = datetime(2026, 3, 9, 22, 30, tzinfo=UTC)  # half past eleven in Zürich, half past six in New York
    evening = agency.entry(clients=("kern",), at=late)
    night = agency.entry(clients=("kern",), at=late + timedelta(hours=1))
    agency.set_member("nadia", zone="Europe/Zurich")
    agency.set_member("rita", zone="America/New_York")
    assert shown(agency, "kern", since="2026-03-09", until="2026-03-09") == [evening]
    assert shown(agency, "kern", since="2026-03-10", until="2026-03-10") == [night]
    assert shown(agency, "kern", by="rita", since="2026-03-09", until="2026-03-09") == [night, evening]
    assert shown(agency, "kern", until="2026-03-08") == []
    assert shown(agency, "kern", since="2026-03-10")[-1:] == [night]


def test_an_infobox_is_narrowed_to_an_action_an_author_and_words(agency):
    note = agency.entry(by="emma", note="Wants two profiles")
    status = agency.perform("status", by="paul", clients=["acme"], status="meeting", description="On Monday").result
    other = agency.entry(by="paul", note="Two visits")
    assert shown(agency, action="status") == [status]
    assert shown(agency, author=agency.tokens["paul"]) == [other, status]
    assert shown(agency, author="emma@talents-jura.example") == [note]
    assert shown(agency, words="two") == [other, note]
    assert shown(agency, words="two prof") == [note]
    assert shown(agency, words="monday", action="info") == []
    assert shown(agency, words="two", author=agency.tokens["paul"], action="info") == [other]


def test_comments_and_what_was_undone_are_found_on_the_card_too(agency):
    made = agency.entry(note="Called")
    agency.perform("comment", by="theo", entry=made, text="Sauerkraut")
    agency.perform("undo", by="emma", entry=made)
    assert shown(agency, words="sauer called") == [made]


def test_a_narrowed_infobox_has_pages_without_gap_or_repeat(agency, others):
    made = [
        agency.entry(clients=("kern",), note=f"{'Called' if n % 2 else 'Odd'} note", at=NOW - timedelta(minutes=n // 4))
        for n in range(90)
    ]
    wanted = [one for n, one in enumerate(made) if n % 2]
    found = shown(agency, "kern", words="call")
    assert (sorted(found), len(found)) == (sorted(wanted), 45)
    assert found == [one for one in shown(agency, "kern") if one in set(wanted)]


@pytest.mark.parametrize(
    ("sought", "field"),
    [
        ({"since": "yesterday"}, "since"),
        ({"since": "2026-02-30", "until": "x"}, "since"),
        ({"since": "2026-03-02", "until": "2026-03-01"}, "until"),
        ({"until": "0001-01-01"}, "until"),
        ({"until": "9999-12-31"}, "until"),
    ],
)
def test_a_day_that_is_none_is_refused_at_its_field(sought, field):
    with pytest.raises(Refused) as refused:
        Sought.read(sought)
    assert refused.value.problems[0].field == field


@pytest.mark.parametrize("sought", [{"author": "nobody@acme.example"}, {"author": "M-999"}, {"action": "nonsense"}])
def test_somebody_or_something_that_is_not_there_is_not_found(agency, sought):
    with pytest.raises(NotFound):
        shown(agency, **sought)


def test_what_was_kept_with_a_view_is_read_back_as_if_anybody_had_written_it():
    sought = Sought.read({"since": "2026-03-01", "words": " two  ", "action": None, "author": 7, "nonsense": "x"})
    assert sought == Sought(since="2026-03-01", words="two", author="7")
    assert Sought.read(sought.as_row()) == sought
    assert (bool(sought), bool(Sought())) == (True, False)
    assert len(Sought.read({"words": "x" * 9000}).words) == 200


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(
    notes=st.lists(
        st.tuples(
            st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
            st.sampled_from(("emma", "paul")),
            st.integers(0, 5),
        ),
        min_size=1,
        max_size=8,
    ),
    words=st.lists(st.sampled_from(("cal", "called", "mull", "a", "prof")), max_size=2),
    author=st.sampled_from(("", "emma", "paul")),
    days=st.tuples(st.integers(0, 5), st.integers(0, 5)).map(sorted),
)
def test_a_card_shows_what_a_reader_would_pick_by_hand(agency, others, notes, words, author, days):
    made = []
    for said, by, day in notes:
        moment = datetime(2026, 5, 1 + day, 12, tzinfo=UTC)
        made.append((agency.entry(clients=("kern",), by=by, note=" ".join(said), at=moment), said, by, day))
    ours = {number for number, *_ in made}
    sought = {
        "words": " ".join(words),
        "author": agency.tokens.get(author, ""),
        "since": f"2026-05-{1 + days[0]:02}",
        "until": f"2026-05-{1 + days[1]:02}",
    }
    wanted = [
        number
        for number, said, by, day in sorted(made, key=lambda one: (-one[3], -int(one[0][2:])))
        if by == (author or by) and days[0] <= day <= days[1] and all(_holds(said, word) for word in words)
    ]
    assert [one for one in shown(agency, "kern", **sought) if one in ours] == wanted


def _holds(said, word):
    mine = texts.typed(" ".join(said))
    return any(one.startswith(word) if len(word) >= texts.BEGINNING else one == word for one in mine)


def people(agency, key="acme", by="nadia", count=3):
    """The names of a company's contacts, page after page."""
    reader = agency.member(by)
    number = RecordNumber.read(agency.numbers.get(key, key))
    found, after = [], None
    with agency.read() as session:
        while True:
            page = contacts.page(session, reader, number, count=count, after=after)
            found.append([one.name for one in page.found])
            after = page.after
            if after is None:
                return found


def hire(agency, *names, owner="emma"):
    items = [
        ({"first_name": name, "last_name": "Test", "company": "acme", "owner": owner, "function": "Chef"}, a_source())
        for name in names
    ]
    agency.perform_many("add-contact", by="nadia", items=items)


def test_the_people_of_a_company_stand_by_name_on_pages(agency):
    hire(agency, "Zoé", "Anna", "Bea", "Carl", "Bea")
    pages = people(agency)
    assert [len(page) for page in pages] == [3, 3] or [len(page) for page in pages] == [3, 2]
    names = [name for page in pages for name in page]
    assert set(names) == {"Anna Test", "Bea Test", "Carl Test", "Zoé Test", "Élodie Müller"}
    assert names[:2] == ["Anna Test", "Bea Test"]


def test_on_one_page_they_stand_as_people_look_for_them(agency):
    hire(agency, "Zoé", "Fanny", "Étienne", "Anna")
    assert people(agency, count=9) == [["Anna Test", "Élodie Müller", "Étienne Test", "Fanny Test", "Zoé Test"]]


def test_only_those_are_shown_whom_the_reader_may_view(agency):
    hire(agency, "Anna", owner="paul")
    agency.set_role("tried", {"view": "own"})
    agency.set_member("emma", role="tried")
    assert people(agency, by="emma") == [["Élodie Müller"]]
    agency.set_member("theo", role="tried")
    with pytest.raises(NotFound):
        people(agency, by="theo")


@pytest.mark.parametrize("number", ["CST-1", "CMP-99"])
def test_only_a_company_has_people(agency, number):
    with pytest.raises(NotFound):
        people(agency, number)


def test_a_contact_s_card_knows_its_company_if_the_reader_may_view_it(agency):
    assert agency.card("elodie").company.number == RecordNumber.read(agency.numbers["acme"])
    assert agency.card("acme").company is None
    agency.own("elodie", "theo")
    agency.set_role("tried", {"view": "own"})
    agency.set_member("theo", role="tried")
    assert agency.card("elodie", by="theo").company is None
