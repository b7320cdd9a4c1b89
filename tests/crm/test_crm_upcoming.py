"""What is still to be done: whose it is, when, and what becomes of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crm import bouncing
from crm.domain.errors import Refused
from crm.domain.reminders import When
from crm.store import planned
from crm.views.upcoming import Of, upcoming
from tests.factories import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TOMORROW = NOW + DAY


def plan(agency, *, by="emma", when=TOMORROW, **more):
    return agency.entry(by=by, when=when.isoformat(), **more)


def agenda(agency, *, by="emma", at=NOW, **more):
    reader = agency.member(by)
    with agency.read() as session:
        return upcoming(session, reader, at, **more)


def shown(agency, **more):
    found = agenda(agency, **more)
    return {when.value: [line.entry.number for line in part.lines] for when, part in found.parts.items() if part.count}


def reminders(agency, *states):
    keys = {agency.id_of(key): key for key in agency.tokens}
    with agency.read() as session:
        rows = [row for row in agency.ledger(session) if row.kind == "reminder"]
    return [
        (keys[row.member_id], row.due_at, row.state, row.reason) for row in rows if row.state in states or not states
    ]


def test_each_part_of_the_agenda_by_the_calendar_of_whoever_looks(agency):
    # NOW is a moment of the week; the same moment is another day elsewhere.
    whens = [timedelta(minutes=1), timedelta(hours=20), timedelta(days=2), timedelta(days=9)]
    entries = [plan(agency, when=NOW + ahead) for ahead in whens]
    agency.entry(by="emma")  # nothing to be done
    assert [one for some in shown(agency).values() for one in some] == entries
    later = NOW + timedelta(hours=21)
    assert shown(agency, at=later)["overdue"] == entries[:2]


@pytest.mark.parametrize(
    ("zone", "today"),
    [("Pacific/Auckland", "later"), ("America/Sao_Paulo", "today"), ("Europe/Zurich", "today")],
)
def test_today_ends_at_the_viewer_s_midnight(agency, zone, today):
    agency.set_member("emma", zone=zone)
    at = datetime(2027, 3, 7, 10, tzinfo=UTC)  # a Sunday; in Auckland it is 23:00
    entry = plan(agency, when=at + 3 * HOUR)
    assert shown(agency, at=at) == {today: [entry]}


def test_done_takes_it_off_the_list_and_its_reminders_with_it(agency):
    entry = plan(agency, remind="1h")
    agency.settle("entry")
    agency.perform("done", by="emma", entry=entry)
    assert (agency.see(entry).done, agenda(agency).count) == (True, 0)
    assert reminders(agency) == [("emma", TOMORROW - HOUR, "skipped", "done")]
    assert ("update", "slack", "C0INFOBOX") in agency.owed("owed")
    with pytest.raises(Refused, match="done already"):
        agency.perform("done", by="emma", entry=entry)


def test_what_takes_effect_by_itself_is_over_then_and_is_not_done_before(agency):
    entry = agency.perform("status", by="emma", clients=["acme"], status="meeting", when=TOMORROW.isoformat()).result
    with pytest.raises(Refused, match="takes effect by itself"):
        agency.perform("done", by="emma", entry=entry)
    agency.perform("take-effect", by="emma", entry=entry, at=TOMORROW)
    assert (agency.see(entry).done, agenda(agency, at=TOMORROW).count) == (True, 0)
    with pytest.raises(Refused, match="taken effect already"):
        agency.perform("reschedule", by="emma", entry=entry, when=(TOMORROW + DAY).isoformat(), at=TOMORROW)


def test_rescheduled_it_moves_whole(agency):
    entry = agency.perform(
        "status", by="emma", clients=["acme"], status="meeting", when=TOMORROW.isoformat(), remind="1h"
    ).result
    at = TOMORROW + DAY
    agency.perform("reschedule", by="emma", entry=entry, when=at.isoformat())
    assert agency.see(entry).occurred_at == at
    assert agency.card("acme").entries[0].occurred_at == at
    assert reminders(agency, "owed") == [("emma", at - HOUR, "owed", None)]
    with pytest.raises(Refused, match="This is planned for"):
        agency.perform("take-effect", by="emma", entry=entry, at=TOMORROW)
    agency.perform("take-effect", by="emma", entry=entry, at=at)
    assert agency.record("acme").status == "meeting"


def test_whoever_is_told_by_mail_hears_once_that_it_was_moved(agency):
    """Slack's messages and invitations to calendars say so by themselves."""
    agency.set_member("lena", tell_by="slack")
    entry = plan(agency, participants=["paul", "lena", "theo"])
    agency.settle()
    agency.perform("reschedule", by="emma", entry=entry, when=(TOMORROW + DAY).isoformat())
    agency.perform("reschedule", by="nadia", entry=entry, when=(TOMORROW + 2 * DAY).isoformat())
    told = [one for one in agency.owed("owed") if one[0] == "moved"]
    assert told == [("moved", "mail", "emma"), ("moved", "mail", "paul"), ("moved", "mail", "theo")]
    assert ("moved", "mail", "lena") not in agency.owed()


def test_a_mail_about_a_move_that_comes_back_is_told_in_slack(agency):
    entry = plan(agency, participants=["paul"])
    agency.settle()
    agency.perform("reschedule", by="emma", entry=entry, when=(TOMORROW + DAY).isoformat())
    with agency.begin() as session:
        [mail] = [row for row in agency.ledger(session) if row.kind == "moved"]
        assert bouncing.bounced(session, mail.id, reason="550 unknown", unknown_user=True, now=NOW)
    assert ("moved", "slack", "paul") in agency.owed("owed")
    agency.settle()
    agency.perform("reschedule", by="emma", entry=entry, when=(TOMORROW + 2 * DAY).isoformat())
    assert [one for one in agency.owed("owed") if one[0] == "moved"] == [("moved", "slack", "paul")]


def test_whoever_has_it_in_their_calendar_is_told_by_the_calendar(agency):
    entry = plan(agency, participants=["paul", "theo"], calendar=True, invite=True)
    agency.settle()
    agency.perform("reschedule", by="emma", entry=entry, when=(TOMORROW + DAY).isoformat())
    told = [kind for kind, channel, who in agency.owed("owed") if (channel, who) == ("mail", "paul")]
    assert told == ["invitation"]


def test_a_reminder_whose_time_has_passed_meanwhile_comes_at_once(agency):
    today = NOW.replace(hour=12, minute=10)
    entry = plan(agency, when=NOW.replace(hour=17, minute=0), remind="1h")
    agency.perform("reschedule", by="emma", entry=entry, when=NOW.replace(hour=13, minute=0).isoformat(), at=today)
    assert reminders(agency, "owed") == [("emma", NOW.replace(hour=12, minute=0), "owed", None)]


@pytest.mark.parametrize(
    ("until", "at"),
    [("1h", NOW + HOUR), ("tomorrow", None), ("monday", None), ("own", NOW + 3 * DAY)],
)
def test_a_snoozed_reminder_comes_again_and_the_entry_stays(agency, until, at):
    entry = plan(agency, remind="1h")
    own = {"when": at.isoformat()} if until == "own" else {}
    agency.perform("snooze", by="emma", entry=entry, until=until, **own)
    [(_who, due, *_rest)] = reminders(agency, "owed")
    local = due.astimezone(ZoneInfo("Europe/Zurich"))
    assert due == at or (local.hour, local.minute) == (9, 0)
    assert until != "monday" or local.weekday() == 0
    assert agency.see(entry).occurred_at == TOMORROW


def test_who_takes_part_is_reminded_if_they_ask(agency):
    entry = plan(agency, remind="1h", participants=["paul"])
    agency.perform("remind", by="paul", entry=entry, remind="1d")
    assert {one[:2] for one in reminders(agency, "owed")} >= {("emma", TOMORROW - HOUR), ("paul", NOW)}
    agency.perform("remind", by="paul", entry=entry, remind="none")
    assert {one[0] for one in reminders(agency, "owed")} == {"emma"}


@pytest.mark.parametrize("operation", ["done", "reschedule"])
@pytest.mark.parametrize(("who", "allowed"), [("emma", True), ("nadia", True), ("noa", False)])
def test_it_is_for_whoever_is_responsible_or_leads_them(agency, operation, who, allowed):
    entry = plan(agency)
    more = {"when": (TOMORROW + DAY).isoformat()} if operation == "reschedule" else {}
    if allowed:
        agency.perform(operation, by=who, entry=entry, **more)
    else:
        with pytest.raises(Refused):
            agency.perform(operation, by=who, entry=entry, **more)
    assert agency.see(entry).open == (not (allowed and operation == "done"))


def test_a_manager_sees_what_the_group_has_to_do(agency):
    entry = plan(agency, by="theo", clients=("kern",))
    found = {of: agenda(agency, by="paul", of=of) for of in Of}
    assert (found[Of.MINE].count, found[Of.GROUP].count, found[Of.MINE].leads) == (0, 1, True)
    [line] = [line for part in found[Of.GROUP].parts.values() for line in part.lines]
    assert (line.entry.number, line.responsible, line.mine) == (entry, "Théo Aebischer", False)
    assert agenda(agency, by="emma").leads is False


def test_pages_go_on_where_the_last_one_ended(agency):
    entries = [plan(agency, when=NOW + timedelta(days=30, minutes=minute)) for minute in range(5)]
    first = agenda(agency, at_most=3).parts[When.LATER]
    second = agenda(agency, at_most=3, parts=(When.LATER,), after=first.after).parts[When.LATER]
    numbers = [line.entry.number for part in (first, second) for line in part.lines]
    assert (numbers, first.count, second.after) == (entries, 5, None)


@pytest.mark.parametrize("scope", ["own", "group"])
def test_nobody_finds_there_what_they_may_not_see(agency, scope):
    agency.set_role("narrow", {"view": scope, "info": "all"})
    entry = plan(agency)
    with agency.begin() as session:
        planned.give(session, {int(entry[2:]): agency.id_of("luc")})
    agency.set_member("luc", role="narrow")
    assert (agenda(agency, by="luc").count, shown(agency, by="luc")) == (0, {})
    agency.own("acme", "luc")
    assert [*shown(agency, by="luc").values()] == [[entry]]
