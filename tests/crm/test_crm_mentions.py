"""Whoever a comment mentions takes part, by whatever door it came; its author is told of those who may not see it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from crm.domain import mentioning
from crm.domain.access import NO_ROLE, Member
from tests.factories import slack_user

NAMES = ("Paul Rüegsegger", "Théo Aebischer", "Luc Perrenoud-dit-Favre", "Luc Perrenoud", "Luca Perrenoud", "Noa Løvås")
PEOPLE = [
    Member(id=place, slack_user=f"U{place}", name=name, email="", zone="UTC", locale="en", role=NO_ROLE)
    for place, name in enumerate(NAMES, 1)
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@Paul please call", ["Paul Rüegsegger"]),
        ("please call, @paul ruegsegger, tomorrow", ["Paul Rüegsegger"]),
        ("(@Théo) and @Noa Lovas.", ["Théo Aebischer", "Noa Løvås"]),
        ("@Luc Perrenoud-dit-Favre: yes", ["Luc Perrenoud-dit-Favre"]),
        ("@Luc Perrenoud yes", ["Luc Perrenoud"]),
        ("@Luc yes", []),
        ("write to paul@talents-jura.example or @here", []),
        ("@", []),
    ],
)
def test_a_name_behind_an_at_means_the_one_it_can_only_mean(text, expected):
    found = [mentioning.meant(one, PEOPLE) for one in mentioning.names(text)]
    assert [one.name for one in found if one] == expected


@given(some.text(max_size=60))
def test_any_text_means_somebody_known_or_nobody(text):
    found = [mentioning.meant(one, PEOPLE) for one in mentioning.names(text)]
    assert all(one is None or one in PEOPLE for one in found)


def mention(key):
    node = {"type": "user", "user_id": slack_user(key)}
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [node, {"type": "text", "text": " look"}]}],
    }


@pytest.fixture
def entry(agency):
    number = agency.entry(by="emma")
    agency.forget_deliveries()
    return number


@pytest.mark.parametrize(
    "text", [mention("theo"), "@Théo look", "@theo aebischer, look"], ids=["slack", "mail", "shell"]
)
def test_whoever_is_mentioned_takes_part_and_is_told_of_this_comment_and_the_next(agency, entry, text):
    for said in (text, "And again."):
        assert not agency.perform("comment", by="paul", entry=entry, text=said).notes
    assert agency.see(entry).participants == ("Théo Aebischer",)
    assert [row for row in agency.owed() if row[2] == "theo"] == [("comment", "mail", "theo")] * 2


@pytest.mark.parametrize("text", [mention("luc"), "@Luc, look"], ids=["slack", "mail"])
def test_whoever_may_not_see_the_client_is_not_told_and_the_author_hears_of_it(agency, entry, text):
    agency.set_role("narrow", {"view": "own"})
    agency.set_member("luc", role="narrow")
    done = agency.perform("comment", by="paul", entry=entry, text=text)
    assert [str(one) for one in done.notes] == [
        "Not told, since they may not see this client: ['Luc Perrenoud-dit-Favre']."
    ]
    assert agency.see(entry).participants == ()
    assert [row for row in agency.owed() if row[2] == "luc"] == []


def test_an_edit_that_mentions_somebody_tells_them_once(agency, entry):
    origin = {"entry": entry, "origin": "C0INFOBOX/1795478401.000200"}
    agency.perform("comment", by="paul", text="Look.", source="slack:msg:C0INFOBOX:1795478401.000200", **origin)
    for mark in ("1795478500.000001", "1795478500.000002"):
        text = {**mention("theo"), "elements": [*mention("theo")["elements"], *mention("paul")["elements"]]}
        agency.perform("edit-comment", by="paul", text=text, mark=mark, **origin)
    assert agency.see(entry).participants == ("Théo Aebischer",)
    assert [row for row in agency.owed() if row[2] == "theo"] == [("comment", "mail", "theo")]
