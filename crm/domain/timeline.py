"""What stands in an infobox: entries, their comments and the changes they made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from crm.domain.appointments import Appointment
from crm.domain.clients import Record
from crm.domain.i18n import Text, _

ENTRY = re.compile(r"\s*E-?([1-9][0-9]{0,17})\s*", re.IGNORECASE)


# What people call the fields that changes are about, where no form has a word for them.
FIELD_LABELS: Mapping[str, Text] = {
    "status": _("Status"),
    "owner_id": _("Owner"),
    "active": _("State"),
    "company_id": _("Company"),
    "name": _("Name"),
    "channel": _("Channel"),
}


def entry_number(text: str) -> int | None:
    """``E-789`` or ``789`` read back; nothing when it is neither."""
    found = ENTRY.fullmatch(text) or re.fullmatch(r"\s*([1-9][0-9]{0,17})\s*", text)
    return int(found[1]) if found else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One field of one record, before and after; the audit trail and undo in one."""

    record: int
    record_name: str
    field: str
    before: Any
    after: Any


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A file of an entry or a comment, and its place among those that were given; no digest while it is fetched."""

    name: str
    place: int
    digest: str


def attached(rows: Iterable[Mapping[str, Any]]) -> tuple[File, ...]:
    """The files that an entry or a comment names, without those that were refused."""
    return tuple(
        File(name=one["name"], place=place, digest=one.get("digest") or "")
        for place, one in enumerate(rows)
        if not one.get("refused")
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Comment:
    id: int
    author: str
    at: datetime
    body: Mapping[str, Any]
    source: str
    edited: bool = False
    files: tuple[str, ...] = ()
    attached: tuple[File, ...] = ()
    author_id: int = 0

    @property
    def number(self) -> str:
        return f"C-{self.id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One action in the infobox, as one reader may see it.

    ``hidden`` counts the records it is filed under that the reader may not view; ``deleted`` are the numbers of those
    that were deleted.
    """

    id: int
    action: str
    version: int
    author: int
    author_name: str
    occurred_at: datetime
    created_at: datetime
    records: tuple[Record, ...]
    body: Mapping[str, Any] | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    participants: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()
    hidden: int = 0
    deleted: tuple[str, ...] = ()
    undone: bool = False
    edited: bool = False
    planned: bool = False
    done: bool = False
    responsible: int | None = None
    link: tuple[str, str] | None = None
    appointment: Appointment | None = None

    @property
    def number(self) -> str:
        return f"E-{self.id}"

    @property
    def attached(self) -> tuple[File, ...]:
        return attached(self.data.get("attachments", ()))

    @property
    def final(self) -> bool:
        """A deletion that nothing brings back."""
        return "until" in self.data and self.data["until"] is None

    def upcoming(self, now: datetime) -> bool:
        return self.occurred_at > now

    @property
    def open(self) -> bool:
        """It had a time to come, and is still to be done."""
        return self.planned and not self.done and not self.undone

    def overdue(self, now: datetime) -> bool:
        return self.open and not self.upcoming(now)
