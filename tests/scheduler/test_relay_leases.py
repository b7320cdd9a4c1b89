"""A claim ends after a while; who comes back too late keeps quiet."""

from __future__ import annotations

import asyncio
from collections import Counter

from sqlalchemy import select

from crm.domain.delivery import Again, Channel
from crm.store.tables import delivery_body, delivery_due
from scheduler import tidying
from scheduler.channel import MANNERS


async def test_a_relay_that_stalled_sends_nothing_that_another_took_over(office):
    seconds = [0.0]
    for _ in range(6):
        office.agency.entry(participants=["paul"])
    stalled = office.relay(Channel.MAIL, timer=lambda: seconds[0])
    office.mail.hold = asyncio.Event()
    going = asyncio.create_task(stalled.turn())
    await office.mail.arrived.wait()
    seconds[0] = 70.0
    office.leases_end()
    begun = len(office.mail.handed)
    hold, office.mail.hold = office.mail.hold, None
    other = office.relay(Channel.MAIL)
    assert await other.turn() == 6
    hold.set()
    await going
    times = Counter(parcel.id for parcel, _content in office.mail.handed)
    assert begun == MANNERS[Channel.MAIL].at_once == 1
    assert sorted(times.values()) == [1] * (6 - begun) + [2] * begun, "only what was on its way already came twice"
    assert [row.doubtful for row in office.ledger(channel="mail")] == [1] * 6, "nobody knew how far it had come"
    assert [(row.state, row.attempts) for row in office.ledger(channel="mail")] == [("sent", 1)] * 6


async def test_a_lease_is_renewed_while_its_relay_lives(office):
    seconds = [0.0]
    for _ in range(3):
        office.agency.entry(participants=["paul"])
    slow = office.relay(Channel.MAIL, timer=lambda: seconds[0])
    ends = []

    def slowly():
        ends.append(office.waiting()[-1].leased_until)
        seconds[0] += 40

    office.mail.meanwhile = slowly
    await slow.turn()
    assert len(office.mail.handed) == 3
    assert ends == sorted(set(ends))


async def test_two_relays_share_what_is_due(office):
    for _ in range(3):
        office.agency.entry(participants=["paul"])
    office.mail.hold = asyncio.Event()
    going = asyncio.create_task(office.relay(Channel.MAIL).turn())
    await office.mail.arrived.wait()
    assert await office.relay(Channel.MAIL).turn() == 0
    office.mail.hold.set()
    assert await going == 3


async def test_a_doubtful_attempt_is_counted_and_repeated_as_the_same_bytes(office):
    office.mail.answers.append(Again(reason="no answer after the mail was handed over", doubtful=True))
    office.agency.entry(participants=["paul"])
    relay = office.relay(Channel.MAIL)
    await relay.turn()
    office.later(minutes=2)
    await relay.turn()
    [row] = office.ledger(channel="mail")
    assert (row.state, row.doubtful, row.attempts) == ("sent", 1, 2)
    assert len({content for _parcel, content in office.mail.handed}) == 1


async def dies_while_sending(office):
    office.mail.hold = asyncio.Event()
    dying = asyncio.create_task(office.relay(Channel.MAIL).turn())
    await office.mail.arrived.wait()
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    office.mail.hold = None


async def test_a_relay_that_died_is_replaced_and_nothing_is_lost(office):
    office.agency.entry(participants=["paul"])
    await dies_while_sending(office)
    office.leases_end()
    await office.relay(Channel.MAIL).turn()
    assert [(row.state, row.doubtful) for row in office.ledger(channel="mail")] == [("sent", 1)]


async def test_what_is_rendered_anew_after_its_relay_died_is_doubtful_too(office):
    office.agency.entry(participants=["paul"])
    await dies_while_sending(office)
    office.agency.set_member("paul", name="Paul Frey-Roth")
    office.leases_end()
    await office.relay(Channel.MAIL).turn()
    assert [(row.state, row.doubtful) for row in office.ledger(channel="mail")] == [("sent", 1)]
    assert len({content for _parcel, content in office.mail.handed}) == 2


async def test_the_bytes_of_a_delivery_are_dropped_when_it_is_over(office):
    def kept():
        with office.agency.read() as session:
            return [row.delivery_id for row in session.rows(select(delivery_body))]

    office.mail.answers.append(Again(reason="451 later"))
    office.agency.entry(participants=["paul"])
    relay = office.relay(Channel.MAIL)
    await relay.turn()
    assert len(kept()) == 1
    office.later(minutes=2)
    await relay.turn()
    assert kept() == []
    office.mail.answers.append(Again(reason="451 later"))
    office.agency.entry(participants=["paul"], at=office.now)
    await relay.turn()
    assert tidying.tidy(office.agency.store)[0] == 0, "it may be needed for a retry"
    with office.agency.store.outside(write=True) as connection:
        connection.execute(delivery_due.delete())
    assert tidying.tidy(office.agency.store)[0] == 1
    assert kept() == []
