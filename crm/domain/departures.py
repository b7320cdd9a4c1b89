"""What a plan takes away: records that are deleted, and records that become part of another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crm.domain.clients import Record


@dataclass(frozen=True, kw_only=True, slots=True)
class Removal:
    """Records that are deleted, a company after its contacts, and when they go for good."""

    records: tuple[Record, ...]
    purge_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Merge:
    """All that belongs to one record goes over to another, and the old number leads there."""

    record: Record
    into: Record
