"""Between two attempts entries are undone, people leave, rights are lost and words change."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import delete, update

from crm.domain.delivery import Again, Channel
from crm.store.tables import comment, delivery, record
from tests.factories import INFOBOX


def undo(agency, entry):
    agency.perform("undo", by="emma", entry=entry)


def leave(agency, entry):
    agency.set_member("paul", active=False)


def lose_address(agency, entry):
    agency.set_member("paul", email="")


def lose_right(agency, entry):
    agency.set_member("paul", role="none")


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (undo, "undone"),
        (leave, "recipient is no longer active"),
        (lose_address, "recipient has no address"),
        (lose_right, "recipient may no longer see it"),
    ],
)
@pytest.mark.parametrize("tried", [True, False], ids=["between attempts", "before the first"])
async def test_what_is_of_no_use_any_more_is_skipped_with_the_reason(office, happens, reason, tried):
    entry = office.agency.entry(participants=["paul"])
    relay = office.relay(Channel.MAIL)
    if tried:
        office.mail.answers.append(Again(reason="451 later"))
        await relay.turn()
    happens(office.agency, entry)
    office.later(minutes=2)
    await relay.turn()
    assert office.states(channel="mail") == [("entry", "skipped", reason)]
    assert len(office.mail.handed) == tried
    assert office.waiting() == []


async def test_a_channel_that_somebody_new_reads_is_told_nothing_more(office):
    agency, relay = office.agency, office.relay(Channel.SLACK)
    entry = agency.entry()
    await relay.turn()
    agency.perform("comment", by="theo", entry=entry, text="For our eyes.")
    agency.entry(note="Not sent yet.")
    agency.set_channel(open_to_members=False)
    for _ in range(2):
        office.clear_lanes()
        await relay.turn()
    skipped = [one for one in office.states(channel="slack", place=INFOBOX) if one[1] != "sent"]
    assert skipped == [(kind, "skipped", "not everybody there may see it") for kind in ("comment", "entry")]
    # Its author has the entry in person instead.
    office.clear_lanes()
    await relay.turn()
    assert office.slack.told == [("entry", INFOBOX), ("entry", "emma")]
    # What stands there is struck through all the same.
    agency.perform("undo", by="emma", entry=entry)
    office.clear_lanes()
    await relay.turn()
    assert office.states(kind="update") == [("update", "sent", None)]


async def test_a_deleted_comment_is_not_told(office):
    entry = office.agency.entry(participants=["paul"])
    office.agency.settle()
    office.agency.perform("comment", by="theo", entry=entry, text="Well done.")
    with office.agency.begin() as session:
        session.execute(update(comment).values(deleted_at=office.now))
    await office.relay(Channel.MAIL).turn()
    assert office.states(kind="comment", channel="mail") == [("comment", "skipped", "comment was deleted")] * 2


async def test_a_delivery_that_was_erased_leaves_the_queue(office):
    office.agency.entry(participants=["paul"])
    with office.agency.begin() as session:
        session.execute(delete(delivery).where(delivery.c.channel == "mail"))
    await office.relay(Channel.MAIL).turn()
    assert (office.mail.handed, office.waiting()) == ([], [])


async def test_words_that_changed_are_rendered_anew_under_a_new_number(office):
    entry = office.agency.entry(participants=["paul"])
    office.agency.settle()
    office.mail.answers += [Again(reason="451 later")] * 2
    office.agency.perform("comment", by="theo", entry=entry, text="Wel done.", origin="C1/1.1")
    relay = office.relay(Channel.MAIL)
    await relay.turn()
    office.agency.perform("edit-comment", by="theo", entry=entry, text="Well done.", origin="C1/1.1", mark="1.2")
    office.later(minutes=2)
    await relay.turn()
    contents = [content.decode() for _parcel, content in office.mail.handed]
    assert ["Wel done." in one for one in contents] == [True, True, False, False]
    assert ["Well done." in one for one in contents] == [False, False, True, True]
    assert {row.message_id.partition("@")[0][-1] for row in office.ledger(kind="comment", channel="mail")} == {"3", "4"}


@pytest.mark.parametrize(("name", "rendered"), [("Acme & Cie SA", 2), ("Acme Précision SA", 1)])
async def test_a_client_s_new_name_is_a_new_mail_and_the_old_one_the_same(office, name, rendered):
    office.agency.entry(participants=["paul"])
    office.mail.answers.append(Again(reason="451 later"))
    relay = office.relay(Channel.MAIL)
    await relay.turn()
    with office.agency.begin() as session:
        session.execute(update(record).where(record.c.name == "Acme Précision SA").values(name=name))
    office.later(minutes=2)
    await relay.turn()
    assert office.mail.rendered == rendered


async def test_an_entry_undone_while_it_is_on_its_way_is_struck_through_when_it_stands(office):
    entry = office.agency.entry()
    office.slack.hold = asyncio.Event()
    relay = office.relay(Channel.SLACK)
    going = asyncio.create_task(relay.turn())
    await office.slack.arrived.wait()
    await asyncio.to_thread(undo, office.agency, entry)
    office.slack.hold.set()
    await going
    assert office.states() == [("entry", "sent", None), ("update", "owed", None)]
    office.clear_lanes()
    await relay.turn()
    parcel, content = office.slack.handed[-1]
    assert (content, parcel.thread) == (b"2: True", ("C0INFOBOX", "1.000001"))


async def test_an_entry_undone_before_it_is_sent_needs_no_second_message(office):
    entry = office.agency.entry()
    undo(office.agency, entry)
    await office.relay(Channel.SLACK).turn()
    assert office.slack.handed == []
    assert office.states() == [("entry", "skipped", "undone")]
