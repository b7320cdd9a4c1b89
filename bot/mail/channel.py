"""Deliveries by mail: rendered once, kept, and handed to the SMTP server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from email.utils import format_datetime, parseaddr
from functools import cache
from typing import Any

from bot.file_links import FileLinks, in_message
from bot.mail import address, bulletins, mime, refusals, unsubscribing
from bot.mail.invitations import IN_CALENDARS, METHODS, ics, organizer
from bot.mail.smtp import Connection
from bot.stop_links import Stop, StopLinks
from crm.domain.delivery import MUTABLE, Again, DeliveryKind, Never, Receipt, Sent
from crm.domain.timeline import Entry
from crm.views.houses import House
from crm.views.parcels import Parcel
from scheduler.channel import Rendered
from templates.calendar import Someone
from templates.mail import Mail, notice
from templates.mail.appointment import invitation

REFERENCES_AT_MOST = 20
MUTE_HERE = "https://mute.invalid/"
BEGIN_WITHIN = 2.0  # seconds; with a slow server mails go one by one, so that nobody waits for ten of them


@dataclass(frozen=True, kw_only=True, slots=True)
class Sender:
    """Who we are in mails; ``answers`` tells that answers by mail are taken."""

    address: str
    reply_domain: str
    secret: bytes
    answers: bool = False
    stops: StopLinks | None = None

    @property
    def domain(self) -> str:
        return _parted(self.address)[1].rpartition("@")[2] or self.reply_domain


@cache
def _parted(sender: str) -> tuple[str, str]:
    """Name and address; it is always the same one, and reading it takes as long as the rest of the headers."""
    return parseaddr(sender)


class MailChannel:
    """Carries parcels as mails, over one connection that is reused."""

    def __init__(
        self, connection: Connection, sender: Sender, executor: Executor, links: FileLinks | None = None
    ) -> None:
        self._connection = connection
        self._sender = sender
        self._executor = executor
        self._links = links
        self._written: dict[tuple[Any, ...], tuple[Entry, Mail]] = {}
        self._house: House | None = None

    def render(self, parcel: Parcel) -> Rendered:
        token = address.new_token()
        number = address.message_id(parcel.kind.value, parcel.id, self._sender.domain)
        if parcel.news:
            return Rendered(content=self._bulletin(parcel, number), message_id=number)
        if parcel.kind is DeliveryKind.ANSWER and parcel.about:
            content = refusals.compose(parcel, parcel.about, _parted(self._sender.address), number)
            return Rendered(content=content, message_id=number)
        row = {
            "digest": address.token_digest(token),
            "entry_id": parcel.entry.id,
            "member_id": parcel.reader.id,
            "delivery_id": parcel.id,
            "created_at": parcel.created_at,
        }
        if parcel.kind in IN_CALENDARS:
            content = compose_invitation(parcel, self._sender, token=token, message_id=number)
        else:
            content = compose(parcel, self._notice(parcel), self._sender, token=token, message_id=number)
        return Rendered(content=content, message_id=number, tokens=(row,))

    def _bulletin(self, parcel: Parcel, number: str) -> bytes:
        sender = self._sender
        own = _parted(sender.address)
        return bulletins.compose(
            parcel, own, sender.reply_domain, sender.stops, answers=sender.answers, message_id=number
        )

    def _notice(self, parcel: Parcel) -> Mail:
        """The words: written once for all readers of a batch who see the same in one language and zone."""
        if self._house is not parcel.workspace:
            self._house = parcel.workspace
            self._written.clear()
        comment = parcel.comment.id if parcel.comment else None
        link, stops = in_message(self._links, parcel), self._sender.stops
        own = parcel.reader.id if link and _has_files(parcel) else None
        key = (parcel.kind, parcel.entry.id, comment, parcel.reader.locale, parcel.reader.zone, own)
        seen, mail = self._written.get(key, (None, None))
        if mail is None or seen != parcel.entry:
            mute = MUTE_HERE if parcel.kind in MUTABLE and stops and stops.public else ""
            mail = notice(parcel, answerable=self._sender.answers, link=link, mute=mute)
            self._written[key] = parcel.entry, mail
        return _for_one(mail, stops.url(_stop(parcel))) if stops else mail

    async def deliver(self, parcel: Parcel, content: bytes) -> Receipt:
        [receipt] = await self.deliver_all([(parcel, content)])
        return receipt

    async def deliver_all(self, parcels: Sequence[tuple[Parcel, bytes]]) -> Sequence[Receipt]:
        """Several mails one after the other, without leaving the thread that sends them."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._executor, self._send_all, parcels)
        except asyncio.CancelledError:
            self._connection.abort()
            raise

    def _send_all(self, parcels: Sequence[tuple[Parcel, bytes]]) -> list[Receipt]:
        until = time.monotonic() + BEGIN_WITHIN
        receipts: list[Receipt] = []
        for parcel, content in parcels:
            receipt = self._send(parcel, content)
            receipts.append(receipt)
            if time.monotonic() > until or (isinstance(receipt, Again) and receipt.pause):
                break
        return receipts

    def _send(self, parcel: Parcel, content: bytes) -> Receipt:
        recipient = address.deliverable(parcel.reader.email)
        if recipient is None:
            return Never(reason="this is not an address that mail can be sent to")
        sender = self._sender
        envelope = address.bounce_address(parcel.workspace.id, parcel.id, sender.secret, sender.reply_domain)
        if parcel.kind is DeliveryKind.ANSWER:
            # RFC 3834 §3.3: nothing may come back to what answers by itself.
            envelope = ""
        receipt = self._connection.send(envelope, recipient, content)
        if isinstance(receipt, Sent) and parcel.kind in IN_CALENDARS:
            return Sent(receipt={**receipt.receipt, "organizer": _organizer(parcel, sender).address})
        return receipt


def _stop(parcel: Parcel) -> Stop:
    return Stop(workspace=parcel.workspace.id, member=parcel.reader.id, entry=parcel.entry.id)


def _for_one(mail: Mail, mute: str) -> Mail:
    """The link that is each reader's own, in words that were written once for all of them."""
    text, html = (one.replace(MUTE_HERE, mute) for one in (mail.text, mail.html))
    return replace(mail, text=text, html=html)


def _has_files(parcel: Parcel) -> bool:
    """Links are each reader's own."""
    return bool(parcel.entry.attached or (parcel.comment and parcel.comment.attached))


def compose(parcel: Parcel, mail: Mail, sender: Sender, *, token: str, message_id: str) -> bytes:
    """The message with its headers; one recipient only, since each has a reply address of their own."""
    headers = _headers(parcel, mail.subject, sender, token=token, message_id=message_id)
    return mime.message(headers, mail.text, mail.html, boundary=token)


def compose_invitation(parcel: Parcel, sender: Sender, *, token: str, message_id: str) -> bytes:
    """It comes from the address that calendars answer to; what is typed as an answer is a comment as ever."""
    own = _organizer(parcel, sender)
    mail = invitation(parcel, answerable=sender.answers)
    headers = _headers(parcel, mail.subject, sender, token=token, message_id=message_id, own=own.address)
    content = ics(parcel, own, answerable=sender.answers)
    return mime.invitation(headers, mail.text, mail.html, content, METHODS[parcel.kind], boundary=token)


def _organizer(parcel: Parcel, sender: Sender) -> Someone:
    own = _parted(sender.address)[1]
    return organizer(parcel, own, secret=sender.secret, domain=sender.reply_domain, answerable=sender.answers)


def _headers(parcel: Parcel, subject: str, sender: Sender, *, token: str, message_id: str, own: str = "") -> list[str]:
    return [
        *_people(parcel, sender, token, own),
        mime.header("Subject", mime.words(subject)),
        mime.header("Date", [format_datetime(parcel.wanted_at)]),
        mime.header("Message-ID", [message_id]),
        *_thread(parcel, sender),
        *_manners(parcel, sender),
    ]


def _people(parcel: Parcel, sender: Sender, token: str, from_: str = "") -> list[str]:
    """Always from an address of ours: another's would not survive its domain's DMARC."""
    name, own = _parted(sender.address)
    house = parcel.workspace.name
    author = parcel.comment.author if parcel.comment else parcel.entry.author_name
    whom = address.deliverable(parcel.reader.email) or "undeliverable@invalid"
    return [
        mime.header("From", mime.mailbox(f"{author} · {name or house}", from_ or own)),
        mime.header("Reply-To", mime.mailbox(house, address.reply_address(token, sender.reply_domain))),
        mime.header("To", mime.mailbox(parcel.reader.name, whom)),
    ]


def _thread(parcel: Parcel, sender: Sender) -> list[str]:
    """Mails about one entry hold together: the root first, then what this reader got before (RFC 5322 §3.6.4)."""
    root = address.thread_root(parcel.workspace.team, parcel.entry.id, sender.domain)
    references = [root, *parcel.earlier[-(REFERENCES_AT_MOST - 1) :]]
    return [mime.header("In-Reply-To", references[-1:]), mime.header("References", references)]


def _unsubscribing(parcel: Parcel, sender: Sender) -> list[str]:
    return unsubscribing.headers(sender.stops, _stop(parcel), sender.reply_domain, answers=sender.answers)


def _manners(parcel: Parcel, sender: Sender) -> list[str]:
    """We are a machine and say so, so that other machines do not answer (RFC 3834 §5)."""
    team = parcel.workspace.team
    return [
        "Auto-Submitted: auto-generated",
        # Never NDR: bounces are wanted (MS-OXCMAIL 2.1.3.2.20).
        "X-Auto-Response-Suppress: OOF, AutoReply, DR, RN, NRN",
        "Precedence: list",
        mime.header("List-Id", [f"<entry-{parcel.entry.id}.{team.lower()}.{sender.reply_domain}>"]),
        mime.header("X-Carnet", [f"{team}/{parcel.id}"]),
        *(_unsubscribing(parcel, sender) if parcel.kind in MUTABLE else ()),
    ]
