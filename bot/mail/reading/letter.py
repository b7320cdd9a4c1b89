"""A mail as the rest of the house sees it: decoded, made safe, and nothing of it believed yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.message import Message
from enum import StrEnum

from bot.mail.reading.content import Content


class Unreadable(Exception):
    """Nothing can be made of these bytes, or reading them would cost too much; the raw mail is kept for a person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Note(StrEnum):
    """What a person should know of a mail that was read."""

    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    FILES_LEFT_OUT = "files-left-out"
    SIGNED = "signed"
    WINMAIL = "winmail"


class Flag(StrEnum):
    """Why a file is kept but not offered."""

    DISGUISED = "disguised"
    MACROS = "macros"
    PROGRAM = "program"


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """A mailbox; its domain is lower-case ASCII, so that two spellings of one address are equal."""

    name: str
    email: str


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A file of a mail. ``ornament`` is what every mail of its sender carries: logos and the like."""

    name: str
    type: str
    content: Content
    inline: bool = False
    ornament: bool = False
    flag: Flag | None = None

    @property
    def flagged(self) -> bool:
        return self.flag is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class Calendar:
    """A calendar part: an invitation, an answer to one, or its cancellation."""

    method: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """A mail that was read.

    ``headers`` has every header under its lower-case name, topmost first, decoded. ``delivered`` holds the addresses
    of the headers that mail servers add, the most telling first. ``enclosed`` are the mails that came as attachments.
    ``message`` is the tree of parts, for whoever looks at reports; large parts are not in it.
    """

    message: Message = field(repr=False, compare=False)
    headers: Mapping[str, tuple[str, ...]] = field(repr=False)
    message_id: str
    senders: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    delivered: tuple[Address, ...]
    subject: str
    date: datetime | None
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    text: str = field(repr=False)
    html: str = field(repr=False)
    files: tuple[File, ...] = ()
    calendars: tuple[Calendar, ...] = ()
    enclosed: tuple[Letter, ...] = ()
    notes: frozenset[Note] = frozenset()

    def header(self, name: str) -> str:
        """The topmost header of this name; an empty text when there is none."""
        found = self.headers.get(name.lower())
        return found[0] if found else ""

    @property
    def sender(self) -> Address | None:
        """Who says to have written it, if that is one person."""
        return self.senders[0] if len(self.senders) == 1 else None
