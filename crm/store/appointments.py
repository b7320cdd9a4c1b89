"""Which entries stand in calendars, whom that concerns, and what they said."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Row, and_, bindparam, or_, select, update

from crm.domain.appointments import Answer, Guest
from crm.domain.delivery import DeliveryKind, DeliveryState
from crm.store.among import among
from crm.store.session import Session
from crm.store.tables import delivery, entry, invitation, invitee, member, subject

_SOME = (
    select(invitation, entry.c.action, entry.c.occurred_at, entry.c.data)
    .join(entry, and_(entry.c.workspace_id == invitation.c.workspace_id, entry.c.id == invitation.c.entry_id))
    .where(among(invitation.c.entry_id, "entries", BigInteger))
    .order_by(invitation.c.entry_id)
)
_GUESTS = (
    select(invitee, member.c.name, member.c.email, member.c.active)
    .join(member, and_(member.c.workspace_id == invitee.c.workspace_id, member.c.id == invitee.c.member_id))
    .where(among(invitee.c.entry_id, "entries", BigInteger))
    .order_by(member.c.name, member.c.id)
)
_AHEAD = (
    select(invitation.c.entry_id, entry.c.data)
    .distinct()
    .join(entry, and_(entry.c.workspace_id == invitation.c.workspace_id, entry.c.id == invitation.c.entry_id))
    .join(subject, and_(subject.c.workspace_id == entry.c.workspace_id, subject.c.entry_id == entry.c.id))
    .where(
        among(subject.c.record_id, "records", BigInteger),
        invitation.c.off.is_(None),
        entry.c.occurred_at > bindparam("now", type_=entry.c.occurred_at.type),
    )
    .order_by(invitation.c.entry_id)
)
_CHANGE = (
    update(invitation)
    .where(invitation.c.entry_id == bindparam("key"))
    .values(sequence=bindparam("number"), since=bindparam("valid"), off=bindparam("why"))
)
_FORGET = (
    update(invitee)
    .where(invitee.c.entry_id == bindparam("key"))
    .values(answer=Answer.NONE.value, note="", proposed_at=None, proposed_until=None)
)
_OLDER = or_(
    invitee.c.said_at.is_(None),
    invitee.c.sequence < bindparam("number"),
    and_(
        invitee.c.sequence == bindparam("number"),
        invitee.c.said_at < bindparam("moment", type_=invitee.c.said_at.type),
    ),
)
_SAY = (
    update(invitee)
    .where(invitee.c.entry_id == bindparam("key"), invitee.c.member_id == bindparam("who"), _OLDER)
    .values(
        answer=bindparam("said"),
        note=bindparam("words"),
        sequence=bindparam("number"),
        said_at=bindparam("moment", type_=invitee.c.said_at.type),
        proposed_at=bindparam("begins", type_=invitee.c.said_at.type),
        proposed_until=bindparam("ends", type_=invitee.c.said_at.type),
    )
)
# A mail that may have left, whatever became of it then.
_TOLD = select(delivery.c.entry_id, delivery.c.member_id).where(
    among(delivery.c.entry_id, "entries", BigInteger),
    delivery.c.kind == DeliveryKind.INVITATION.value,
    delivery.c.state.not_in([DeliveryState.OWED.value, DeliveryState.SKIPPED.value]),
)

_FIRST = (
    select(delivery.c.entry_id, delivery.c.receipt)
    .where(
        among(delivery.c.entry_id, "entries", BigInteger),
        delivery.c.kind == DeliveryKind.INVITATION.value,
        delivery.c.state.in_([DeliveryState.SENT.value, DeliveryState.LATE.value]),
    )
    .order_by(delivery.c.id.desc())
)


def some(session: Session, entries: Sequence[int]) -> Sequence[Row[Any]]:
    """Invitations with when, what and how long, called off or not; locked by nobody."""
    return session.rows(_SOME, entries=list(entries)) if entries else ()


def guests(session: Session, entries: Sequence[int]) -> dict[int, list[Guest]]:
    """Who is invited, by entry; those who left the agency are left out."""
    found: dict[int, list[Guest]] = {}
    for row in session.rows(_GUESTS, entries=list(entries)) if entries else ():
        if row.active:
            found.setdefault(row.entry_id, []).append(_guest(row))
    return found


def _guest(row: Row[Any]) -> Guest:
    proposed = (row.proposed_at, row.proposed_until) if row.proposed_at and row.proposed_until else None
    return Guest(
        member=row.member_id,
        name=row.name,
        email=row.email,
        answer=Answer(row.answer),
        note=row.note,
        proposed=proposed,
    )


def ahead(session: Session, records: Collection[int], now: datetime) -> list[int]:
    """The entries to come that stand in calendars and name one of these records."""
    rows = session.rows(_AHEAD, records=list(records), now=now) if records else ()
    return [row.entry_id for row in rows if set(records) & set((row.data or {}).get("filed") or ())]


def told(session: Session, entries: Sequence[int]) -> set[tuple[int, int]]:
    """Entry and member of each invitation that may stand in a calendar by now."""
    return {(row.entry_id, row.member_id) for row in session.rows(_TOLD, entries=list(entries))} if entries else set()


def organizers(session: Session, entries: Sequence[int]) -> dict[int, str]:
    """The addresses that the first invitations came from, by entry."""
    rows = session.rows(_FIRST, entries=list(entries)) if entries else ()
    return {row.entry_id: row.receipt["organizer"] for row in rows if "organizer" in (row.receipt or {})}


def change(session: Session, entry_id: int, *, sequence: int, since: int, off: str | None) -> None:
    session.execute(_CHANGE, {"key": entry_id, "number": sequence, "valid": since, "why": off})


def forget_answers(session: Session, entry_id: int) -> None:
    """They were given for another time; how old they were is kept, so that none of them comes back."""
    session.execute(_FORGET, {"key": entry_id})


def say(session: Session, entry_id: int, member_id: int, said: Mapping[str, Any]) -> bool:
    """Keep what somebody answered; False when they have said something newer, or were never asked."""
    return session.execute(_SAY, {"key": entry_id, "who": member_id, **said}).rowcount == 1
