"""Records: companies, contacts and profiles, and the numbers people know them by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class RecordKind(StrEnum):
    COMPANY = "company"
    CONTACT = "contact"
    PROFILE = "profile"

    @property
    def prefix(self) -> str:
        return PREFIXES[self]


PREFIXES = {RecordKind.COMPANY: "CMP", RecordKind.CONTACT: "CST", RecordKind.PROFILE: "PRF"}
KIND_OF = {prefix: kind for kind, prefix in PREFIXES.items()}
CLIENTS = (RecordKind.COMPANY, RecordKind.CONTACT)
# Columns that are called otherwise here.
ATTRIBUTES = {"owner_id": "owner", "company_id": "company"}
NUMBER = re.compile(r"\s*(CMP|CST|PRF)-?([1-9][0-9]{0,17})\s*", re.IGNORECASE)


@dataclass(frozen=True, order=True, slots=True)
class RecordNumber:
    """``CMP-12``, ``CST-345`` or ``PRF-6``: counted per workspace and kind, never reused."""

    kind: RecordKind
    number: int

    def __str__(self) -> str:
        return f"{self.kind.prefix}-{self.number}"

    @classmethod
    def read(cls, text: str) -> RecordNumber | None:
        found = NUMBER.fullmatch(text)
        return cls(KIND_OF[found[1].upper()], int(found[2])) if found else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """What an entry can be filed under. ``company`` is the id of the company a contact works at."""

    id: int
    number: RecordNumber
    name: str
    owner: int | None = None
    active: bool = True
    status: str | None = None
    company: int | None = None
    company_name: str | None = None
    company_owner: int | None = None
    version: int = 1
    gone: bool = False  # deleted, merged or taken back
    merged_into: int | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> RecordKind:
        return self.number.kind

    def value(self, column: str) -> Any:
        """What a column of it says; those of its kind only as far as they were loaded."""
        attribute = ATTRIBUTES.get(column, column)
        return getattr(self, attribute) if attribute in Record.__slots__ else self.fields.get(column)

    @property
    def dot(self) -> str:
        return "🟢" if self.active else "🔴"


@dataclass(frozen=True, kw_only=True, slots=True)
class StatusOption:
    """One line of a workspace's status list."""

    key: str
    labels: Mapping[str, str]
    position: int = 0
    follow_after: int | None = None  # days until its owner is to look after a client who has got it
    follow_always: bool = False  # even one who has another status by then

    def label(self, language: str) -> str:
        return self.labels.get(language) or self.labels.get("en") or self.key


def contact_name(first: str, last: str) -> str:
    return f"{first} {last}".strip()
