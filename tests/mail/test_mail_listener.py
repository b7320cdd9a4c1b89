"""The door for mails over real SMTP: what it takes, what it refuses, and what it asks to be brought again."""

from __future__ import annotations

import asyncio
import smtplib

import pytest
from sqlalchemy import event, select

from bot.mail import address
from bot.mail.line import LINE_AT_MOST, TOO_LONG
from bot.mail.listener import RECIPIENTS_AT_MOST, TAKEN, Door, listening
from crm.store.base import Store
from crm.store.intake import claim, done, mark_of
from crm.store.pieces import PIECE
from crm.store.tables import intake, intake_piece, reply_token
from scheduler.clock import Clock
from tests.cast import NOW
from tests.mail.post import SENDER

TOKEN = "0123456789abcdef0123456789"
OURS = f"reply+{TOKEN}@{SENDER.reply_domain}"
MAIL = b"From: paul@talents-jura.example\r\nSubject: Re: Acme\r\n\r\nYes.\r\n.\r\nNo: \xc3\xa9\r\n"


@pytest.fixture
def known(agency):
    """A reply address that leads somewhere."""
    entry = int(agency.entry().removeprefix("E-"))
    row = {"digest": address.token_digest(TOKEN), "entry_id": entry, "member_id": agency.id_of("paul")}
    with agency.store.outside(write=True) as connection:
        connection.execute(
            reply_token.insert(), [{**row, "workspace_id": agency.workspace, "delivery_id": 1, "created_at": NOW}]
        )
    return agency


@pytest.fixture
async def send(agency, executor):
    """Hands a mail over as an MTA does; gives the door's answer."""
    rung = []

    async def sent(*recipients, content=MAIL, store=None, sender="paul@talents-jura.example", by=None):
        door = Door(
            store=store or agency.store,
            clock=Clock(lambda: NOW),
            executor=executor,
            domain=SENDER.reply_domain,
            keys=(b"the new key", SENDER.secret),
            arrived=lambda: rung.append(1),
        )
        async with listening(door, "127.0.0.1", 0) as port:
            if by:
                return await asyncio.to_thread(by, port)
            if isinstance(content, list):
                handed = [asyncio.to_thread(hand_over, port, sender, recipients, one) for one in content]
                return await asyncio.gather(*handed)
            return await asyncio.to_thread(hand_over, port, sender, recipients, content)

    sent.rung = rung
    return sent


def hand_over(port, sender, recipients, content):
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as server:
        try:
            refused = server.sendmail(sender, recipients, content)
        except smtplib.SMTPRecipientsRefused as exc:
            refused = exc.recipients
        except smtplib.SMTPResponseException as exc:
            return exc.smtp_code
    return next((code for code, _words in refused.values()), 250)


def kept(agency):
    with agency.store.outside() as connection:
        return connection.execute(select(intake)).all()


@pytest.mark.parametrize("to", [OURS, OURS.upper(), OURS.replace("+", "-")])
async def test_what_is_for_us_is_kept_byte_for_byte(send, known, to):
    assert await send(to) == 250
    [row] = kept(known)
    # A line that is only a dot is doubled on the way, and halved again.
    assert row.content == MAIL
    assert (row.envelope_from, row.envelope_to) == ("paul@talents-jura.example", [to])
    assert send.rung


async def test_a_bounce_has_no_sender_and_comes_to_an_address_that_nobody_forges(send, known):
    ours = address.bounce_address(known.workspace, 1, SENDER.secret, SENDER.reply_domain)
    assert await send(ours, sender="") == 250
    assert await send(ours.replace("b+", "b+1"), sender="") == 550
    assert len(kept(known)) == 1


@pytest.mark.parametrize(
    "to",
    [
        f"reply+00000000000000000000000000@{SENDER.reply_domain}",
        f"reply+{TOKEN}@elsewhere.example",
        f"postmaster@{SENDER.reply_domain}",
        f"reply+{TOKEN}x@{SENDER.reply_domain}",
    ],
)
async def test_what_is_for_nobody_is_refused_while_its_sender_is_there(send, known, to):
    assert await send(to) == 550
    assert kept(known) == []


async def test_the_same_mail_handed_over_again_stands_once(send, known):
    assert [await send(OURS), await send(OURS)] == [250, 250]
    assert len(kept(known)) == 1


@pytest.mark.parametrize("size", [PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
async def test_a_large_mail_stands_in_pieces_and_is_whole_again(send, known, size):
    lines = b"".join(b".%d\r\n" % number for number in range(size // 4))
    large = b"Subject: x\r\n\r\n" + lines[: size - 16] + b"\r\n"
    assert len(large) == size
    assert await send(OURS, content=large) == 250
    [row] = kept(known)
    assert len(row.content) <= PIECE
    with known.store.outside(write=True) as connection:
        [whole] = claim(connection, token="me", now=NOW)
        assert whole.content == large
        assert done(connection, "me", [whole])
        assert not connection.execute(select(intake_piece)).all()


async def test_what_many_hand_over_at_a_time_is_kept_each_once(send, known):
    mails = [MAIL.replace(b"Acme", b"Number %d" % number) for number in range(10)]
    assert await send(OURS, content=[*mails, *mails]) == [250] * 20
    assert sorted(row.content for row in kept(known)) == sorted(mails)


async def test_one_that_cannot_be_kept_does_not_keep_the_others_out(send, known):
    mails = [MAIL.replace(b"Acme", b"Number %d" % number) for number in range(10)]
    mark, _size = mark_of(mails[3], [OURS])

    def strike(_connection, _cursor, _statement, parameters, *_rest):
        if mark in str(parameters):
            raise ValueError("broken")

    event.listen(known.store.engine, "before_cursor_execute", strike)
    assert await send(OURS, content=mails) == [451 if number == 3 else 250 for number in range(10)]
    event.remove(known.store.engine, "before_cursor_execute", strike)
    assert sorted(row.content for row in kept(known)) == sorted(one for one in mails if one is not mails[3])
    assert await send(OURS, content=mails[3]) == 250


async def test_what_breaks_the_door_costs_nobody_a_mail(send, known):
    def strike(_connection, _cursor, statement, *_rest):
        if "reply_token" in statement:
            raise ValueError("broken")

    event.listen(known.store.engine, "before_cursor_execute", strike)
    assert await send(OURS) == 451
    event.remove(known.store.engine, "before_cursor_execute", strike)
    assert await send(OURS) == 250


async def test_a_line_that_never_ends_is_refused_and_the_next_mail_taken(send, known):
    assert await send(OURS, content=b"Subject: x\r\n\r\n" + b"x" * (LINE_AT_MOST + 1)) == 500
    assert await send(OURS) == 250
    assert len(kept(known)) == 1


async def test_who_hears_no_hears_why_and_goes_on_in_the_same_connection(send, known):
    def handed(port, content):
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as server:
            server.ehlo()
            for one in content:
                server.docmd("MAIL FROM:<paul@talents-jura.example>")
                server.docmd(f"RCPT TO:<{OURS}>")
                yield server.data(one)

    mails = [b"Subject: x\r\n\r\n" + b"x" * (LINE_AT_MOST + 1), MAIL]
    assert await send(by=lambda port: list(handed(port, mails))) == [
        (500, TOO_LONG.removeprefix("500 ").encode()),
        (250, TAKEN.removeprefix("250 ").encode()),
    ]
    assert len(kept(known)) == 1


async def test_a_line_longer_than_the_standard_asks_for_is_taken(send, known):
    long = b"Subject: x\r\n\r\n" + b"x" * 100_000 + b"\r\n.y" * 2 + b"\r\n"
    assert await send(OURS, content=long) == 250
    [row] = kept(known)
    assert row.content == long


async def test_a_mail_that_is_too_large_is_refused(send, known):
    assert await send(OURS, content=b"Subject: x\r\n\r\n" + b"x" * 70 * 1024 * 500) == 552
    assert kept(known) == []


async def test_without_a_database_the_mail_stays_with_who_has_it(send, known):
    away = Store("postgresql://nobody@127.0.0.1:1/none")
    assert await send(OURS, store=away) == 451
    away.dispose()


async def test_recipients_are_counted(send, known):
    assert await send(*[OURS] * (RECIPIENTS_AT_MOST + 1)) == 452
    [row] = kept(known)
    assert len(row.envelope_to) == RECIPIENTS_AT_MOST
