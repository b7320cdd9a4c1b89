"""What participants find in their mailboxes, and that every answer can find its way back."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
from sqlalchemy import select

from bot.mail.address import read_bounce, token_digest
from crm.domain.delivery import Channel
from crm.store.tables import delivery, reply_token
from scheduler.clock import Clock
from scheduler.relay import Relay
from tests.factories import NOW
from tests.mail.post import SENDER, SILENCE


@pytest.fixture
def databases(sqlite_files):
    """What a mail says does not depend on the database."""
    return sqlite_files


@pytest.fixture
def times():
    return [NOW]


@pytest.fixture
def relay(agency, channel, executor, times):
    agency.forget_deliveries()
    clock = Clock(lambda: times[-1])
    return Relay(store=agency.store, carriers={Channel.MAIL: channel}, clock=clock, executor=executor)


def by_reader(post):
    found = defaultdict(list)
    for one in post.messages:
        found[one["To"].addresses[0].username].append(one)
    return found


def ledger(agency, **wanted):
    with agency.read() as session:
        rows = session.rows(select(delivery).where(delivery.c.channel == "mail").order_by(delivery.c.id))
    return [row for row in rows if all(getattr(row, name) == value for name, value in wanted.items())]


async def test_a_notice_has_one_reader_and_says_that_a_machine_wrote_it(relay, agency, post):
    entry = agency.entry(participants=["paul", "lena"])
    await relay.turn()
    assert [len(one.rcpt_tos) for one in post.mails] == [1, 1]
    [mail] = by_reader(post)["paul"]
    [row] = ledger(agency, member_id=agency.id_of("paul"))
    assert str(mail["From"]) == "Emma Quéloz · Carnet <notify@talents-jura.example>"
    assert str(mail["To"]) == "Paul Rüegsegger <paul@talents-jura.example>"
    assert mail["Subject"].startswith("Acme Précision SA – ")
    assert mail["Message-ID"] == row.message_id
    assert mail["In-Reply-To"] == mail["References"] == f"<t.t0jura.{entry[2:]}@talents-jura.example>"
    assert mail["List-Id"] == f"<entry-{entry[2:]}.t0jura.reply.talents-jura.example>"
    assert mail["Date"].datetime == NOW
    assert [mail[name] for name in ("Auto-Submitted", "Precedence", "X-Carnet")] == [
        "auto-generated",
        "list",
        f"T0JURA/{row.id}",
    ]
    assert "NDR" not in mail["X-Auto-Response-Suppress"].split(", ")
    assert mail["List-Unsubscribe"] is None


async def test_text_and_html_say_the_same_in_the_reader_s_language(relay, agency, post):
    agency.entry(participants=["paul", "theo"], note="Rappelé à 14 h ; ça avance — très bien, « merci » 🎉")
    await relay.turn()
    for reader in ("paul", "theo"):
        [mail] = by_reader(post)[reader]
        assert mail.get_content_type() == "multipart/alternative"
        text, html = (mail.get_body([kind]).get_content() for kind in ("plain", "html"))
        assert "Rappelé à 14 h ; ça avance — très bien, « merci » 🎉" in text
        assert "Rappelé à 14 h ; ça avance — très bien, « merci » 🎉" in html
        assert f'lang="{"de" if reader == "paul" else "fr"}"' in html
    assert max(len(line) for one in post.mails for line in one.original_content.split(b"\r\n")) <= 78


async def test_an_answer_finds_its_entry_and_a_bounce_its_delivery(relay, agency, post):
    entry = agency.entry(participants=["paul", "lena"])
    await relay.turn()
    with agency.store.outside() as connection:
        tokens = {row.digest: row for row in connection.execute(select(reply_token))}
    for envelope, mail in zip(post.mails, post.messages, strict=True):
        local = mail["Reply-To"].addresses[0].username
        row = tokens.pop(token_digest(local.upper().removeprefix("REPLY+")))
        assert (row.workspace_id, row.entry_id) == (agency.workspace, int(entry[2:]))
        assert row.member_id == agency.id_of(mail["To"].addresses[0].username)
        assert read_bounce(envelope.mail_from, SENDER.secret) == (agency.workspace, row.delivery_id)
        assert read_bounce(envelope.mail_from, b"another secret") is None
        assert len(local) <= 64
    assert tokens == {}


async def test_a_conversation_holds_together_in_every_mailbox(relay, agency, post, times):
    entry = agency.entry(participants=["paul", "rita"])
    await relay.turn()
    for minute, who in enumerate(("paul", "rita", "paul"), 1):
        times.append(NOW + timedelta(minutes=minute))
        agency.perform("comment", by=who, entry=entry, text="Agreed.", at=times[-1])
        await relay.turn()
    for reader, mails in by_reader(post).items():
        numbers = [mail["Message-ID"] for mail in mails]
        root = f"<t.t0jura.{entry[2:]}@talents-jura.example>"
        for place, mail in enumerate(mails):
            assert mail["References"].split() == [root, *numbers[:place]]
            assert mail["In-Reply-To"] == [root, *numbers[:place]][-1]
        assert len({mail["Subject"].removeprefix("Re: ") for mail in mails}) == 1
        assert len(mails) == {"paul": 2, "rita": 3, "emma": 3}[reader]


async def test_a_repeat_is_the_same_mail_to_the_last_byte(relay, agency, post, times):
    post.answers.append(("DATA", "451 4.3.0 later"))
    agency.entry(participants=["paul"])
    await relay.turn()
    times.append(NOW + timedelta(minutes=2))
    await relay.turn()
    first, second = post.mails
    assert first.original_content == second.original_content
    assert first.mail_from == second.mail_from
    [row] = ledger(agency)
    assert (row.state, row.attempts, row.receipt["answer"]) == ("sent", 2, "250 OK: queued as 2")


async def test_a_server_that_never_answers_holds_up_only_its_mail(relay, agency, post, times):
    relay.couriers[0].send_timeout = 0.5
    post.answers.append(("DATA", SILENCE))
    agency.entry(participants=["paul"])
    await relay.turn()
    agency.entry(participants=["rita"])
    relay.couriers[0].send_timeout = 20.0
    await relay.turn()
    assert [(row.state, row.reason, row.doubtful) for row in ledger(agency)] == [
        ("owed", "no answer in time", 1),
        ("sent", None, 0),
    ]


async def test_a_server_that_closes_its_doors_is_asked_by_one_mail_only(relay, agency, post):
    post.answers.append(("MAIL", "421 4.3.2 Closing"))
    agency.entry(participants=["paul", "rita", "lena"])
    await relay.turn()
    assert [(row.state, row.attempts) for row in ledger(agency)] == [("owed", 1), ("owed", 0), ("owed", 0)]
    assert post.mails == []


@pytest.mark.parametrize(
    ("email", "state", "reason"),
    [
        ("", "skipped", "recipient has no address"),
        ("nobody", "failed", "this is not an address that mail can be sent to"),
        ("a@b.example>\r\nBcc: all@c.example", "failed", "this is not an address that mail can be sent to"),
        ("zoë@bücher.example", "sent", None),
    ],
)
async def test_who_has_no_address_is_not_written_to_and_the_ledger_says_why(relay, agency, post, email, state, reason):
    agency.set_member("paul", email=email)
    agency.entry(participants=["paul", "rita"])
    await relay.turn()
    [row] = ledger(agency, member_id=agency.id_of("paul"))
    assert (row.state, row.reason) == (state, reason)
    addresses = {"rita@talents-jura.example"} | ({"zoë@xn--bcher-kva.example"} if state == "sent" else set())
    assert {one.rcpt_tos[0] for one in post.mails} == addresses


async def test_a_reminder_is_dated_when_it_was_due(relay, agency, post, times):
    when = NOW + timedelta(days=30)
    agency.perform("status", by="emma", clients=["acme"], status="meeting", when=when.isoformat(), remind="1h")
    times.append(when)
    await relay.turn()
    [mail] = post.messages
    assert parsedate_to_datetime(mail["Date"]) == when - timedelta(hours=1)
    assert mail["Message-ID"].startswith("<reminder.")


async def test_readers_of_one_language_who_see_different_clients_get_different_words(relay, agency, post):
    agency.set_role("narrow", {"view": "own"})
    agency.set_member("theo", role="narrow", locale="de-CH", zone="Europe/Zurich")
    agency.entry(clients=["acme", "kern"], participants=["paul", "theo"])
    await relay.turn()
    words = {reader: mail.get_body(["plain"]).get_content() for reader, [mail] in by_reader(post).items()}
    assert "Acme Précision SA" in words["paul"]
    assert "Kern & Söhne GmbH" in words["theo"]
    assert "Acme Précision SA" not in words["theo"]
    subjects = {reader: mail["Subject"] for reader, [mail] in by_reader(post).items()}
    assert "Acme" not in subjects["theo"]
