"""The text of an entry is put right by its author; what it said before is kept, and nobody is told twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from crm.domain import richtext
from crm.domain.errors import Refused
from crm.store import matching
from crm.store.tables import entry
from crm.views import history
from tests.crm.test_crm_once import side_by_side
from tests.factories import NOW

LATER = NOW + timedelta(hours=1)
TOMORROW = NOW + timedelta(days=1)


def edit(agency, number, text, *, by="emma", **more):
    return agency.perform("edit-entry", by=by, entry=number, text=text, **more).result


def says(agency, number):
    body = agency.see(number).body
    return richtext.plain(body) if body else None


def earlier(agency, number, by):
    """What a reader may read of what an entry said before."""
    reader = agency.member(by)
    with agency.read() as session:
        found = history.earlier(session, reader, agency.see(number, by=by), count=10)
    return [(one.at, richtext.plain(one.body) if one.body else None) for one in found]


def found(agency, *words):
    with agency.read() as session:
        return [f"E-{one}" for one in matching.newest_with(session, list(words), before=None, count=10)]


def test_the_new_text_stands_in_the_place_of_the_old_which_is_kept(agency):
    number = agency.entry(note="Zwei Profile.")
    assert agency.see(number).edited is False
    assert edit(agency, number, "*Drei* Profile.", at=LATER) == number
    edit(agency, number, "Vier Profile.", at=TOMORROW)
    assert (says(agency, number), agency.see(number).edited) == ("Vier Profile.", True)
    assert earlier(agency, number, "emma") == [(LATER, "Drei Profile."), (NOW, "Zwei Profile.")]


def test_earlier_versions_are_for_the_author_and_administrators(agency):
    number = agency.entry(note="Zwei Profile.")
    edit(agency, number, "Drei Profile.")
    assert earlier(agency, number, "nadia") == earlier(agency, number, "emma") != []
    assert (earlier(agency, number, "paul"), earlier(agency, number, "rita")) == ([], [])


def test_it_is_found_by_what_it_says_now_and_by_its_comments_still(agency):
    number = agency.entry(note="Décolletage, deux profils.")
    agency.perform("comment", by="paul", entry=number, text="Einverstanden.")
    edit(agency, number, "Horlogerie, trois profils.")
    assert (found(agency, "decolletage"), found(agency, "horlogerie", "einverstanden")) == ([], [number])


@pytest.mark.parametrize(
    ("by", "number", "text", "field", "reason"),
    [
        ("nadia", "note", "Anders.", "entry", "Emma Quéloz wrote this, and nobody else can edit it."),
        ("rita", "note", "Anders.", "entry", "Emma Quéloz wrote this, and nobody else can edit it."),
        ("emma", "note", " ", "text", "Please fill in “Note”."),
        ("emma", "note", "Zwei Profile.", None, "Nothing was changed: this is what stands here already."),
        ("emma", "undone", "Anders.", "entry", "This entry was undone; its text stays as it was."),
        ("emma", "added", "Anders.", "entry", "This entry has no text that could be edited."),
        ("emma", "E-999", "Anders.", None, "“E-999” was not found. Check the name or the number."),
        ("emma", "E-x", "Anders.", "entry", "“E-x” was not found. Check the name or the number."),
    ],
)
def test_what_is_refused_is_said_and_the_text_stays(agency, by, number, text, field, reason):
    made = {
        "note": agency.entry(note="Zwei Profile."),
        "undone": agency.entry(note="Zwei Profile."),
        "added": agency.perform("add-company", by="emma", name="Atelier Neuf").result,
    }
    agency.perform("undo", by="emma", entry=made["undone"])
    with pytest.raises(Refused) as refused:
        edit(agency, made.get(number, number), text, by=by)
    assert [(one.field, str(one.text)) for one in refused.value.problems] == [(field, reason)]
    assert (says(agency, made["note"]), agency.see(made["note"]).edited) == ("Zwei Profile.", False)


def test_a_description_that_its_form_does_not_ask_for_may_be_added_and_cleared(agency):
    number = agency.perform("status", by="emma", clients=["acme"], status="meeting", description="").result
    edit(agency, number, "Ils nous attendent lundi.")
    assert says(agency, number) == "Ils nous attendent lundi."
    edit(agency, number, "")
    assert says(agency, number) is None
    assert [text for _at, text in earlier(agency, number, "emma")] == ["Ils nous attendent lundi.", None]


def test_messages_that_stand_are_updated_and_nobody_is_told_a_second_time(agency):
    agency.forget_deliveries()
    number = agency.entry(participants=["theo", "luc"], note="Zwei Profile.")
    agency.settle()
    edit(agency, number, "Drei Profile, <@U0PAUL>.")
    assert agency.owed("owed") == [("update", "slack", "C0INFOBOX"), ("update", "slack", "luc")]
    assert agency.see(number).participants == ("Luc Perrenoud-dit-Favre", "Théo Aebischer")


def test_what_is_still_to_be_sent_is_sent_with_the_new_text_only(agency):
    agency.forget_deliveries()
    number = agency.entry(participants=["theo"], note="Zwei Profile.")
    before = agency.owed("owed")
    edit(agency, number, "Drei Profile.")
    assert agency.owed("owed") == before


def test_a_planned_change_is_done_with_the_text_that_stands_by_then(agency):
    number = agency.perform(
        "status", by="emma", clients=["acme"], status="meeting", description="Lundi.", when=TOMORROW.isoformat()
    ).result
    edit(agency, number, "Mardi.", at=LATER)
    with agency.read() as session:
        data = session.value(select(entry.c.data).where(entry.c.id == int(number.removeprefix("E-"))))
    assert richtext.plain(data["inputs"]["description"]) == "Mardi."
    assert data["inputs"]["status"] == "meeting"
    agency.perform("take-effect", by="emma", entry=number, at=TOMORROW)
    assert (says(agency, number), agency.record("acme").status) == ("Mardi.", "meeting")


def test_an_edit_is_done_once_and_two_at_once_both_leave_what_they_replaced(agency):
    number = agency.entry(note="Zwei Profile.")

    def write(place):
        return edit(agency, number, f"Fassung {place}.", source=f"slack:view:V{place % 3}")

    assert set(side_by_side(write)) == {number}
    kept = {text for _at, text in earlier(agency, number, "emma")}
    assert (len(kept), "Zwei Profile." in kept, says(agency, number) in kept) == (3, True, False)
