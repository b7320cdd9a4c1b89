"""A comment under the wrong entry moves: gone from the old threads, told to the new entry's people once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from crm.domain import richtext
from crm.domain.errors import NotAllowed, NotFound
from crm.store.tables import audit, document
from tests.factories import INFOBOX
from tests.slack.parcels import packed, stands

CV = {"name": "CV.pdf", "kind": "pdf", "size": 3, "digest": "ab" * 32}


@pytest.fixture
def wrong(agency):
    """Théo's comment with a file, said under Emma's entry about Acme, which stands in the infobox and with Paul."""
    entry = agency.entry(by="emma", participants=["paul", "lena"], note="About Acme.")
    stands(agency, entry)
    said = agency.perform("comment", by="theo", entry=entry, text="Kern says *yes*.", files=[CV]).result
    return entry, said


@pytest.fixture
def right(agency):
    return agency.entry(by="luc", clients=("kern",), participants=["emma"], note="About Kern.")


def said(agency, entry):
    return [(one.number, one.author, richtext.plain(one.body)) for one in agency.see(entry).comments]


def test_it_stands_under_the_other_entry_with_all_that_hangs_on_it(agency, wrong, right):
    entry, comment = wrong
    agency.perform("move-comment", by="theo", comment=comment, to=right)
    assert said(agency, entry) == []
    assert said(agency, right) == [(comment, "Théo Aebischer", "Kern says yes.")]
    with agency.read() as session:
        [file] = session.rows(select(document).where(document.c.comment_id == int(comment[2:])))
        [row] = session.rows(select(audit).where(audit.c.operation == "move-comment"))
    assert f"E-{file.entry_id}" == right
    assert row.data == {"comment": int(comment[2:]), "from": int(entry[2:]), "to": int(right[2:])}
    assert "Kern" in str(agency.card("kern").entries[0].comments)


def test_the_people_of_the_new_entry_are_told_once_and_the_old_threads_are_cleared(agency, wrong, right):
    _entry, comment = wrong
    agency.settle()
    agency.perform("move-comment", by="theo", comment=comment, to=right, source="slack:move:1")
    agency.perform("move-comment", by="theo", comment=comment, to=right, source="slack:move:1")
    agency.perform("move-comment", by="theo", comment=comment, to=right)
    told = sorted(agency.owed("owed"))
    assert told == [
        ("comment", "mail", "emma"),
        ("comment", "slack", INFOBOX),
        ("comment", "slack", "luc"),
        ("update", "slack", INFOBOX),
        ("update", "slack", "lena"),
    ]


def test_what_is_not_said_yet_in_the_old_thread_never_is(agency, wrong, right):
    _entry, comment = wrong
    agency.perform("move-comment", by="emma", comment=comment, to=right)
    packed_now = packed(agency, kind="comment")
    assert {one.entry.number for one in packed_now} == {right}


@pytest.mark.parametrize(
    ("by", "may"), [("theo", True), ("emma", True), ("nadia", True), ("paul", False), ("rita", False)]
)
def test_its_author_its_entry_s_author_and_administrators_may(agency, wrong, right, by, may):
    _entry, comment = wrong
    if not may:
        with pytest.raises(NotAllowed):
            agency.perform("move-comment", by=by, comment=comment, to=right)
    else:
        agency.perform("move-comment", by=by, comment=comment, to=right)
    assert len(said(agency, right)) == may


@pytest.mark.parametrize(("comment", "to"), [("C-999", None), ("x", None), (None, "E-999"), (None, "hidden")])
def test_what_the_mover_may_not_see_is_not_there(agency, wrong, right, comment, to):
    agency.set_role("narrow", {"view": "own", "info": "own"})
    agency.set_member("theo", role="narrow")
    agency.own("acme", "theo")
    agency.own("kern", "nadia")
    target = right if to in {None, "hidden"} else to
    with pytest.raises(NotFound):
        agency.perform("move-comment", by="theo", comment=comment or wrong[1], to=target)
    assert said(agency, wrong[0])


def test_an_edit_in_the_old_thread_follows_it(agency, right):
    entry = agency.entry(by="emma")
    stands(agency, entry)
    comment = agency.perform("comment", by="theo", entry=entry, text="Kern: no.", origin=f"{INFOBOX}/1.1").result
    agency.perform("move-comment", by="theo", comment=comment, to=right)
    agency.perform("edit-comment", by="theo", entry=entry, text="Kern: yes.", origin=f"{INFOBOX}/1.1", mark="2")
    assert said(agency, right) == [(comment, "Théo Aebischer", "Kern: yes.")]
    agency.perform("delete-comment", by="theo", entry=entry, origin=f"{INFOBOX}/1.1")
    assert said(agency, right) == []
