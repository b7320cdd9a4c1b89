"""A delivery with everything its channel needs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b

from crm.domain.access import Member
from crm.domain.delivery import Channel, DeliveryKind
from crm.domain.timeline import Comment, Entry
from crm.store.outbox import Owed
from crm.views.abouts import About
from crm.views.bulletins import News
from crm.views.houses import House
from crm.views.reminding import Reminded


@dataclass(frozen=True, kw_only=True, slots=True)
class Parcel:
    """One delivery, ready to be rendered. ``kept`` are the bytes of an earlier attempt, if they still say what is true.

    ``begun`` tells that there were such bytes, true or not. ``thread`` is the Slack message (channel, ts) of the entry
    that this delivery's recipient has; ``earlier`` are the Message-IDs of the mails that they got about it.
    ``repeated`` is the message that said a comment to them before it was edited, or deleted if there is no comment any
    more. What concerns its reader alone is about no entry. ``reminded`` are all entries that a reminder is about,
    ``left`` the deliveries that it says nothing of any more.
    """

    id: int
    workspace: House
    kind: DeliveryKind
    channel: Channel
    entry_or_none: Entry | None
    reader: Member
    to_person: bool
    place: str | None
    comment: Comment | None
    created_at: datetime
    due_at: datetime
    attempts: int
    doubtful: int
    message_id: str | None
    earlier: tuple[str, ...] = ()
    thread: tuple[str, str] | None = None
    repeated: tuple[str, str] | None = None
    kept: bytes | None = None
    begun: bool = False
    about: About | None = None
    news: News | None = None
    reminded: tuple[Reminded, ...] = ()
    left: tuple[tuple[int, str], ...] = ()

    @property
    def entry(self) -> Entry:
        """The entry that it is about; only kinds in ``ALONE`` may have none."""
        assert self.entry_or_none is not None  # noqa: S101 - its kind
        return self.entry_or_none

    @property
    def wanted_at(self) -> datetime:
        """When it should have gone out: a reminder is written long before it is due."""
        return max(self.created_at, self.due_at)

    @property
    def version(self) -> bytes:
        """A digest of all that the recipient is going to read, and of who that is."""
        whom = (self.reader.name, self.reader.email, self.reader.locale, self.reader.zone, self.place, self.thread)
        entry = replace(self.entry_or_none, comments=(), link=None) if self.entry_or_none else None
        told = (self.kind, entry, self.comment, self.about, self.news, self.reminded, self.workspace.name)
        return blake2b(repr((whom, told)).encode(), digest_size=16).digest()


@dataclass(frozen=True, kw_only=True, slots=True)
class Skip:
    """Not to be sent any more, and why; ``instead`` is owed in its place."""

    id: int
    reason: str
    instead: Owed | None = None
    left: tuple[tuple[int, str], ...] = ()
