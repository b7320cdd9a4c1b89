"""Both ways of the post: mails as they left, answers as they come in, and what became of them."""

from __future__ import annotations

import email
import itertools
from dataclasses import dataclass, field
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, getaddresses
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.mail.channel import MailChannel
from bot.mail.mailroom import Mailroom
from bot.mail.sorting.case import Room
from crm.domain import richtext
from crm.domain.delivery import Channel
from crm.store import intake
from crm.store.documents import Documents
from crm.store.tables import raw_mail
from scheduler.clock import Clock
from scheduler.relay import Relay
from tests.cast import NOW
from tests.mail.post import SENDER

OUR_EDGE = "mx.talents-jura.example"
PAUL = "Paul Rüegsegger <paul@talents-jura.example>"
THEO = "Théo Aebischer <theo@talents-jura.example>"
_numbers = itertools.count(1)


@dataclass(kw_only=True)
class Correspondence:
    """The agency, a mail server that keeps what it gets, and the mail room."""

    agency: Any
    post: Any
    channel: MailChannel
    executor: Any
    folder: Path
    now: Any = NOW
    clock: Clock = field(init=False)

    def __post_init__(self):
        self.clock = Clock(lambda: self.now)
        self.room = Mailroom(room=self._room(), clock=self.clock, executor=self.executor)

    def _room(self):
        return Room(
            store=self.agency.store,
            documents=Documents(f"file:{self.folder}"),
            domain=SENDER.reply_domain,
            sender="notify@talents-jura.example",
            sender_domain=SENDER.domain,
            keys=(b"the new key", SENDER.secret),
            authserv_id=OUR_EDGE,
        )

    async def carry(self):
        """Everything owed by mail leaves."""
        relay = Relay(
            store=self.agency.store, carriers={Channel.MAIL: self.channel}, clock=self.clock, executor=self.executor
        )
        while await relay.turn():
            pass

    def got(self, key):
        """The mails that somebody has got, parsed."""
        mine = f"{key}@talents-jura.example"
        return [read(one.content) for one in self.post.mails if one.rcpt_tos == [mine]]

    def envelope_of(self, key):
        """The bounce address of somebody's last mail."""
        mine = f"{key}@talents-jura.example"
        return [one.mail_from for one in self.post.mails if one.rcpt_tos == [mine]][-1]

    def come(self, mail, *, to=None, envelope_from=None, source="smtp"):
        """A mail arrives at our door; ``to`` is what its envelope says."""
        raw = bytes(mail)
        wanted = to if to is not None else [address for _name, address in getaddresses(mail.get_all("to", []))]
        with self.agency.store.outside(write=True) as connection:
            return intake.put(
                connection,
                source=source,
                envelope_from=mail["from"].addresses[0].addr_spec if envelope_from is None else envelope_from,
                envelope_to=[wanted] if isinstance(wanted, str) else wanted,
                content=raw,
                now=self.now,
            )

    async def sort(self):
        """The mail room works through what came."""
        while await self.room.turn():
            pass

    def became(self):
        """Outcome and reason of each mail that was understood, oldest first."""
        return [(row.outcome, row.reason) for row in self.kept()]

    def kept(self, entry=None):
        """The mails that were understood, oldest first; all, or those to one entry."""
        found = select(raw_mail).order_by(raw_mail.c.id)
        with self.agency.read() as session:
            return session.rows(found.where(raw_mail.c.entry_id == int(entry[2:])) if entry else found)

    def shelf(self):
        with self.agency.store.outside() as connection:
            return [reason for _mail, reason in intake.on_the_shelf(connection)]

    def comments(self, entry):
        """Author and words of an entry's comments."""
        found = self.agency.see(entry)
        return [(one.author, richtext.plain(one.body)) for one in found.comments]

    def later(self, **how):
        self.now += timedelta(**how)


def read(content):
    return email.message_from_bytes(content, policy=policy.default)


def answer(mail, text, *, by, genuine=None, **headers):
    """An answer to a mail of ours, as a plain mail program writes it; ``genuine`` is what our own edge found out."""
    found = EmailMessage()
    if genuine is not None:
        found["Authentication-Results"] = f"{OUR_EDGE}; dmarc={'pass' if genuine else 'fail'} header.from={domain(by)}"
    found["From"] = by
    found["To"] = mail["reply-to"]
    found["Subject"] = f"Re: {mail['subject']}"
    found["Date"] = format_datetime(NOW)
    found["Message-ID"] = f"<{next(_numbers)}.answer@mail.example>"
    found["In-Reply-To"] = mail["message-id"]
    found["References"] = f"{mail['references']} {mail['message-id']}"
    for name, value in headers.items():
        key = name.replace("_", "-")
        del found[key]
        if value is not None:
            found[key] = value
    quoted = "\n".join(f"> {line}" for line in mail.get_body(("plain",)).get_content().splitlines())
    found.set_content(f"{text}\n\nOn 24 November 2026 at 10:30, Talents Jura wrote:\n{quoted}\n")
    return found


def domain(address):
    return address.rstrip(">").rpartition("@")[2]
