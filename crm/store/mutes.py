"""Who hears no more of which entry."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BigInteger, bindparam, delete, select

from crm.store.among import among
from crm.store.session import Session
from crm.store.tables import mute

_OF_ENTRIES = select(mute.c.entry_id, mute.c.member_id).where(among(mute.c.entry_id, "entries", BigInteger))
_FORGET = delete(mute).where(mute.c.entry_id == bindparam("entry"), mute.c.member_id == bindparam("member"))


def of(session: Session, entries: Sequence[int]) -> set[tuple[int, int]]:
    """Entry and member of everybody who muted one of these."""
    return {(row.entry_id, row.member_id) for row in session.rows(_OF_ENTRIES, entries=list(entries))}


def mute_entry(session: Session, entry_id: int, member_id: int) -> None:
    session.insert_new(mute, [{"entry_id": entry_id, "member_id": member_id}])


def unmute_entry(session: Session, entry_id: int, member_id: int) -> None:
    session.execute(_FORGET, {"entry": entry_id, "member": member_id})
