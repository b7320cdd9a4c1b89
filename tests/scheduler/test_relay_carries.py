"""What is owed is carried, in order, once; what fails waits and is tried again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from crm.domain.delivery import GIVE_UP_AFTER, Again, Channel, Needless, Never
from crm.store import outbox
from crm.store.tables import delivery


async def test_everybody_concerned_is_told_once(office):
    office.agency.entry(participants=["paul", "luc", "lena"])
    relay = office.relay()
    assert await relay.turn() == 5
    assert sorted(office.mail.told) == [("entry", "lena"), ("entry", "paul")]
    assert sorted(office.slack.told) == [("entry", "C0INFOBOX"), ("entry", "lena"), ("entry", "luc")]
    assert office.states() == [("entry", "sent", None)] * 5
    assert await relay.turn() == 0
    assert office.waiting() == []


async def test_a_comment_waits_for_the_receipt_of_its_entry_but_not_for_ever(office):
    office.mail.answers.append(Again(reason="451 later", after=timedelta(minutes=20)))
    entry = office.agency.entry(participants=["paul"])
    office.agency.perform("comment", by="theo", entry=entry, text="Well done.")
    relay = office.relay(Channel.MAIL)
    await relay.turn()
    assert office.mail.told == [("entry", "paul"), ("comment", "emma")]
    office.later(minutes=9)
    assert await relay.turn() == 0
    office.later(minutes=2)
    await relay.turn()
    assert office.mail.told[2:] == [("comment", "paul")]
    office.later(minutes=10)
    await relay.turn()
    assert office.mail.told[3:] == [("entry", "paul")]


async def test_a_notice_that_fails_is_sent_again_with_growing_waits_as_the_same_bytes(office):
    office.mail.answers += [Again(reason="451 later")] * 3
    office.agency.entry(participants=["paul"])
    relay = office.relay(Channel.MAIL)
    waits = []
    for _ in range(3):
        await relay.turn()
        [row] = office.waiting()
        waits.append(row.due_at - office.now)
        office.now = row.due_at
    assert waits == sorted(waits)
    assert waits[0] <= timedelta(minutes=1.2) < timedelta(minutes=4) <= waits[1]
    await relay.turn()
    assert len({content for _parcel, content in office.mail.handed}) == 1
    assert office.mail.rendered == 1
    [row] = office.ledger(channel="mail")
    assert (row.state, row.attempts, row.message_id) == ("sent", 4, f"<{row.id}.1@example.org>")


async def test_after_two_days_it_is_given_up_and_somebody_may_try_it_again(office):
    office.mail.answers += [Again(reason="451 later"), Again(reason="451 never mind")]
    office.agency.entry(participants=["paul"])
    relay = office.relay(Channel.MAIL)
    await relay.turn()
    office.later(seconds=GIVE_UP_AFTER.total_seconds() + 60)
    await relay.turn()
    assert office.states(channel="mail") == [("entry", "failed", "451 never mind")]
    [failed] = office.ledger(state="failed")
    with office.agency.begin() as session:
        assert outbox.retry(session, failed.id, office.now)
        assert not outbox.retry(session, failed.id, office.now)
    await relay.turn()
    assert office.states(channel="mail") == [("entry", "sent", None)]


@pytest.mark.parametrize(
    ("receipt", "state"),
    [
        (Never(reason="550 no such user"), ("entry", "failed", "550 no such user")),
        (Needless(reason="not any more"), ("entry", "skipped", "not any more")),
        (ValueError("a bug of ours"), ("entry", "owed", "ValueError")),
    ],
)
async def test_what_a_channel_says_stands_in_the_ledger(office, receipt, state):
    office.mail.answers.append(receipt)
    office.agency.entry(participants=["paul"])
    with capture_logs():
        await office.relay(Channel.MAIL).turn()
    assert office.states(channel="mail") == [state]
    assert len(office.waiting()) == (state[1] == "owed")


async def test_words_that_break_the_renderer_hold_up_only_themselves(office):
    broken = office.agency.entry(participants=["paul"])
    office.agency.entry(participants=["paul"])
    office.mail.breaks_on = broken
    with capture_logs() as logs:
        await office.relay(Channel.MAIL).turn()
    assert [one["event"] for one in logs if one["log_level"] == "error"] == ["delivery.not_rendered"]
    assert office.states(channel="mail") == [
        ("entry", "owed", "not rendered: LookupError"),
        ("entry", "sent", None),
    ]


async def test_a_delivery_that_cannot_be_read_holds_up_only_itself(office):
    for _ in range(3):
        office.agency.entry(participants=["paul"])
    with office.agency.begin() as session:
        unreadable = office.ledger(channel="mail")[1].id
        session.execute(update(delivery).where(delivery.c.id == unreadable).values(kind="pigeon"))
    with capture_logs() as logs:
        await office.relay(Channel.MAIL).turn()
    assert office.states(channel="mail") == [
        ("entry", "sent", None),
        ("pigeon", "owed", "not prepared: ValueError"),
        ("entry", "sent", None),
    ]
    assert [one["event"] for one in logs if one["log_level"] == "error"] == [
        "courier.not_prepared",
        "delivery.not_prepared",
    ]
    [row] = office.waiting()
    assert (row.claim, row.due_at) == (None, office.now + timedelta(hours=1))


async def test_a_channel_that_is_out_of_order_gives_back_what_it_did_not_try(office):
    office.mail.answers.append(Again(reason="mail server unreachable", pause=timedelta(seconds=30)))
    for _ in range(5):
        office.agency.entry(participants=["paul"])
    await office.relay(Channel.MAIL).turn()
    assert len(office.mail.handed) == 1
    assert [row.attempts for row in office.ledger(channel="mail")] == [1, 0, 0, 0, 0]
    assert [row.claim for row in office.waiting()] == [None] * 5
    await office.relay(Channel.MAIL).turn()
    assert len(office.mail.handed) == 5, "another relay may try at once"


async def test_what_a_relay_had_begun_is_finished_when_it_stops_and_the_rest_given_back(office):
    for _ in range(3):
        office.agency.entry(participants=["paul"])
    relay = office.relay(Channel.MAIL)
    office.mail.meanwhile = relay.stop
    await relay.run()
    assert [row.state for row in office.ledger(channel="mail")] == ["sent", "owed", "owed"]
    assert {row.claim for row in office.waiting()} == {None}
