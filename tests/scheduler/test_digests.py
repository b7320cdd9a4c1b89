"""Digests and reports come once, at their time in every zone, however often the clock ticks or does not."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from crm import bouncing, digests
from crm.domain.digests import DAY, TOO_LATE, Bulletin, due, latest, time_of
from crm.store.tables import bulletin
from crm.views.bulletins import NOTHING
from scheduler.digests import Mornings, owe_digests
from templates.report import Report

# Clocks go forward and back, by half an hour too, in both halves of the world; one has no such change.
ZONES = ("Europe/Zurich", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu")
BEGINS = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: BEGINS + timedelta(minutes=minutes))
CLOCKS = st.times().map(lambda one: one.replace(second=0, microsecond=0))
MONDAY = datetime(2026, 11, 23, tzinfo=ZoneInfo("Europe/Zurich"))


@given(MOMENTS, st.sampled_from(ZONES).map(ZoneInfo), CLOCKS)
def test_a_time_of_day_comes_once_a_day_in_every_zone(now, zone, at):
    day = latest(now, at, zone)
    assert due(day, at, zone) <= now < due(day + DAY, at, zone)
    local = due(day, at, zone).astimezone(zone)
    # A time that the clocks leave out comes as much later as they go forward; every other one as it is.
    skipped = local.replace(tzinfo=None) - datetime.combine(day, at)
    assert skipped in {timedelta(), timedelta(minutes=30), timedelta(hours=1)}
    assert timedelta(hours=22) < due(day + DAY, at, zone) - due(day, at, zone) < timedelta(hours=26)


@given(st.text(max_size=8))
def test_whatever_was_kept_is_a_time_of_day(text):
    assert isinstance(time_of(text), time)


@pytest.fixture
def tick(office):
    """The clock ticks; gives what is owed to a member since."""

    def ticked(times=1, key="emma"):
        before = {row.id for row in office.ledger()}
        for _ in range(times):
            owe_digests(office.agency.store, office.agency.workspace, office.now)
        fresh = [row for row in office.ledger() if row.id not in before]
        return [(row.kind, row.channel) for row in fresh if row.member_id == office.agency.id_of(key)]

    return ticked


def plan(office, when, **more):
    return office.agency.entry(when=when.isoformat(), at=office.now, **more)


async def carried(relay):
    while await relay.turn():
        pass


async def test_a_digest_says_what_is_overdue_and_what_is_planned_for_the_day(office, tick):
    office.now = MONDAY + timedelta(hours=7)
    assert tick() == [], "whoever has just come begins with the next one"
    overdue = plan(office, MONDAY + timedelta(hours=8))
    today = plan(office, MONDAY + timedelta(hours=16))
    plan(office, MONDAY + timedelta(days=1, hours=9))
    plan(office, MONDAY + timedelta(hours=10), by="paul")
    office.now = MONDAY + timedelta(hours=8, minutes=29)
    assert tick() == []
    office.now += timedelta(minutes=2)
    assert tick(times=3) == [("digest", "mail")]
    await carried(office.relay())
    [parcel] = [
        one for one, _content in office.mail.handed if one.kind == "digest" and one.reader.name == "Emma Quéloz"
    ]
    assert [one.number for one in parcel.news.overdue] == [overdue]
    assert [one.number for one in parcel.news.today] == [today]
    # Whoever has nothing to do is told nothing, and the ledger says so.
    assert {row.reason for row in office.ledger(kind="digest", member_id=office.agency.id_of("theo"))} == {NOTHING}


async def test_several_processes_tick_at_once_and_each_member_is_told_once(office, tick):
    office.now = MONDAY
    tick()
    office.now = MONDAY + timedelta(hours=10)
    owing = partial(owe_digests, office.agency.store, office.agency.workspace, office.now)
    for done in [office.executor.submit(owing) for _ in range(5)]:
        done.result()
    told = [(row.member_id, row.channel) for row in office.ledger(kind="digest")]
    assert len(told) == len(set(told)) > 5


async def test_nothing_comes_at_weekends_and_monday_tells_of_them(office, tick):
    office.now = MONDAY - timedelta(days=3) + timedelta(hours=9)
    tick()
    for days in (1, 2):
        office.now = MONDAY - timedelta(days=3 - days) + timedelta(hours=9)
        assert tick() == []
    office.now = MONDAY + timedelta(hours=9)
    assert tick() == [("digest", "mail")]


async def test_after_a_morning_without_carnet_a_digest_is_skipped_and_says_why(office, tick):
    office.now = MONDAY + timedelta(hours=9)
    tick()
    plan(office, MONDAY + timedelta(days=1, hours=17))
    office.now = MONDAY + timedelta(days=1, hours=11, minutes=31)
    assert tick() == [("digest", "mail")]
    await carried(office.relay())
    [row] = office.ledger(kind="digest", member_id=office.agency.id_of("emma"))
    assert (row.state, row.reason) == ("skipped", TOO_LATE)


@pytest.mark.parametrize(
    ("wishes", "owed", "hours"),
    [
        ({"digest": "nothing"}, [], 9),
        ({"digest": "both"}, [("digest", "mail"), ("digest", "slack")], 9),
        ({"digest_at": "07:00"}, [("digest", "mail")], 7.5),
        ({"digest_at": "10:00"}, [], 9),
    ],
)
async def test_a_member_chooses_whether_how_and_when(office, tick, wishes, owed, hours):
    office.agency.perform("preferences", by="emma", **wishes)
    office.now = MONDAY
    tick()
    office.now = MONDAY + timedelta(hours=hours)
    assert tick() == owed


async def test_a_report_is_for_whoever_has_people_below_them_and_comes_on_mondays(office):
    office.now = MONDAY - timedelta(hours=20)
    mornings = Mornings(store=office.agency.store, executor=office.executor, now=lambda: office.now)
    await mornings.tick()
    office.agency.perform("status", by="emma", clients=["acme"], status="prospect", at=MONDAY - timedelta(days=4))
    office.agency.perform("status", by="emma", clients=["acme"], status="meeting", at=MONDAY - timedelta(days=2))
    office.now = MONDAY + timedelta(hours=10)
    with office.agency.read() as session:
        due_now = {(one.member.name, one.kind) for one in digests.coming(session, office.now)}
    assert {name for name, kind in due_now if kind is Bulletin.REPORT} == {
        "Nadia El Khoury",
        "Paul Rüegsegger",
        "Lena Brönnimann-Özdemir",
    }
    office.agency.set_member("nadia", active=False)
    office.agency.set_member("lena", active=False)
    await mornings.tick()
    await mornings.tick()
    [row] = office.ledger(kind="report")
    assert (row.member_id, row.channel) == (office.agency.id_of("paul"), "mail")
    await carried(office.relay())
    [parcel] = [one for one, _content in office.mail.handed if one.kind == "report"]
    report = Report.read(parcel.news.content)
    assert [one.name for one in report.pictures] == ["actions", "statuses", "silent"]
    assert all(one.content.startswith(b"\x89PNG") for one in report.pictures)
    assert report.headline == "Die Woche Ihres Teams, 16.–22. Nov. 2026"
    with office.agency.read() as session:
        marks = {row.mark for row in session.rows(select(bulletin)) if row.kind == "report"}
    assert date(2026, 11, 23).isoformat() in marks


async def test_a_digest_that_comes_back_is_told_in_slack(office, tick):
    office.now = MONDAY
    tick()
    plan(office, MONDAY + timedelta(hours=17))
    office.now = MONDAY + timedelta(hours=9)
    assert tick() == [("digest", "mail")]
    await carried(office.relay())
    [mail] = office.ledger(kind="digest", member_id=office.agency.id_of("emma"))
    with office.agency.begin() as session:
        assert bouncing.bounced(session, mail.id, reason="550 no such user", unknown_user=True, now=office.now)
    await carried(office.relay())
    told = office.ledger(kind="digest", member_id=office.agency.id_of("emma"))
    assert [(row.channel, row.state) for row in told] == [("mail", "bounced"), ("slack", "sent")]


async def test_a_report_that_is_asked_for_comes_with_the_next_tick(office):
    office.agency.perform("report", by="paul", at=office.now)
    mornings = Mornings(store=office.agency.store, executor=office.executor, now=lambda: office.now)
    await mornings.tick()
    await mornings.tick()
    assert [(row.kind, row.channel) for row in office.ledger(kind="report")] == [("report", "mail")]
