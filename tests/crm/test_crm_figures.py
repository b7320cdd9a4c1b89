"""The week in numbers: only whole weeks, only what stands, and only what whoever reads it may view."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from crm.store import people
from crm.views import figures, members

MONDAY = datetime(2026, 11, 30, 9, tzinfo=ZoneInfo("Europe/Zurich"))
DAY = timedelta(days=1)


def week(agency, key):
    with agency.read() as session:
        reader = members.reader(session, agency.tokens[key])
        return figures.week(session, reader, now=MONDAY)


def counted(found):
    return {one.name: one.actions for one in found.people if one.total}


def worked(agency):
    """Emma and Théo work last week; what is too early, too late or undone does not count."""
    for days in (3, 4, 9):
        agency.entry(by="emma", clients=("acme",), at=MONDAY - days * DAY)
    agency.entry(by="emma", clients=("acme",), at=MONDAY)
    agency.perform("undo", by="emma", entry=agency.entry(by="emma", at=MONDAY - 2 * DAY), at=MONDAY - DAY)
    agency.entry(by="theo", clients=("kern",), at=MONDAY - 3 * DAY)
    agency.perform("status", by="theo", clients=["kern"], status="prospect", at=MONDAY - 6 * DAY)
    agency.perform("status", by="theo", clients=["kern"], status="meeting", at=MONDAY - 2 * DAY)


def test_a_manager_sees_their_group_and_an_administrator_everybody(agency):
    worked(agency)
    found = week(agency, "paul")
    assert (found.begins.isoformat(), found.ends.isoformat(), found.before) == ("2026-11-23", "2026-11-29", 1)
    assert counted(found) == {"Emma Quéloz": {"info": 2}, "Théo Aebischer": {"info": 1, "status": 2}}
    assert counted(week(agency, "lena")) == {"Théo Aebischer": {"info": 1, "status": 2}}
    assert counted(week(agency, "nadia")).items() >= counted(found).items()


def test_a_status_that_was_left_says_for_how_long_it_was_had(agency):
    worked(agency)
    stages = {one.key: (one.clients, one.left, one.days) for one in week(agency, "paul").stages}
    assert stages == {"prospect": (0, 1, 4.0), "meeting": (1, 0, None)}


def test_nobody_counts_what_they_may_not_view(agency):
    worked(agency)
    agency.set_role("lead", {"view": "own"})
    agency.set_member("paul", role="lead")
    found = week(agency, "paul")
    assert counted(found) == {}
    assert (found.stages, found.silent, found.named) == ((), (), ())
    agency.own("acme", "paul")
    assert counted(week(agency, "paul")) == {"Emma Quéloz": {"info": 2}}


def test_silent_clients_are_counted_by_owner_and_named(agency):
    with agency.read() as session:
        reader = members.reader(session, agency.tokens["paul"])
        found = figures.week(session, reader, now=MONDAY + 100 * DAY)
    assert dict(found.silent) == {"Emma Quéloz": 2, "Théo Aebischer": 2}
    assert {one.number for one in found.named} == {"CMP-1", "CMP-2", "CST-1", "CST-2"}


def test_a_report_is_for_who_leads_and_still_works_here(agency):
    agency.set_member("lena", active=False)
    with agency.read() as session:
        names = {one.name for one in people.by_id(session, figures.leads(session)).values()}
    assert names == {"Nadia El Khoury", "Paul Rüegsegger"}
