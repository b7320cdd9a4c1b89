"""Who may undo an entry, and for how long."""

from __future__ import annotations

from datetime import datetime, timedelta

from crm.domain.access import Member

UNDO_WITHIN = timedelta(days=30)


def may_undo(actor: Member, *, author: int, created_at: datetime, now: datetime) -> bool:
    """Its author for a while, an administrator always."""
    return actor.role.name == "admin" or (author == actor.id and now - created_at <= UNDO_WITHIN)
