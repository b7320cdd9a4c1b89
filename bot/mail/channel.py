"""Deliveries by mail: rendered once, kept, and handed to the SMTP server."""

from __future__ import annotations

import asyncio
from concurrent.futures import Executor
from dataclasses import dataclass
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from bot.mail import address
from bot.mail.smtp import Connection
from crm.domain.delivery import Receipt
from crm.views.parcels import Parcel
from scheduler.channel import Rendered
from templates.mail import Mail, notice

REFERENCES_AT_MOST = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Sender:
    """Who we are in mails."""

    address: str
    reply_domain: str
    secret: bytes
    public_url: str = ""

    @property
    def domain(self) -> str:
        return parseaddr(self.address)[1].rpartition("@")[2] or self.reply_domain


class MailChannel:
    """Carries parcels as mails, over one connection that is reused."""

    def __init__(self, connection: Connection, sender: Sender, executor: Executor) -> None:
        self._connection = connection
        self._sender = sender
        self._executor = executor

    def render(self, parcel: Parcel) -> Rendered:
        token = address.new_token()
        number = address.message_id(parcel.kind.value, parcel.id, self._sender.domain)
        mail = notice(parcel, self._sender.public_url)
        content = compose(parcel, mail, self._sender, token=token, message_id=number).as_bytes(policy=policy.SMTP)
        row = {
            "digest": address.token_digest(token),
            "entry_id": parcel.entry.id,
            "member_id": parcel.reader.id,
            "delivery_id": parcel.id,
            "created_at": parcel.created_at,
        }
        return Rendered(content=content, message_id=number, tokens=(row,))

    async def deliver(self, parcel: Parcel, content: bytes) -> Receipt:
        envelope = address.bounce_address(
            parcel.workspace.id, parcel.id, self._sender.secret, self._sender.reply_domain
        )
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, self._connection.send, envelope, parcel.reader.email, content)


def compose(parcel: Parcel, mail: Mail, sender: Sender, *, token: str, message_id: str) -> EmailMessage:
    """The message with its headers; one recipient only, since each has a reply address of their own."""
    message = EmailMessage(policy=policy.SMTP)
    name, own = parseaddr(sender.address)
    author = parcel.comment.author if parcel.comment else parcel.entry.author_name
    message["From"] = _address(f"{author} · {name or parcel.workspace.name}", own)
    message["Reply-To"] = _address(parcel.workspace.name, address.reply_address(token, sender.reply_domain))
    message["To"] = _address(parcel.reader.name, parcel.reader.email)
    message["Subject"] = _clean(mail.subject)
    message["Date"] = format_datetime(parcel.created_at)
    message["Message-ID"] = message_id
    _thread(message, parcel, sender)
    _manners(message, parcel, sender)
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    return message


def _thread(message: EmailMessage, parcel: Parcel, sender: Sender) -> None:
    """Mails about one entry hold together: the root first, then what this reader got before (RFC 5322 §3.6.4)."""
    root = address.thread_root(parcel.workspace.team, parcel.entry.id, sender.domain)
    earlier = parcel.earlier[-(REFERENCES_AT_MOST - 1) :]
    message["In-Reply-To"] = earlier[-1] if earlier else root
    message["References"] = " ".join([root, *earlier])


def _manners(message: EmailMessage, parcel: Parcel, sender: Sender) -> None:
    """We are a machine and say so, so that other machines do not answer (RFC 3834 §5)."""
    message["Auto-Submitted"] = "auto-generated"
    # Never NDR: bounces are wanted (MS-OXCMAIL 2.1.3.2.20).
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply, DR, RN, NRN"
    message["Precedence"] = "list"
    message["List-Id"] = f"<entry-{parcel.entry.id}.{parcel.workspace.team.lower()}.{sender.reply_domain}>"
    message["X-Carnet"] = f"{parcel.workspace.team}/{parcel.id}"


def _address(name: str, email: str) -> Address:
    user, _, domain = email.rpartition("@")
    return Address(display_name=_clean(name), username=user, domain=domain)


def _clean(text: str) -> str:
    """One line without control characters: the email package lets NUL pass."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
