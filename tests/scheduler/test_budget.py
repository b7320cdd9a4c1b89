"""Nobody is told more than so much in an hour: the rest comes in one notice, and the ledger says where it went."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.domain.digests import BUDGET, BUDGET_SETTING, FOLDED, HOUR, Quiet
from crm.store import choices
from scheduler.putting_off import QUIET
from tests.factories import NOW


@pytest.fixture
def many(office):
    """Emma writes so many notes in which Paul takes part; gives their numbers."""

    office.agency.set_member("paul", tell_by="slack")

    def written(count, **more):
        return [office.agency.entry(participants=["paul"], at=office.now, **more) for _ in range(count)]

    return written


async def carried(office):
    """Everything, however many seconds Slack takes for it."""
    relay = office.relay()
    while await relay.turn():
        office.clear_lanes()


def told(bag, key="paul"):
    return [parcel for parcel, _content in bag.handed if parcel.reader.email.startswith(key)]


async def test_what_is_too_much_for_an_hour_comes_in_one_notice_that_says_what_it_holds(office, many):
    numbers = many(BUDGET + 7)
    await carried(office)
    assert [one.entry.number for one in told(office.slack)] == numbers[:BUDGET]
    [fold] = office.ledger(kind="fold")
    left = office.ledger(kind="entry", channel="slack", state="skipped")
    assert {(row.reason, row.about) for row in left} == {(FOLDED, fold.id)}
    assert (fold.entry_id, fold.member_id, fold.due_at) == (None, office.agency.id_of("paul"), office.now + HOUR)
    office.now += HOUR
    await carried(office)
    news = told(office.slack)[-1].news
    assert (news.count, [one.entry.number for one in news.said]) == (7, numbers[BUDGET:])
    assert [row.state for row in office.ledger(kind="fold")] == ["sent"]
    assert len(many(1)) == 1
    await carried(office)
    assert len(told(office.slack)) == BUDGET + 2, "there is room again"


async def test_what_is_folded_and_then_undone_or_deleted_is_not_told(office, many):
    office.agency.perform("budget", by="nadia", notices="0")
    numbers = many(3)
    office.agency.perform("comment", by="emma", entry=numbers[0], text="And again.", at=office.now)
    await carried(office)
    office.agency.perform("undo", by="emma", entry=numbers[1], at=office.now)
    office.now += HOUR
    await carried(office)
    news = told(office.slack)[-1].news
    assert [(one.entry.number, bool(one.comment)) for one in news.said] == [
        (numbers[0], False),
        (numbers[2], False),
        (numbers[0], True),
    ]
    office.agency.perform("undo", by="emma", entry=many(1)[0], at=office.now)
    await carried(office)
    assert told(office.slack)[-1].news == news, "what was undone before it was told is told nowhere"


async def test_what_somebody_did_or_asked_for_themselves_is_never_too_much(office):
    office.agency.perform("budget", by="nadia", notices="0")
    office.agency.set_channel(open_to_members=False, infobox="")
    office.agency.entry(by="luc", clients=("acme",), participants=["paul"])
    await carried(office)
    assert [row.state for row in office.ledger(member_id=office.agency.id_of("luc"))] == ["sent"]
    assert {row.reason for row in office.ledger(member_id=office.agency.id_of("paul"))} >= {FOLDED}


@pytest.mark.parametrize("hours", [1, 9])
async def test_direct_messages_wait_for_the_end_of_quiet_hours_and_mails_do_not(office, many, hours):
    office.agency.set_member("paul", tell_by="both")
    office.agency.perform("preferences", by="paul", quiet="20:00-07:00")
    office.now = datetime(2026, 11, 24, 22, 0, tzinfo=ZoneInfo("Europe/Zurich")) - timedelta(minutes=1)
    [number] = many(1)
    office.agency.perform("comment", by="emma", entry=number, text="And again.", at=office.now)
    await carried(office)
    mine = office.ledger(member_id=office.agency.id_of("paul"))
    assert {(row.kind, row.channel, row.state) for row in mine} == {
        ("entry", "mail", "sent"),
        ("comment", "mail", "sent"),
        ("entry", "slack", "owed"),
        ("comment", "slack", "owed"),
    }
    assert [row.reason for row in mine if (row.kind, row.channel) == ("entry", "slack")] == [QUIET]
    office.now += timedelta(hours=hours, minutes=1)
    office.clear_lanes()
    await carried(office)
    assert len(told(office.slack)) == (2 if hours == 9 else 0)


ZONES = st.sampled_from(
    ["Europe/Zurich", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu"]
)
MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes))
CLOCKS = st.times().map(lambda one: one.replace(second=0, microsecond=0))


@given(MOMENTS, ZONES, CLOCKS, CLOCKS)
def test_quiet_hours_end_within_a_day_and_are_over_then(now, zone, begins, ends):
    quiet, there = Quiet.read(f"{begins:%H:%M}-{ends:%H:%M}"), ZoneInfo(zone)
    assert (quiet is None) == (begins == ends)
    until = quiet.until(now, there) if quiet else None
    if until is not None:
        assert now < until <= now + timedelta(hours=25)
        # Where the clocks are put back over the end, the hour is quiet twice.
        again = quiet.until(until, there)
        assert again is None or again - until <= timedelta(hours=2)


@pytest.mark.parametrize("text", ["", None, "never", "20:00", "25:00-07:00", "20:00-x", "07:00-07:00"])
def test_hours_that_are_none_are_never_quiet(text):
    assert Quiet.read(text) is None


def test_the_setting_is_kept(agency):
    agency.perform("budget", by="nadia", notices="6")
    with agency.read() as session:
        assert choices.setting_of(session, BUDGET_SETTING) == 6
