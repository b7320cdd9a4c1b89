"""Whoever mutes an entry hears no more of it; their own reminders come, and everybody else hears as before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm.domain.errors import NotFound
from crm.views import hearing, ledger
from crm.views.parcels import Skip, parcels
from tests.factories import NOW


def carried(agency):
    """What a relay makes of each delivery that is owed: kind, whose, and why it is not sent."""
    keys = {agency.id_of(key): key for key in agency.tokens}
    with agency.read() as session:
        rows = [row for row in agency.ledger(session) if row.member_id and row.channel != "carnet"]
        packed = parcels(session, [row.id for row in rows])
    return {
        (row.kind, keys[row.member_id], one.reason if isinstance(one, Skip) else "")
        for row, one in zip(rows, packed, strict=True)
    }


@pytest.fixture
def upcoming(agency):
    """An entry of Théo's with his reminder, of which Emma and Paul were told."""
    agency.set_channel(open_to_members=True)
    agency.forget_deliveries()
    return agency.entry(
        by="theo", clients=("kern",), participants=["emma", "paul"], when=NOW + timedelta(days=2), remind="1h"
    )


def test_a_muted_entry_is_silent_for_its_member_alone(agency, upcoming):
    for who in ("theo", "emma", "emma"):
        agency.perform("mute", by=who, entry=upcoming)
    agency.perform("comment", by="paul", entry=upcoming, text="I will come, too.")
    found = carried(agency)
    assert found == {
        ("entry", "emma", "muted"),
        ("entry", "paul", ""),
        ("comment", "emma", "muted"),
        ("comment", "theo", "muted"),
        ("reminder", "theo", ""),
    }


def test_unmuted_it_speaks_again(agency, upcoming):
    agency.perform("mute", by="emma", entry=upcoming)
    agency.perform("mute", by="emma", entry=upcoming, mute="off")
    assert ("entry", "emma", "") in carried(agency)


def test_nobody_mutes_what_they_may_not_see(agency, upcoming):
    agency.set_role("narrow", {"view": "own"})
    agency.set_member("luc", role="narrow")
    with pytest.raises(NotFound):
        agency.perform("mute", by="luc", entry=upcoming)


def said(agency, entry, *, by="nadia"):
    found = agency.see(entry, by=by)
    with agency.read() as session:
        return {
            one.name: ([(n.kind, n.state) for n in one.notices], [str(w) for w in one.whys])
            for one in hearing.of_entry(session, found)
        }


def test_who_was_told_and_who_was_not_each_with_the_reason(agency, upcoming):
    agency.perform("mute", by="emma", entry=upcoming)
    agency.perform("preferences", by="paul", comment="nothing")
    agency.perform("comment", by="luc", entry=upcoming, text="I will come, too.")
    found = said(agency, upcoming)
    assert list(found) == ["#infobox", "Emma Quéloz", "Paul Rüegsegger", "Théo Aebischer"]
    assert found["#infobox"] == ([("entry", "owed"), ("comment", "owed")], [])
    assert found["Emma Quéloz"] == (
        [("entry", "owed"), ("comment", "owed")],
        [f"Emma Quéloz muted {upcoming} and hears no more of it."],
    )
    assert found["Paul Rüegsegger"] == ([("entry", "owed")], ["Paul Rüegsegger chose not to be told of comments."])
    assert found["Théo Aebischer"][1] == [
        f"Théo Aebischer wrote {upcoming}; nobody is told of their own doing.",
    ]


def test_the_command_line_and_the_view_say_the_same(agency, upcoming):
    agency.perform("mute", by="emma", entry=upcoming)
    whole = said(agency, upcoming)["Emma Quéloz"]
    reader, number = agency.member("nadia"), int(upcoming[2:])
    with agency.read() as session:
        notices, whys = hearing.why(session, reader, number, agency.tokens["emma"])
        assert ([(one.kind, one.state) for one in notices], [str(one) for one in whys]) == whole
        assert {one.to for one in ledger.newest(session, reader, troubled=False, count=9)} >= {"Emma Quéloz"}
        for stranger in ("noa",):
            with pytest.raises(NotFound):
                hearing.why(session, agency.member(stranger), number, agency.tokens["emma"])
