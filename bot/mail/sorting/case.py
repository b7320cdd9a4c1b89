"""One mail on its way through the steps, and where it ends."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from bot.mail.reading.letter import Letter
from bot.scanning import Scanner
from crm.domain.access import Member
from crm.domain.i18n import Text
from crm.store.base import Store
from crm.store.documents import Documents
from crm.store.intake import Arrived
from crm.store.raw_mail import Outcome
from crm.store.tokens import Whose


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """What all steps share. ``authserv_id`` names the server whose Authentication-Results are believed."""

    store: Store
    documents: Documents
    domain: str
    sender: str  # our own address
    sender_domain: str
    keys: tuple[bytes, ...]
    authserv_id: str = ""
    scanner: Scanner | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Whose thread a mail belongs to, and by what evidence; ``member`` is whose address it came to, if any.

    ``whose`` tells the addresses apart: a client's (``record``) leads to no thread, a member's own for copies neither.
    """

    workspace: int
    entry: int | None
    evidence: str
    member: int | None = None
    delivery: int | None = None
    whose: Whose = Whose.MEMBER
    record: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What the store knows that bears on a mail."""

    before: Sequence[Row[Any]]  # mails that came under its Message-ID
    people: Mapping[int, Member]  # whose its sender's address is
    written: Mapping[int, int]  # how often each of them has commented on its entry by mail lately


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A mail for one recipient; each step knows more of it."""

    arrived: Arrived
    recipient: str
    letter: Letter | None = None
    place: Place | None = None
    known: Known | None = None
    speaker: Member | None = None
    text: Mapping[str, Any] | None = None
    cut: str = ""
    about: Mapping[str, Any] | None = None  # what a person who is to decide needs beside the words
    files: tuple[Mapping[str, Any], ...] = ()
    refused: tuple[str, ...] = ()  # files that are not kept
    infected: tuple[str, ...] = ()  # nor these

    @property
    def read(self) -> Letter:
        """The mail as it was read; the first step has seen to it."""
        assert self.letter is not None  # noqa: S101 - the order of the steps
        return self.letter

    @property
    def whose(self) -> Whose:
        return self.place.whose if self.place else Whose.MEMBER

    @property
    def there(self) -> Place:
        """Where it leads; the steps before have seen to it."""
        assert self.place is not None  # noqa: S101 - the order of the steps
        return self.place

    @property
    def speaks(self) -> Member:
        """Who wrote it; the steps before have seen to it."""
        assert self.speaker is not None  # noqa: S101 - the order of the steps
        return self.speaker

    @property
    def looked_up(self) -> Known:
        """What the store knows; the step after it had a place has seen to it."""
        assert self.known is not None  # noqa: S101 - the order of the steps
        return self.known

    @property
    def number(self) -> str:
        """By what a mail is known again, whatever servers wrote into it."""
        return hashlib.sha256(self.read.message_id.encode() or self.arrived.content).hexdigest()[:40]

    @property
    def sender(self) -> str:
        return self.letter.senders[0].email if self.letter and self.letter.senders else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Filed:
    """Where a mail ended. ``reason`` is a short key or a sentence for whoever looks after Carnet."""

    outcome: Outcome
    reason: str = ""
    comment: int | None = None
    entry: int | None = None
    workspace: int | None = None  # where the case itself has no place
    notes: tuple[Text, ...] = ()  # what its sender should still know


Step = Case | Filed
Ended = tuple[Case, Filed]
