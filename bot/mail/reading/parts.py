"""A mail taken apart: its words, its files, its calendars, and the mails within it."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from email.errors import InvalidBase64LengthDefect
from email.message import Message
from typing import NamedTuple

from bot.mail.reading import winmail
from bot.mail.reading.charsets import decode, line, shifts, text
from bot.mail.reading.content import BASE64, QUOTED, READ, Content, from_base64
from bot.mail.reading.files import file, safe_name
from bot.mail.reading.flowed import joined
from bot.mail.reading.headers import raw_header, said
from bot.mail.reading.html import page
from bot.mail.reading.large import Aside
from bot.mail.reading.letter import Calendar, File, Note

FILES_AT_MOST = 20
FILES_SIZE_AT_MOST = 25 * 1024 * 1024
WORDS_AT_MOST = 1_000_000
READ_AT_MOST = 2 * WORDS_AT_MOST  # bytes
NAMED_AT_MOST = 1000
PLAIN, HTML = "text/plain", "text/html"
CALENDARS = frozenset({"text/calendar", "application/ics"})
WRAPPINGS = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
SEALS = frozenset({"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"})
LOCKED = frozenset({"application/pgp-encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})
REPORTS = frozenset({"message/delivery-status", "message/disposition-notification", "text/rfc822-headers"})
METHOD = re.compile(rb"^METHOD(?:;[^:\r\n]*)?:[ \t]*([A-Za-z-]{1,20})", re.MULTILINE | re.IGNORECASE)
PGP = "-----BEGIN PGP MESSAGE-----"
NOTHING_ASIDE = Aside()


class Said(NamedTuple):
    """A piece of the body; ``alternative`` tells that the same is said in another way beside it."""

    kind: str
    text: str
    alternative: bool


@dataclass(kw_only=True, slots=True)
class Found:
    """What a mail consists of."""

    said: list[Said] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    calendars: list[Calendar] = field(default_factory=list)
    enclosed: list[Message] = field(default_factory=list)
    notes: set[Note] = field(default_factory=set)
    aside: Aside = field(default_factory=Aside)
    size: int = 0

    def words(self) -> tuple[str, str]:
        """The body as text and as HTML, each of which says all of it; or one of them nothing."""
        texts = [one.text for one in self.said if one.kind == PLAIN and one.text.strip()]
        pages = [one for one in self.said if one.kind == HTML and one.text.strip()]
        if texts and any(not one.alternative for one in pages):
            # A page with a footer below it that some list added as text.
            pieces = (one for one in self.said if one.kind == PLAIN or not one.alternative)
            return "\n".join(one.text if one.kind == PLAIN else "\n".join(page(one.text).lines) for one in pieces), ""
        return "\n".join(texts), "\n".join(one.text for one in pages)

    def keep(self, name: str, kind: str, content: Content, *, inline: bool = False) -> None:
        if len(self.files) >= FILES_AT_MOST or self.size + content.size > FILES_SIZE_AT_MOST:
            self.notes.add(Note.FILES_LEFT_OUT)
            return
        self.size += content.size
        self.files.append(file(name, kind, content, inline=inline))


def taken_apart(message: Message, aside: Aside) -> Found:
    found = Found(aside=aside)
    for part, alternative in _leaves(message):
        _sort(part, found, alternative=alternative)
    if message.defects:
        found.notes.add(Note.DAMAGED)
    if any(PGP in one.text[:NAMED_AT_MOST] for one in found.said):
        found.notes.add(Note.ENCRYPTED)
    return found


def _leaves(message: Message) -> Iterator[tuple[Message, bool]]:
    """Parts that hold something; whether each is one of several ways to say the same. Mails within are one leaf."""
    waiting = [(message, False)]
    while waiting:
        part, alternative = waiting.pop()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            ways = part.get_content_subtype() == "alternative"
            waiting += [(one, ways or alternative) for one in reversed(within(part))]
        else:
            yield part, alternative


def _sort(part: Message, found: Found, *, alternative: bool) -> None:
    kind = part.get_content_type()
    name = _file_name(part)
    placed = disposition(part)
    words = kind in {PLAIN, HTML} and placed != "attachment" and (not name or alternative)
    again = alternative and found.said and not name and kind.startswith("text/")  # for watches and old programs
    if kind == "message/rfc822" and part.is_multipart():
        found.enclosed += within(part)[:1]
    elif kind in REPORTS or (again and kind not in {PLAIN, HTML, *CALENDARS}):
        return  # whoever reads bounces looks at the parts themselves
    elif kind in SEALS:
        found.notes.add(Note.SIGNED)
    elif kind in LOCKED:
        sealed = parameter(part, "smime-type").lower() == "signed-data"
        found.notes.add(Note.SIGNED if sealed else Note.ENCRYPTED)
        if kind != "application/pgp-encrypted":  # it only says that the next part is
            found.keep(safe_name(name, _unnamed(kind)), kind, content_of(part, found.aside))
    elif words or part.get_content_maintype() == "multipart":
        _say(part, found, html=kind == HTML, alternative=alternative)
    elif kind in CALENDARS or name.lower().endswith(".ics"):
        _calendar(part, kind, name, found)
    elif kind in WRAPPINGS or name.lower() == "winmail.dat":
        _unwrap(part, name, found)
    else:
        content = content_of(part, found.aside)
        inline = placed != "attachment" and ("Content-ID" in part or placed == "inline")
        if content.size or name:
            found.keep(safe_name(name, _unnamed(kind)), kind, content, inline=inline)


def _say(part: Message, found: Found, *, html: bool, alternative: bool) -> None:
    """Text to be read. A multipart whose parts were not found is text, too: nothing of a mail is to be lost."""
    charset = parameter(part, "charset")
    said = text(_beginning(content_of(part, found.aside), charset), charset)[:WORDS_AT_MOST]
    if not html and parameter(part, "format").lower() == "flowed":
        said = joined(said, drop_space=parameter(part, "delsp").lower() == "yes")
    found.said.append(Said(HTML if html else PLAIN, said, alternative))


def _beginning(content: Content, charset: str) -> bytes:
    """What words are looked for in; cut at the end of a line, where no letter is cut in two."""
    if content.size <= READ_AT_MOST or shifts(charset):
        return content.whole()
    some = content.beginning(READ_AT_MOST)
    return some[: some.rfind(b"\n") + 1] or some


def _calendar(part: Message, kind: str, name: str, found: Found) -> None:
    content = body(part, found.aside)
    stated = METHOD.search(content)
    method = parameter(part, "method") or (stated[1].decode() if stated else "")
    if not method:
        found.keep(safe_name(name, "calendar.ics"), "text/calendar", Content(content))
    elif all(one.content.strip() != content.strip() for one in found.calendars):
        # Many programs send the same bytes as a part and once more as a file.
        found.calendars.append(Calendar(method=line(method).upper(), content=content))


def _unwrap(part: Message, name: str, found: Found) -> None:
    content = body(part, found.aside)
    inside = winmail.files(content)
    found.notes.add(Note.WINMAIL)
    if inside is None:
        found.keep(safe_name(name, "winmail.dat"), "application/ms-tnef", Content(content))
    for number, (title, data) in enumerate(inside or [], 1):
        found.keep(safe_name(title, f"file-{number}"), "application/octet-stream", Content(data))


def body(part: Message, aside: Aside = NOTHING_ASIDE) -> bytes:
    """A part's bytes, whatever became of its encoding on the way."""
    return content_of(part, aside).whole()


def content_of(part: Message, aside: Aside = NOTHING_ASIDE) -> Content:
    """The same where it stands, if it was put aside."""
    if not aside.places or part.is_multipart():
        return Content(_decoded(part))
    written = _written(part)
    if aside.sign not in written:
        return Content(_decoded(part))
    place, encoding = aside.part(written), _encoding(part)
    if place is not None and encoding in READ:
        return Content(place, encoding)
    whole = copy(part)
    whole.set_payload(aside.restored(written).decode("ascii", errors="surrogateescape"))
    return Content(_decoded(whole))


def _decoded(part: Message) -> bytes:
    # Without ``decode`` the library would turn bytes into letters, by any codec that the mail names.
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return b""
    stated = str(part.get("Content-Transfer-Encoding", "")).lower()
    encoding = _encoding(part)
    broken = any(isinstance(one, InvalidBase64LengthDefect) for one in part.defects)
    if (encoding == stated and not broken) or encoding not in {BASE64, QUOTED}:
        return content
    return quopri.decodestring(content) if encoding == QUOTED else from_base64(content)


def _encoding(part: Message) -> str:
    return raw_header(part, "content-transfer-encoding").partition(";")[0].strip().lower()


def _written(part: Message) -> bytes:
    """A part as it stands in the mail, not decoded."""
    bare = copy(part)
    del bare["Content-Transfer-Encoding"]
    content = bare.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def within(part: Message) -> list[Message]:
    """The parts of a part; none where the library found none."""
    payload = part.get_payload() if part.is_multipart() else []
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def parameter(part: Message, name: str, header: str = "content-type") -> str:
    """A parameter of a header; nothing when it cannot be read."""
    # Read once more on its own: the library does not look into headers with bytes beyond ASCII.
    stated = raw_header(part, header)
    if name not in stated.lower():
        return ""
    alone = Message()
    alone[header] = stated
    try:
        value = alone.get_param(name, "", header)
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""
    if isinstance(value, tuple):
        return decode(str(value[2]).encode("latin-1", errors="replace"), str(value[0] or ""))
    return said(str(value))


def disposition(part: Message) -> str:
    return raw_header(part, "content-disposition").partition(";")[0].strip().lower()


def _file_name(part: Message) -> str:
    return parameter(part, "filename", "content-disposition") or parameter(part, "name")


def _unnamed(kind: str) -> str:
    ending = kind.rpartition("/")[2].partition("+")[0]
    return f"file.{ending}" if ending.isalnum() else "file"
