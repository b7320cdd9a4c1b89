"""What was deleted goes for good when its time has come, whatever was on its way at that moment."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from crm.domain.delivery import GIVE_UP_AFTER, Channel
from crm.purging import purge
from crm.store.documents import Documents
from crm.store.tables import audit, entry
from scheduler.effects import Effects
from scheduler.relay import Relay

DAY = timedelta(hours=24)


@pytest.fixture
def clockwork(office, tmp_path):
    """Everything that Carnet owes itself."""
    carrier = Effects(
        store=office.agency.store,
        executor=office.executor,
        now=lambda: office.now,
        documents=Documents(f"file:{tmp_path}"),
    )
    return Relay(
        store=office.agency.store,
        carriers={Channel.CARNET: carrier},
        clock=office.clock,
        executor=office.executor,
    )


def delete(office, **more):
    asked = {"client": "acme", "name": "Acme Précision SA", "contacts": "delete", **more}
    return office.agency.perform("delete", by="nadia", at=office.now, **asked)


def purged(office):
    with office.agency.read() as session:
        rows = session.rows(select(audit).where(audit.c.operation == "purge").order_by(audit.c.id))
    return [one for row in rows for one in row.data["records"]]


async def test_it_goes_a_day_later_and_its_message_offers_no_undo_any_more(office, clockwork):
    done = delete(office)
    await office.relay(Channel.SLACK).turn()
    assert await clockwork.turn() == 0
    office.later(hours=23, minutes=59)
    assert await clockwork.turn() == 0
    office.later(minutes=2)
    assert await clockwork.turn() == 1
    assert purged(office) == ["CST-1", "CMP-1"]
    assert office.states(kind="purge") == [("purge", "sent", None)]
    office.clear_lanes()
    await office.relay(Channel.SLACK).turn()
    assert office.slack.told[-1] == ("update", "C0INFOBOX")
    assert office.slack.handed[-1][0].entry.final
    assert office.agency.see(done.result).final


async def test_an_undo_takes_the_purge_back(office, clockwork):
    done = delete(office)
    office.agency.perform("undo", by="nadia", entry=done.result, at=office.now)
    office.later(days=2)
    assert await clockwork.turn() == 0
    assert (purged(office), office.states(kind="purge")) == ([], [("purge", "skipped", "undone")])


async def test_whoever_was_killed_half_way_is_followed_by_another(office, clockwork):
    done = delete(office)
    office.later(days=1)
    purge(office.agency.store, office.agency.workspace, int(done.result[2:]), now=office.now, documents=None)
    assert purged(office) == ["CST-1"]
    await clockwork.turn()
    assert purged(office) == ["CST-1", "CMP-1"]


async def test_what_was_not_possible_for_days_is_still_done(office, clockwork):
    office.agency.entry(by="emma", clients=("acme",), participants=["paul"])
    office.mail.hold = asyncio.Event()
    sending = asyncio.create_task(office.relay(Channel.MAIL).turn())
    await office.mail.arrived.wait()
    delete(office, when_gone="now")
    office.now += GIVE_UP_AFTER * 2
    await clockwork.turn()
    assert (purged(office), [row.state for row in office.ledger(kind="purge")]) == (["CST-1"], ["owed"])
    office.mail.hold.set()
    await sending
    office.later(minutes=2)
    await clockwork.turn()
    assert purged(office) == ["CST-1", "CMP-1"]


async def test_a_message_that_was_on_its_way_is_blanked_when_it_has_arrived(office):
    made = office.agency.entry(by="emma", clients=("acme",))
    office.slack.hold = asyncio.Event()
    sending = asyncio.create_task(office.relay(Channel.SLACK).turn())
    await office.slack.arrived.wait()
    done = delete(office)
    office.slack.hold.set()
    await sending
    [row] = office.ledger(kind="blank")
    assert (row.entry_id, row.receipt["channel"]) == (int(done.result[2:]), "C0INFOBOX")
    with office.agency.read() as session:
        assert session.value(select(entry.c.removal_id).where(entry.c.id == int(made[2:]))) == row.entry_id


async def test_what_waits_about_it_is_skipped_and_says_why(office):
    office.agency.entry(by="emma", clients=("acme",), participants=["paul"])
    delete(office)
    assert await office.relay(Channel.MAIL).turn() == 1
    told = [(parcel.entry.action, parcel.reader.name) for parcel, _content in office.mail.handed]
    assert told == [("delete", "Emma Quéloz")]
    assert ("entry", "skipped", "deleted") in office.states(channel="mail")


async def test_a_mail_about_a_deletion_says_the_number_only(office):
    delete(office)
    await office.relay(Channel.MAIL).turn()
    [(parcel, _content)] = office.mail.handed
    assert (parcel.entry.records, parcel.entry.deleted) == ((), ("CMP-1",))
