"""Mails that tell a member that theirs was not taken; they say that a machine answers, and ask for no answer."""

from __future__ import annotations

from email.utils import format_datetime

from bot.mail import address, mime
from crm.views.abouts import About
from crm.views.parcels import Parcel
from templates.mail.refusal import refusal


def compose(parcel: Parcel, about: About, own: tuple[str, str], message_id: str) -> bytes:
    """``own`` are our name and address."""
    mail, (name, from_) = refusal(parcel, about), own
    whom = address.deliverable(parcel.reader.email) or "undeliverable@invalid"
    number = about.message_id.strip("<>")
    answered = [f"<{number}>"] if number.isascii() and number else []
    headers = [
        mime.header("From", mime.mailbox(name or parcel.workspace.name, from_)),
        mime.header("To", mime.mailbox(parcel.reader.name, whom)),
        mime.header("Subject", mime.words(mail.subject)),
        mime.header("Date", [format_datetime(parcel.wanted_at)]),
        mime.header("Message-ID", [message_id]),
        *(mime.header(one, answered) for one in ("In-Reply-To", "References") if answered),
        # RFC 3834 §3.1.7: an answer to one mail, by a machine.
        "Auto-Submitted: auto-replied",
        "X-Auto-Response-Suppress: All",
        mime.header("X-Carnet", [f"{parcel.workspace.team}/{parcel.id}"]),
    ]
    return mime.message(headers, mail.text, mail.html, boundary=address.new_token())
