"""Through a real Postfix and a real Dovecot, while one after the other is killed: none is lost, none counts twice."""

from __future__ import annotations

import email
import imaplib
import smtplib
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email import policy
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.mail.imap import Account, Fetcher, opened
from bot.mail.sorting import too_large
from crm.store import intake
from crm.store.tables import comment
from scheduler.clock import Clock
from tests.cast import NOW
from tests.mail import mta
from tests.mail.correspondence import answer

ROOT = Path(__file__).parents[2]
READERS = ("paul", "theo")
ENTRIES = 25  # each told to two people by mail, who both answer: a hundred mails by each door
WITHIN = 120
pytestmark = [pytest.mark.unwatched, mta.NEEDED, pytest.mark.parametrize("databases", ["sqlite"], indirect=True)]


@pytest.fixture
def servers():
    with mta.serving() as found:
        yield found


class Carnet:
    """The process, as often as it is killed."""

    def __init__(self, url, folder, servers, *, imap=False):
        ports = (servers.smtp, servers.carnet, servers.imap if imap else 0)
        self.command = [sys.executable, "-m", "tests.mail.mail_worker", url, str(folder), *map(str, ports)]
        self.start()

    def start(self):
        self.child = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True, cwd=ROOT)  # noqa: S603
        assert self.child.stdout.readline() == "ready\n"

    def kill(self):
        self.child.kill()
        self.child.wait()
        self.child.stdout.close()


@contextmanager
def carnet(*where, **how):
    found = Carnet(*where, **how)
    try:
        yield found
    finally:
        found.kill()


def mails_of(servers, key):
    """What stands in somebody's mailbox, each message once."""
    with imaplib.IMAP4("127.0.0.1", servers.imap) as box:
        box.login(f"{key}@talents-jura.example", "secret")
        box.select("INBOX", readonly=True)
        _kind, found = box.fetch("1:*", "(BODY.PEEK[])")
    mails = [email.message_from_bytes(one[1], policy=policy.default) for one in found if isinstance(one, tuple)]
    return {one["message-id"]: one for one in mails}


def until(answered, wanted):
    """Ask until it is so; servers that are away count as not yet."""
    end = time.monotonic() + WITHIN
    found = None
    while time.monotonic() < end:
        with suppress(OSError, imaplib.IMAP4.error):
            found = answered()
            if wanted(found):
                return found
        time.sleep(0.3)
    raise AssertionError(f"not within {WITHIN} seconds; last seen: {found!r:.300}")


def hand_in(servers, mail):
    def handed():
        with smtplib.SMTP("127.0.0.1", servers.smtp, timeout=10) as server:
            server.send_message(mail)
        return True

    until(handed, bool)


def comments(agency):
    with agency.read() as session:
        return [(row.entry_id, row.author_id) for row in session.rows(select(comment).order_by(comment.c.id))]


@pytest.mark.parametrize("by_imap", [False, True], ids=["smtp", "imap"])
def test_a_hundred_mails_through_each_door_and_none_is_lost(agency, database_url, servers, tmp_path, by_imap):
    agency.forget_deliveries()
    with carnet(database_url, tmp_path / "files", servers, imap=by_imap) as ours:
        for number in range(ENTRIES):
            agency.entry(participants=list(READERS), note=f"Call number {number}.", at=datetime.now(UTC))
        ours.kill()
        ours.start()
        boxes = {
            key: until(lambda key=key: mails_of(servers, key), lambda found: len(found) >= ENTRIES) for key in READERS
        }
        answers = [
            answer(mail, "I have somebody.", by=f"{key}@talents-jura.example")
            for key in READERS
            for mail in list(boxes[key].values())
        ]
        for place, mail in enumerate(answers):
            if place == len(answers) // 4:
                ours.kill()
            if place == len(answers) // 3:
                ours.start()
            if place == len(answers) // 2:
                servers.postfix("stop")
                servers.postfix("start")
            if place == 2 * len(answers) // 3:
                servers.stop_dovecot()
                servers.start_dovecot()
            hand_in(servers, mail)
        found = until(lambda: comments(agency), lambda found: len(set(found)) >= len(READERS) * ENTRIES)
    assert len(found) == len(set(found)) == len(READERS) * ENTRIES


def test_an_unknown_address_is_refused_at_the_door_and_the_sender_hears_of_it(agency, database_url, servers, tmp_path):
    with carnet(database_url, tmp_path / "files", servers):
        mail = email.message_from_string("Subject: Hello\n\nHello\n", policy=policy.default)
        mail["From"] = "paul@talents-jura.example"
        mail["To"] = "reply+00000000000000000000000000@reply.talents-jura.example"
        hand_in(servers, mail)
        [report] = until(lambda: mails_of(servers, "paul"), bool).values()
    assert report.get_content_type() == "multipart/report"
    assert "550 5.1.1 No such address" in report.as_string()


def test_a_mailbox_is_read_from_now_on_and_of_what_is_too_large_only_the_header(agency, servers):
    account = Account(
        host="127.0.0.1", port=servers.imap, user="carnet@talents-jura.example", password="secret", tls=False
    )
    fetcher = Fetcher(account=account, store=agency.store, clock=Clock(lambda: NOW), size_at_most=3000)
    for number, size in enumerate((10, 10, 5000)):
        mail = email.message_from_string(f"Subject: No. {number}\n\n{'x' * 70}\n" + "y\n" * size, policy=policy.default)
        mail["From"], mail["To"] = "paul@talents-jura.example", "carnet@talents-jura.example"
        hand_in(servers, mail)
        until(lambda: mails_of(servers, "carnet"), lambda found, wanted=number + 1: len(found) == wanted)
        with opened(account) as box:
            # What stood there before the first look was not for us.
            assert fetcher.fetch(box) == (number > 0)
            assert fetcher.fetch(box) == 0
    with agency.store.outside() as connection:
        waits, large = intake.claim(connection, token="me", now=NOW)
    assert b"Subject: No. 1" in waits.content
    assert b"y" in waits.content.splitlines()
    assert large.content.startswith(too_large.MARK)
    assert b"Subject: No. 2" in large.content
    assert len(large.content) < 3000
