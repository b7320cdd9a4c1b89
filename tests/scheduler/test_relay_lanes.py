"""Slack takes one message a second in each channel, whichever relay brings it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from crm.domain.delivery import Again, Channel
from crm.store import lanes
from crm.store.tables import lane
from scheduler import tidying


def lanes_of(office):
    with office.agency.store.outside() as connection:
        return {row.name.partition("/")[2]: row.next_at for row in connection.execute(select(lane))}


async def test_one_message_a_second_goes_into_a_channel_over_all_relays(office):
    for _ in range(3):
        office.agency.entry(participants=["luc"])
    relays = [office.relay(Channel.SLACK), office.relay(Channel.SLACK)]
    # Both ask at the same time: on a slow machine more than a second may lie between two turns.
    await asyncio.gather(*(relay.turn() for relay in relays))
    assert sorted(office.slack.told) == [("entry", "C0INFOBOX"), ("entry", "luc")]
    for _ in range(2):
        office.clear_lanes()
        await asyncio.gather(*(relay.turn() for relay in relays))
    assert sorted(office.slack.told) == [("entry", "C0INFOBOX")] * 3 + [("entry", "luc")] * 3
    entries = [parcel.entry.id for parcel, _content in office.slack.handed if parcel.place]
    assert entries == sorted(entries)


async def test_slack_s_wish_for_a_pause_holds_for_that_channel_and_for_no_other(office):
    office.agency.entry(participants=["luc"])
    office.slack.answers.append(Again(reason="ratelimited", after=timedelta(seconds=30)))
    relay = office.relay(Channel.SLACK)
    before = datetime.now(UTC)
    await relay.turn()
    first, other = office.slack.handed[0][0], office.slack.handed[1][0]
    blocked = lanes_of(office)[first.place or f"M-{first.reader.id}"]
    assert blocked >= before + timedelta(seconds=30)
    assert lanes_of(office)[other.place or f"M-{other.reader.id}"] < before + timedelta(seconds=20)
    office.later(seconds=31)
    office.agency.entry(participants=["luc"])
    await relay.turn()
    office.later(seconds=31)
    assert first.id not in [parcel.id for parcel, _content in office.slack.handed[2:]]
    for _ in range(2):
        office.clear_lanes()
        await relay.turn()
    assert len(office.ledger(state="sent")) == 4


async def test_a_shorter_pause_does_not_end_a_longer_one(office):
    now = datetime.now(UTC)
    with office.agency.store.outside(write=True) as connection:
        for seconds in (60, 5):
            lanes.block(connection, "1/C1", now + timedelta(seconds=seconds))
    assert lanes_of(office) == {"C1": now + timedelta(seconds=60)}


@pytest.mark.parametrize(("age", "left"), [(timedelta(days=2), 0), (timedelta(hours=2), 2)])
async def test_lanes_that_nobody_uses_are_forgotten(office, age, left):
    office.agency.entry(participants=["luc"])
    await office.relay(Channel.SLACK).turn()
    with office.agency.store.outside(write=True) as connection:
        connection.execute(update(lane).values(next_at=datetime.now(UTC) - age))
    assert tidying.tidy(office.agency.store) == (0, 2 - left)
    assert len(lanes_of(office)) == left


async def test_many_messages_into_one_channel_keep_nobody_else_waiting(office):
    for _ in range(20):
        office.agency.entry()
    office.agency.entry(participants=["luc"])
    await office.relay(Channel.SLACK).turn()
    assert sorted(office.slack.told) == [("entry", "C0INFOBOX"), ("entry", "luc")]
