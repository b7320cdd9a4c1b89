"""What mail servers answer, and how far a mail had come when a line breaks."""

from __future__ import annotations

import asyncio
import socket
import ssl
from contextlib import closing
from datetime import timedelta

import pytest

from bot.mail.smtp import MAILS_AT_MOST, Connection, Server
from bot.mail.verdicts import AWAY, MEND, not_connected
from crm.domain.delivery import Again, Never, Sent
from tests.mail.post import HANG_UP, SILENCE, nobody_knows

TAKEN = {"to": "paul@talents-jura.example"}


def taken(number):
    return Sent(receipt={**TAKEN, "answer": f"250 OK: queued as {number}"})


@pytest.mark.parametrize(
    ("step", "answer", "receipt"),
    [
        ("RCPT", "550 5.1.1 No such user", Never(reason="550 5.1.1 No such user")),
        ("RCPT", "552 5.2.2 Mailbox full", Never(reason="552 5.2.2 Mailbox full")),
        ("MAIL", "553 5.1.8 Who are you", Never(reason="553 5.1.8 Who are you")),
        ("DATA", "554 5.7.1 Looks like spam", Never(reason="554 5.7.1 Looks like spam")),
        ("RCPT", "451 4.7.1 Greylisted", Again(reason="451 4.7.1 Greylisted")),
        ("DATA", "452 4.3.1 Disk full", Again(reason="452 4.3.1 Disk full")),
        ("MAIL", "421 4.3.2 Closing", Again(reason="421 4.3.2 Closing", pause=AWAY)),
        ("DATA", "421 4.7.0 Too many", Again(reason="421 4.7.0 Too many", pause=AWAY)),
        ("MAIL", "530 5.7.0 Log in first", Again(reason="530 5.7.0 Log in first", after=MEND, pause=MEND)),
        ("RCPT", HANG_UP, Again(reason="mail server broke off: SMTPServerDisconnected")),
        (
            "DATA",
            HANG_UP,
            Again(reason="no answer after the mail was handed over: SMTPServerDisconnected", doubtful=True),
        ),
    ],
)
async def test_an_answer_means_again_or_never_and_the_next_mail_goes_out(send, post, step, answer, receipt):
    post.answers.append((step, answer))
    assert await send() == receipt
    assert isinstance(await send(), Sent)


async def test_whoever_gives_up_waiting_cuts_the_line_and_may_have_sent_the_mail(send, post, connection):
    post.answers.append(("DATA", SILENCE))
    going = asyncio.create_task(send())
    await post.silent.wait()
    connection.abort()
    lost = "no answer after the mail was handed over: SMTPServerDisconnected"
    assert await going == Again(reason=lost, doubtful=True)
    assert isinstance(await send(), Sent)


async def test_one_connection_serves_many_mails_and_is_renewed_in_time(send, post):
    for number in range(1, MAILS_AT_MOST + 3):
        assert await send() == taken(number)
    assert post.sessions == 2


async def test_a_connection_that_was_closed_while_it_was_idle_costs_no_attempt(send, post):
    assert await send() == taken(1)
    post.hang_up()
    assert await send() == taken(2)
    assert post.sessions == 2


async def test_a_server_that_hangs_up_on_everybody_is_not_asked_for_ever(send, post):
    post.answers += [("MAIL", HANG_UP)] * 2
    assert await send() == Again(reason="mail server broke off: SMTPServerDisconnected")
    assert len(post.answers) == 1
    post.answers.clear()
    assert isinstance(await send(), Sent)


async def test_a_server_that_is_away_pauses_the_channel():
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        port = listening.getsockname()[1]
    receipt = Connection(Server(host="127.0.0.1", port=port)).send("a@example.org", "b@example.org", b"\r\n\r\n")
    assert receipt == Again(reason="mail server unreachable: ConnectionRefusedError", after=AWAY, pause=AWAY)


async def test_a_wrong_password_pauses_the_channel_until_somebody_mends_it(post, server, send):
    post.options |= {"authenticator": nobody_knows, "auth_require_tls": False}
    wrong = Connection(Server(host=server.host, port=server.port, user="carnet", password="wrong"))
    receipt = await send(by=wrong)
    assert isinstance(receipt, Again)
    assert (receipt.pause, receipt.after, receipt.reason[:16]) == (MEND, MEND, "mail server: 535")
    assert "wrong" not in receipt.reason


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("smtp://carnet:secret@127.0.0.1", True),
        ("smtp://carnet:secret@localhost", True),
        ("smtps://carnet:secret@mail.example", True),
        ("smtp://carnet:secret@mail.example:587?starttls=required", True),
        ("smtp://carnet:secret@mail.example:587", False),
        ("smtp://carnet:secret@192.0.2.7", False),
    ],
)
def test_a_password_is_said_only_where_nobody_listens(url, private):
    assert Server.read(url).private is private


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", Server(host="mail.example", port=25)),
        ("smtps://mail.example", Server(host="mail.example", port=465, tls=True)),
        (
            "smtp://anna%40mail.example:p%2Fw@mail.example:587?starttls=required",
            Server(host="mail.example", port=587, user="anna@mail.example", password="p/w", starttls=True),
        ),
    ],
)
def test_the_server_is_read_from_its_address(url, server):
    assert Server.read(url) == server


async def test_without_the_encryption_that_is_required_nothing_is_sent(server, post, send):
    receipt = await send(by=Connection(Server(host=server.host, port=server.port, starttls=True)))
    assert receipt == Again(reason="mail server unreachable: SMTPNotSupportedError", after=MEND, pause=MEND)
    assert post.mails == []


def test_a_certificate_that_is_not_trusted_has_to_be_mended():
    receipt = not_connected(ssl.SSLCertVerificationError(1, "self-signed certificate"))
    assert isinstance(receipt, Again)
    assert receipt.pause == timedelta(minutes=15)


async def test_letters_that_only_some_servers_take_are_sent_to_those(post, send):
    receipt = await send("zoë@talents-jura.example", "To: <zoë@talents-jura.example>\r\n\r\nHello\r\n".encode())
    assert isinstance(receipt, Sent)
    assert post.mails[0].rcpt_tos == ["zoë@talents-jura.example"]
    assert "SMTPUTF8" in post.mails[0].mail_options
    post.options["enable_SMTPUTF8"] = False
    post.hang_up()
    assert isinstance(await send(), Sent)
    assert await send("zoë@talents-jura.example") == Never(
        reason="the mail server takes no address with such letters (SMTPUTF8)"
    )


async def test_a_line_of_one_dot_does_not_end_the_mail(post, send):
    content = b"Subject: Dots\r\n\r\n.\r\n..\r\n.hidden\r\nEnd\r\n"
    await send(content=content)
    assert post.mails[0].original_content == content
