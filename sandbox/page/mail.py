"""Mails that were caught, as a mail program would show them."""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import MIMEPart
from functools import lru_cache

from sandbox.mailbox import Mail

# A mail is a stranger's page: it runs nothing, reaches nothing of ours, and its links open elsewhere.
MAIL_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "img-src data: https:; style-src 'unsafe-inline'"
)
CONTENT_ID = re.compile(r"cid:([^\"'\s)>]+)")
TEXT_AT_MOST = 200_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    number: int
    name: str
    kind: str
    size: int
    content: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """A mail taken apart."""

    mail: Mail
    subject: str
    author: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...]
    attachments: tuple[Attachment, ...]

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def raw_text(self) -> str:
        return self.mail.raw.decode("utf-8", "replace")[:TEXT_AT_MOST]


def content(part: MIMEPart) -> bytes:
    body = part.get_payload(decode=True)
    if isinstance(body, bytes):
        return body
    # A forwarded mail is attached as a message, not as bytes.
    return b"".join(one.as_bytes() for one in part.iter_parts()) if part.is_multipart() else b""


def words(part: MIMEPart | None) -> str:
    """A text part, whatever charset it claims to be in."""
    if part is None:
        return ""
    body = content(part)
    try:
        return body.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


def with_pictures(html: str, parsed: MIMEPart) -> str:
    """Pictures that travel with the mail are put where they are named."""
    held = {str(part["content-id"]).strip("<> "): part for part in parsed.walk() if part["content-id"]}

    def data(found: re.Match[str]) -> str:
        part = held.get(found[1])
        if not isinstance(part, MIMEPart):
            return found[0]
        return f"data:{part.get_content_type()};base64,{base64.b64encode(content(part)).decode()}"

    return CONTENT_ID.sub(data, html)


def attachments(parsed: MIMEPart) -> tuple[Attachment, ...]:
    found = []
    for number, part in enumerate(parsed.iter_attachments()):
        body = content(part)
        name = part.get_filename() or f"part {number + 1}"
        found.append(Attachment(number=number, name=name, kind=part.get_content_type(), size=len(body), content=body))
    return tuple(found)


@lru_cache(maxsize=1000)
def opened(mail: Mail) -> Letter:
    parsed = message_from_bytes(mail.raw, policy=policy.default)
    html = words(parsed.get_body(("html",)))
    return Letter(
        mail=mail,
        subject=str(parsed.get("subject", "")) or "(no subject)",
        author=str(parsed.get("from", "")) or mail.sender,
        text=words(parsed.get_body(("plain",))),
        html=with_pictures(html, parsed),
        headers=tuple((name, str(value)) for name, value in parsed.items()),
        attachments=attachments(parsed),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Letterbox:
    """An address with how many mails it got; a member's has their name."""

    address: str
    count: int
    name: str = ""


def mailboxes(mails: Iterable[Mail], members: Mapping[str, str]) -> list[Letterbox]:
    """The team's mailboxes, be they empty or not, and then those of everyone else who got something."""
    got = Counter(to.lower() for mail in mails for to in mail.recipients)
    team = [Letterbox(address=one, count=got.pop(one, 0), name=name) for one, name in members.items()]
    return team + [Letterbox(address=one, count=count) for one, count in sorted(got.items())]


def received(mails: Iterable[Mail], address: str) -> list[Letter]:
    """What an address has got, newest first; everything without an address."""
    mine = [mail for mail in mails if not address or address.lower() in map(str.lower, mail.recipients)]
    return [opened(mail) for mail in reversed(mine)]
