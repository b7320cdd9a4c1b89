"""Mails as a product sends them, for tests of the mail program."""

from __future__ import annotations

from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from sandbox.mailbox import Mail
from sandbox.page.answering import Writer
from sandbox.page.mail import opened

AT = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
NOW = datetime(2026, 12, 1, 15, 0, tzinfo=ZoneInfo("Europe/Zurich"))
EMMA = "emma.whitfield@lemanique.example"
TOKEN = "reply+ab23@reply.lemanique.example"
PAGE = "<!doctype html><html><head><title>x</title></head><body bgcolor=white><p>Visit at <b>Acme</b></p></body></html>"
CALENDAR = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Carnet//EN\r
METHOD:REQUEST\r
BEGIN:VEVENT\r
UID:entry-12@lemanique.example\r
SEQUENCE:2\r
DTSTAMP:20261130T090000Z\r
DTSTART:20261203T130000Z\r
DTEND:20261203T140000Z\r
SUMMARY:Visit at Gesellschaft f\xc3\xbcr Pr\xc3\xa4zisionsmaschinenbau\r
LOCATION:Bahnhofstrasse 12\\, Schaffhausen\r
ORGANIZER;CN=Carnet:mailto:cal+12.ab@reply.lemanique.example\r
ATTENDEE;CN=Emma Whitfield;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:emma.whitfield@lemanique.example\r
ATTENDEE;CN=Thomas Br\xc3\xb6nnimann;PARTSTAT=ACCEPTED:mailto:thomas.broennimann@lemanique.example\r
END:VEVENT\r
END:VCALENDAR\r
"""


def mail_bytes(
    *,
    subject="Acme SA: visit",
    text="Visit at Acme\n\n> quoted before\n",
    html=PAGE,
    calendar=b"",
    attached="",
    to=EMMA,
    date="Tue, 01 Dec 2026 09:30:00 +0000",
):
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "Thomas Brönnimann via Carnet <notify@lemanique.example>"
    message["To"] = f"Emma Whitfield <{to}>"
    message["Cc"] = "Élodie Rey <elodie.rey@acme.example>"
    message["Reply-To"] = f"Carnet <{TOKEN}>"
    if date:
        message["Date"] = date
    message["Message-ID"] = "<d.12.x@lemanique.example>"
    message["References"] = "<t.7@lemanique.example>"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    if calendar:
        kind = {"method": "REQUEST", "charset": "UTF-8"}
        message.add_alternative(calendar, maintype="text", subtype="calendar", params=kind, cte="base64")
    if attached:
        message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename=attached)
    return message.as_bytes(policy=policy.SMTP)


def letter(**more):
    sender = more.pop("sender", "b+12.cd@reply.lemanique.example")
    return opened(Mail(id="M1", sender=sender, recipients=(EMMA,), raw=mail_bytes(**more), at=AT))


def writer(program="gmail", language="en"):
    return Writer(name="Emma Whitfield", address=EMMA, program=program, language=language, now=NOW)
