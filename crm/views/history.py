"""What entries said before they were edited, for their author and administrators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crm.domain.access import Member
from crm.domain.timeline import Entry
from crm.store import versions
from crm.store.session import Session


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """A text that an entry had, and when it was written."""

    at: datetime
    body: Mapping[str, Any] | None


def earlier(session: Session, reader: Member, entry: Entry, *, count: int) -> list[Version]:
    """The earlier versions of an entry that the reader sees, the newest first; none for anybody else."""
    if not entry.edited or (entry.author != reader.id and reader.role.name != "admin"):
        return []
    return [Version(at=row.written_at, body=row.body) for row in versions.earlier(session, entry.id, count)]
