"""What mail machines write: reports of what could not be delivered, and answers of those who are away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, make_msgid

from sandbox.page.answering import Writer, begun
from sandbox.page.mail import Letter
from sandbox.page.quoting import OUTLOOK


@dataclass(frozen=True, kw_only=True, slots=True)
class Fate:
    """What a mail server says about a mail, in the words of RFC 3464."""

    action: str
    status: str
    diagnostic: str
    subject: str
    sentence: str


FATES = {
    "bounce": Fate(
        action="failed",
        status="5.1.1",
        diagnostic="550 5.1.1 <{address}>: Recipient address rejected: User unknown",
        subject="Undelivered Mail Returned to Sender",
        sentence="I'm sorry to have to inform you that your message could not be delivered to one or more recipients.",
    ),
    "delay": Fate(
        action="delayed",
        status="4.4.1",
        diagnostic="connect to mx.{domain}[192.0.2.25]:25: Connection timed out",
        subject="Delayed Mail (still being retried)",
        sentence="Your message could not be delivered for more than 4 hours. We go on trying for 5 days.",
    ),
}


def fields(**values: str) -> Message:
    """One group of fields of a delivery status."""
    group = Message()
    for name, value in values.items():
        group[name.replace("_", "-")] = value
    return group


def report(letter: Letter, writer: Writer, kind: str) -> bytes:
    """A delivery status notification to the envelope's sender: RFC 3464 inside RFC 6522."""
    fate, server = FATES[kind], f"mx.{writer.domain}"
    diagnostic = fate.diagnostic.format(address=writer.address, domain=writer.domain)
    message = MIMEMultipart("report", report_type="delivery-status", policy=policy.SMTP)
    message["From"] = f"MAILER-DAEMON@{server} (Mail Delivery System)"
    message["To"] = letter.mail.sender
    message["Subject"] = fate.subject
    message["Date"] = format_datetime(writer.now)
    message["Message-ID"] = make_msgid(domain=server)
    message["Auto-Submitted"] = "auto-replied"
    words = f"This is the mail system at host {server}.\n\n{fate.sentence}\n\n<{writer.address}>: {diagnostic}\n"
    message.attach(MIMEText(words, "plain", "us-ascii"))
    status = Message()
    status["Content-Type"] = "message/delivery-status"
    until = {"Will_Retry_Until": format_datetime(writer.now + timedelta(days=5))} if kind == "delay" else {}
    of_mail = fields(Reporting_MTA=f"dns; {server}", Arrival_Date=format_datetime(letter.mail.at))
    of_recipient = fields(
        Final_Recipient=f"rfc822; {writer.address}",
        Original_Recipient=f"rfc822;{writer.address}",
        Action=fate.action,
        Status=fate.status,
        Diagnostic_Code=f"smtp; {diagnostic}",
        **until,
    )
    status.set_payload([of_mail, of_recipient])
    message.attach(status)
    message.attach(MIMEMessage(message_from_bytes(letter.mail.raw, policy=policy.SMTP)))
    return message.as_bytes()


AWAY = {
    "en": ("Automatic reply: ", "Thank you for your message. I am away until Monday and read my mail when I am back."),
    "fr": ("Réponse automatique : ", "Merci de votre message. Je suis absent jusqu’à lundi et vous répondrai ensuite."),
    "de": ("Automatische Antwort: ", "Danke für Ihre Nachricht. Ich bin bis Montag abwesend und antworte danach."),
}


def vacation(letter: Letter, writer: Writer) -> EmailMessage:
    """An answer that nobody typed: RFC 3834, as Exchange says it or as other servers do."""
    mark, words = AWAY[writer.language]
    message = begun(writer, letter, mark + letter.subject)
    message["To"] = vacation_to(letter, writer)
    if writer.program == OUTLOOK:
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
    else:
        message["Auto-Submitted"] = "auto-replied"
        message["Precedence"] = "bulk"
    message.set_content(f"{words}\n\n{writer.name}\n")
    return message


def vacation_to(letter: Letter, writer: Writer) -> str:
    # RFC 3834 wants the envelope's sender; Exchange answers to the header all the same.
    visible = letter.header("Reply-To") or letter.header("From")
    return visible if writer.program == OUTLOOK else letter.mail.sender or visible
