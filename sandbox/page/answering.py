"""Replies and forwarded mails, as a person's mail program would send them."""

from __future__ import annotations

import re
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, getaddresses, parsedate_to_datetime

from markupsafe import Markup, escape

from sandbox.page.mail import Letter
from sandbox.page.quoting import (
    APPLE,
    GMAIL,
    OUTLOOK,
    Quoted,
    answer_text,
    attribution,
    forward_text,
    header_rows,
    manner_of,
    subject_line,
)
from sandbox.page.rendering import page

BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL | re.IGNORECASE)
DOCUMENT = re.compile(r"<!doctype[^>]*>|</?(?:html|head|body)[^>]*>|<title>.*?</title>", re.DOTALL | re.IGNORECASE)
TAGS = re.compile(r"<(style|head)\b.*?</\1>|<[^>]+>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Writer:
    """Whose mailbox it is, with the program and language they write in."""

    name: str
    address: str
    program: str = GMAIL
    language: str = "en"
    now: datetime

    @property
    def mailbox(self) -> str:
        return written_address(self.name, self.address)

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


def named_after(address: str) -> str:
    """A name for an address that nobody of the team has: emilie.rey@acme.example is Emilie Rey."""
    return " ".join(word.capitalize() for word in re.split(r"[._-]+", address.partition("@")[0].partition("+")[0]))


def written_address(name: str, address: str) -> str:
    return str(Address(name, addr_spec=address)) if name and name != address else address


def addresses(*headers: str) -> list[tuple[str, str]]:
    """Names and addresses of headers, each address once."""
    found = {address.lower(): (name, address) for name, address in reversed(getaddresses(headers)) if "@" in address}
    return list(reversed(found.values()))


def without(pairs: Iterable[tuple[str, str]], *gone: str) -> list[tuple[str, str]]:
    return [pair for pair in pairs if pair[1].lower() not in {one.lower() for one in gone}]


def listed(pairs: Iterable[tuple[str, str]]) -> str:
    return ", ".join(written_address(*pair) for pair in pairs)


def quoted(letter: Letter, writer: Writer) -> Quoted:
    """What the writer's program shows of the mail: its time is that of their zone."""
    try:
        sent = parsedate_to_datetime(letter.header("Date")).astimezone(writer.now.tzinfo)
    except (ValueError, TypeError):
        sent = letter.mail.at.astimezone(writer.now.tzinfo)
    author = listed(addresses(letter.header("From"))[:1]) or letter.author
    return Quoted(
        author=author.replace('"', ""),
        at=sent,
        to=letter.header("To").replace('"', ""),
        cc=letter.header("Cc").replace('"', ""),
        subject=letter.subject,
        text=(letter.text.strip("\r\n") or TAGS.sub("", letter.html)).replace("\r\n", "\n").strip("\n"),
    )


def inner_html(letter: Letter) -> Markup:
    """The mail's page without what makes it one of its own: a quotation stands inside another."""
    found = BODY.search(letter.html)
    if letter.html:
        return Markup(found[1] if found else DOCUMENT.sub("", letter.html))  # noqa: S704  # a mail's own page
    return Markup("<pre>{}</pre>").format(letter.text)


def paragraphs(words: str) -> Markup:
    return Markup("<br>\n").join(escape(line) for line in words.split("\n"))


def message_id(writer: Writer) -> str:
    if writer.program == APPLE:
        return f"<{str(uuid.uuid4()).upper()}@{writer.domain}>"
    if writer.program == OUTLOOK:
        return f"<AM0PR{secrets.token_hex(12).upper()}@AM0PR05MB4123.eurprd05.prod.outlook.com>"
    return f"<CA+{secrets.token_urlsafe(32)}@mail.gmail.com>"


def begun(writer: Writer, letter: Letter, subject: str) -> EmailMessage:
    """The header of an answer, threaded as RFC 5322 says."""
    message = EmailMessage()
    message["From"] = writer.mailbox
    message["Subject"] = subject
    message["Date"] = format_datetime(writer.now)
    message["Message-ID"] = message_id(writer)
    if letter.header("Message-ID"):
        before = (letter.header("References") or letter.header("In-Reply-To")).split()
        message["In-Reply-To"] = letter.header("Message-ID")
        message["References"] = " ".join((*before, letter.header("Message-ID")))
    if writer.program == APPLE:
        message["X-Mailer"] = "Apple Mail (2.3826.200.121)"
    return message


def fill(message: EmailMessage, letter: Letter, writer: Writer, words: str, *, forward: bool) -> None:
    about = quoted(letter, writer)
    text = (forward_text if forward else answer_text)(words, about, writer.program, writer.language)
    message.set_content(text)
    message.add_alternative(
        page(
            f"answers/{writer.program}.html",
            words=paragraphs(words),
            said=attribution(about, writer.program, writer.language),
            line=manner_of(writer.program, writer.language).forwarded,
            rows=header_rows(about, writer.program, writer.language),
            html=inner_html(letter),
            forward=forward,
        ),
        subtype="html",
    )


def answer(letter: Letter, writer: Writer, words: str, *, everyone: bool = False) -> EmailMessage:
    """A reply to who wrote, or to everyone who got it."""
    mark = manner_of(writer.program, writer.language).answer
    message = begun(writer, letter, subject_line(mark, letter.subject))
    to = addresses(letter.header("Reply-To") or letter.header("From"))
    met = [address for _, address in to] + [writer.address]
    others = without(addresses(letter.header("To")), *met) if everyone else []
    copies = without(addresses(letter.header("Cc")), *met) if everyone else []
    # Gmail moves the others into the copy; Outlook and Apple Mail leave them beside the author.
    to, copies = (to, others + copies) if writer.program == GMAIL else (to + others, copies)
    message["To"] = listed(to)
    if copies:
        message["Cc"] = listed(copies)
    fill(message, letter, writer, words, forward=False)
    return message


def forward(letter: Letter, writer: Writer, words: str, to: str) -> EmailMessage:
    """The mail passed on with its attachments."""
    mark = manner_of(writer.program, writer.language).forward
    message = begun(writer, letter, subject_line(mark, letter.subject))
    message["To"] = listed(addresses(to))
    fill(message, letter, writer, words, forward=True)
    for one in letter.attachments:
        kind, _, subtype = one.kind.partition("/")
        if kind == "message":
            message.add_attachment(message_from_bytes(one.content, policy=policy.default), filename=one.name)
        else:
            message.add_attachment(one.content, maintype=kind, subtype=subtype, filename=one.name)
    return message
