"""What is due to one person at the same time comes in one message, and the ledger is true for each."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm.domain.delivery import Again, Never

HOUR = timedelta(hours=1)


@pytest.fixture
def many(office):
    """Notes of Emma's for the same time, each with a reminder an hour before."""

    def planned(count, *, by="emma", **more):
        when = (office.now + 3 * HOUR).isoformat()
        return [office.agency.entry(by=by, when=when, remind="1h", **more) for _ in range(count)]

    return planned


def reminders(office, entries=None):
    rows = office.ledger(kind="reminder")
    return [(row.state, row.reason) for row in rows if entries is None or f"E-{row.entry_id}" in entries]


def reminded(bag):
    messages = [parcel for parcel, _content in bag.handed if parcel.kind == "reminder"]
    return [[one.entry.number for one in parcel.reminded] for parcel in messages]


@pytest.fixture
def due(office):
    office.agency.set_member("emma", tell_by="slack")

    async def turn(**later):
        office.agency.settle("entry", "update", "effect")
        office.later(**(later or {"hours": 2}))
        relay = office.relay()
        await relay.turn()
        return relay

    return turn


async def test_what_is_due_together_comes_in_one_message(office, many, due):
    mine = many(12)
    office.agency.set_member("theo", tell_by="slack")
    theirs = many(2, by="theo", clients=("kern",))
    relay = await due()
    await relay.turn()
    assert reminded(office.slack) == [mine, theirs]
    assert reminders(office) == [("sent", None)] * 14
    assert office.waiting("slack") == []
    receipts = {
        str(row.receipt) for row in office.ledger(kind="reminder") if row.member_id == office.agency.id_of("emma")
    }
    assert len(receipts) == 1


async def test_after_a_night_away_there_is_one_summary_and_each_is_marked_late(office, many, due):
    entries = many(11)
    await due(hours=20)
    assert (reminded(office.slack), reminders(office)) == ([entries], [("late", None)] * 11)


async def test_a_message_that_does_not_leave_keeps_all_of_it(office, many, due):
    entries = many(3)
    office.slack.answers.append(Again(reason="busy"))
    relay = await due()
    assert reminders(office) == [("owed", "busy"), ("owed", None), ("owed", None)]
    office.agency.perform("done", by="emma", entry=entries[1], at=office.now)
    office.later(minutes=2)
    office.clear_lanes()
    await relay.turn()
    assert reminded(office.slack)[-1] == [entries[0], entries[2]]
    assert reminders(office) == [("sent", None), ("skipped", "done"), ("sent", None)]


async def test_the_others_go_when_the_one_that_carries_them_is_done(office, many, due):
    entries = many(3)
    office.slack.answers.append(Again(reason="busy"))
    relay = await due()
    office.agency.perform("done", by="emma", entry=entries[0], at=office.now)
    office.later(minutes=2)
    office.clear_lanes()
    await relay.turn()
    assert reminded(office.slack)[-1] == entries[1:]
    assert reminders(office) == [("skipped", "done"), ("sent", None), ("sent", None)]


async def test_a_refusal_for_good_stands_in_each_row(office, many, due):
    many(2)
    office.slack.answers.append(Never(reason="channel_not_found"))
    await due()
    assert reminders(office) == [("failed", "channel_not_found")] * 2


async def test_what_is_done_says_so_in_the_message_that_stands(office, many, due):
    entries = many(2)
    relay = await due()
    office.agency.perform("done", by="emma", entry=entries[1], at=office.now)
    office.clear_lanes()
    for _ in range(3):
        office.clear_lanes()
        await relay.turn()
    [(parcel, _content)] = [one for one in office.slack.handed if one[0].kind == "reminded"]
    assert [(one.entry.number, one.entry.done) for one in parcel.reminded] == [(entries[0], False), (entries[1], True)]
    assert parcel.repeated == (f"D{office.agency.id_of('emma')}", "1.000001")


async def test_what_may_have_been_sent_already_is_repeated_as_it_was(office, many, due):
    first = many(2)
    office.slack.answers.append(Again(reason="no answer", doubtful=True))
    relay = await due()
    second = many(1)
    office.agency.settle("entry", "update", "effect")
    office.later(hours=2, minutes=2)
    for _ in range(2):
        office.clear_lanes()
        await relay.turn()
    assert reminded(office.slack) == [first, first, second]
    contents = [content for parcel, content in office.slack.handed if parcel.kind == "reminder"]
    assert contents[0] == contents[1]


async def test_a_message_about_several_says_nothing_of_the_one_that_is_deleted_and_the_rest_stays(office, many, due):
    deleted, stays = many(1, clients=("acme",)), many(1, clients=("kern",))
    relay = await due()
    agency = office.agency

    def delete(client, name):
        return agency.perform("delete", by="nadia", client=client, name=name, contacts="delete", at=office.now)

    async def told():
        seen = len(office.slack.handed)
        for _ in range(4):
            office.later(seconds=5)
            office.clear_lanes()
            await relay.turn()
        mine = [parcel for parcel, _content in office.slack.handed[seen:] if parcel.kind in {"blank", "reminded"}]
        return [(one.kind.value, [each.entry.number for each in one.reminded], one.repeated[1]) for one in mine]

    await told()
    stands = next(row.receipt["ts"] for row in office.ledger(kind="reminder"))
    gone = delete("acme", "Acme Précision SA")
    assert [one for one in await told() if one[2] == stands] == [("reminded", stays, stands)]
    agency.perform("undo", by="nadia", entry=gone.result, at=office.now)
    assert [one for one in await told() if one[2] == stands] == [("reminded", [*deleted, *stays], stands)]
    delete("acme", "Acme Précision SA")
    await told()
    delete("kern", "Kern & Söhne GmbH")
    assert [one for one in await told() if one[2] == stands] == [("blank", [], stands)]
