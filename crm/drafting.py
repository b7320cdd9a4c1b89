"""A checked call on its way to become an entry, and the rows that a chunk of them comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from crm import inviting
from crm.domain.access import Member
from crm.domain.action import Action, Call, Plan
from crm.domain.files import Attachment
from crm.domain.kept import KeptFile
from crm.store.outbox import Owed


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """One call that is going to be written as an entry."""

    action: Action
    call: Call
    plan: Plan
    source: str
    inputs: Mapping[str, Any]
    later: bool = False
    job: int | None = None

    @property
    def participants(self) -> tuple[Member, ...]:
        chosen: Sequence[Member] = self.call.values.get("participants") or ()
        return tuple(one for one in chosen if one.id != self.call.actor.id)

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        found: tuple[Attachment, ...] = self.call.values.get("attachments") or ()
        return found

    @property
    def appointment(self) -> dict[str, Any] | None:
        """How long and where, if it stands in calendars; a job's entries are too many for that."""
        return None if self.job else inviting.wanted(self.action, self.call)

    @property
    def kept(self) -> tuple[KeptFile, ...]:
        """Files whose content stands already."""
        found: tuple[KeptFile, ...] = self.call.values.get("files") or ()
        return found

    @property
    def when(self) -> datetime:
        when: datetime | None = self.call.values.get("when")
        return when or self.call.now


@dataclass(slots=True)
class Page:
    """The rows of a chunk, gathered before they are written."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    owed: list[Owed] = field(default_factory=list)

    def add(self, table: str, **row: Any) -> None:
        self.rows.setdefault(table, []).append(row)
