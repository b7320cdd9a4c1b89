"""What the demo's agency is made of: one type for each kind of line in its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.demo.when import When


@dataclass(frozen=True, kw_only=True, slots=True)
class StatusLine:
    key: str
    dot: str
    en: str
    fr: str
    de: str
    follow_after: int | None = None  # days

    @property
    def labels(self) -> Mapping[str, str]:
        return {"en": self.en, "fr": self.fr, "de": self.de}


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    key: str
    slack_user: str
    name: str
    email: str
    role: str
    locale: str
    zone: str
    manager: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ListLine:
    """A distribution list and the members it reaches."""

    key: str
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Company:
    key: str
    name: str
    industry: str
    status: str
    owner: str
    website: str
    phone: str
    email: str
    street: str
    postcode: str
    city: str
    country: str
    registration_number: str
    parent: str | None = None
    notes: str | None = None
    active: bool = True

    @property
    def domain(self) -> str:
        return self.website.removeprefix("https://")


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    key: str
    company: str
    first_name: str
    last_name: str
    salutation: str
    function: str
    department: str
    phone: str
    language: str
    owner: str
    status: str
    email: str | None = None
    mobile: str | None = None
    source: str | None = None
    notes: str | None = None
    active: bool = True

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """A candidate; ``documents`` are names of files beside the agency's own."""

    key: str
    first_name: str
    last_name: str
    headline: str
    language: str
    city: str
    skills: str
    owner: str
    documents: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, kw_only=True, slots=True)
class CommentLine:
    author: str
    at: When
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryLine:
    """One action in the infobox. ``written`` is when it was planned, ``was`` each client's status before the change.

    ``participants`` name members and distribution lists alike.
    """

    action: str
    at: When
    author: str
    clients: tuple[str, ...]
    text: str
    profiles: tuple[str, ...] = ()
    participants: tuple[str, ...] = ()
    comments: tuple[CommentLine, ...] = ()
    written: When | None = None
    remind: str | None = None
    status: str | None = None
    was: Mapping[str, str] | None = None

    @property
    def created(self) -> When:
        return self.written or self.at


@dataclass(frozen=True, kw_only=True, slots=True)
class Agency:
    name: str
    domain: str
    city: str
    locale: str
    zone: str
    statuses: tuple[StatusLine, ...]
    members: tuple[Member, ...]
    lists: tuple[ListLine, ...]
    companies: tuple[Company, ...]
    contacts: tuple[Contact, ...]
    profiles: tuple[Profile, ...]
    entries: tuple[EntryLine, ...]

    @property
    def comments(self) -> tuple[CommentLine, ...]:
        return tuple(comment for entry in self.entries for comment in entry.comments)

    def reached(self, entry: EntryLine) -> tuple[str, ...]:
        """The keys of an entry's participants, everyone of a distribution list in its place, each once."""
        lists = {line.key: line.members for line in self.lists}
        found = [key for named in entry.participants for key in lists.get(named, (named,))]
        return tuple(dict.fromkeys(found))
