"""Upcoming actions: shown, reminded, and done when their time has come."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm.domain.errors import Refused, UnknownMember
from tests.factories import NOW

DAY = timedelta(days=1)
DUE = NOW + 2 * DAY


def planned(agency, *, by="emma", clients=("acme",), **more):
    return agency.perform("status", by=by, clients=list(clients), status="meeting", when=DUE.isoformat(), **more).result


def take_effect(agency, entry, *, at=DUE, source=None):
    return agency.perform("take-effect", by="nadia", entry=entry, at=at, source=source)


def due(agency):
    with agency.read() as session:
        return sorted((row.kind, row.due_at) for row in agency.ledger(session) if row.due_at > NOW)


def test_a_dated_status_changes_nothing_yet_and_is_shown_as_upcoming(agency):
    entry = planned(agency, description="Lundi chez eux.", participants=["paul"])
    seen = agency.see(entry)
    assert (seen.upcoming(NOW), seen.upcoming(DUE), seen.occurred_at, seen.changes) == (True, False, DUE, ())
    assert agency.record("acme").status is None
    assert ("entry", "mail", "paul") in agency.owed("owed")
    assert due(agency) == [("effect", DUE)]


def test_it_takes_effect_when_due_once_in_its_author_s_name(agency):
    entry = planned(agency, clients=("acme", "elodie"))
    take_effect(agency, entry, source="due:7")
    assert take_effect(agency, entry, source="due:7").repeat
    assert (agency.record("acme").status, agency.record("elodie").status) == ("meeting", "meeting")
    seen = agency.see(entry)
    assert (seen.author_name, sorted((one.before, one.after) for one in seen.changes)) == (
        "Emma Quéloz",
        [(None, "meeting"), (None, "meeting")],
    )
    agency.perform("undo", by="emma", entry=entry, at=DUE)
    assert (agency.record("acme").status, agency.record("elodie").status) == (None, None)


def test_one_with_reminder_and_invitation_takes_effect_however_late_that_is(agency):
    entry = planned(agency, remind="1h", calendar=True)
    agency.perform("take-effect", by="emma", entry=entry, at=DUE + DAY)
    assert agency.record("acme").status == "meeting"


def test_the_message_that_announced_it_shows_what_changed(agency):
    entry = planned(agency)
    agency.settle()
    take_effect(agency, entry, source="due:7")
    assert agency.owed("owed") == [("update", "slack", "C0INFOBOX")]


def test_nobody_makes_it_take_effect_before_its_time(agency):
    entry = planned(agency)
    with pytest.raises(Refused, match="This is planned for"):
        take_effect(agency, entry, at=DUE - timedelta(seconds=1))
    assert agency.record("acme").status is None


def test_the_permission_is_checked_again(agency):
    entry, other = planned(agency), planned(agency)
    agency.own("acme", "theo")
    with pytest.raises(Refused, match="You may not do this with"):
        take_effect(agency, entry)
    agency.own("acme", "emma")
    agency.set_member("emma", active=False)
    with pytest.raises(UnknownMember):
        take_effect(agency, other)
    assert agency.record("acme").status is None


def test_an_undone_plan_takes_no_effect(agency):
    entry = planned(agency)
    agency.perform("undo", by="emma", entry=entry)
    take_effect(agency, entry)
    assert agency.record("acme").status is None


def test_a_note_of_the_past_or_of_now_takes_effect_at_once_and_needs_no_effect(agency):
    for when in (NOW - DAY, NOW):
        entry = agency.entry(when=when.isoformat())
        assert not agency.see(entry).upcoming(NOW)
        assert take_effect(agency, entry, at=NOW).result == entry
    assert due(agency) == []


def test_the_time_is_read_in_the_zone_of_who_types_it(agency):
    entry = agency.entry(by="emma", when="2026-12-01 14:30")
    assert agency.see(entry).occurred_at.isoformat() == "2026-12-01T13:30:00+00:00"
    agency.set_member("nadia", zone="Mars/Phobos")  # nobody knows it, so UTC
    entry = agency.entry(by="nadia", when="2026-12-01 14:30")
    assert agency.see(entry).occurred_at.isoformat() == "2026-12-01T14:30:00+00:00"


@pytest.mark.parametrize(
    ("remind", "at"),
    [("at", DUE), ("10m", DUE - timedelta(minutes=10)), ("1d", DUE - DAY), ("1w", NOW), ("none", None)],
)
def test_the_responsible_member_is_reminded_as_they_wish(agency, remind, at):
    agency.entry(by="emma", when=DUE.isoformat(), remind=remind, participants=["paul"])
    with agency.read() as session:
        found = [(row.channel, row.due_at) for row in agency.ledger(session) if row.kind == "reminder"]
    assert found == ([("mail", at)] if at else [])


@pytest.mark.parametrize(("who", "channels"), [("luc", ["slack"]), ("nadia", ["mail"]), ("lena", ["mail", "slack"])])
def test_a_reminder_comes_where_the_member_reads(agency, who, channels):
    agency.set_member(who, role="admin")
    agency.entry(by=who, when=DUE.isoformat(), remind="1h")
    with agency.read() as session:
        assert sorted(row.channel for row in agency.ledger(session) if row.kind == "reminder") == channels


@pytest.mark.parametrize("when", [{"when": (NOW - DAY).isoformat()}, {}], ids=["past", "now"])
def test_whoever_asks_to_be_reminded_of_what_is_not_to_come_is_told_at_the_field(agency, when):
    with pytest.raises(Refused, match="a date and time to come") as refused:
        agency.entry(by="emma", remind="1h", **when)
    assert [one.field for one in refused.value.problems] == ["remind"]


def test_a_date_that_is_no_date_is_told_alone(agency):
    with pytest.raises(Refused) as refused:
        agency.entry(by="emma", remind="1h", when="soon")
    assert [one.field for one in refused.value.problems] == ["when"]
