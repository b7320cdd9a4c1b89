"""What is still to come: reminders move with their entry, vanish when it is done, and follow its owner."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from crm import inviting, notices
from crm.actions import ACTIONS
from crm.domain import reminders
from crm.domain.access import Member
from crm.domain.delivery import Channel, DeliveryKind
from crm.store import entries, outbox, people, planned
from crm.store.outbox import Owed
from crm.store.session import Session

DONE = "done"
MOVED = "put to another time"
HANDED_OVER = "somebody else looks after it"
NOT_NEEDED = "no longer needed"
NONE = "none"  # whoever put it off without having asked for a reminder before
DATED = frozenset({DeliveryKind.REMINDER, DeliveryKind.EFFECT})


def settle(session: Session, row: Row[Any], now: datetime, by: int) -> None:
    """It is done: nobody is reminded any more, and every message about it says so."""
    planned.done(session, row.id, now, by)
    outbox.withdraw(session, row.id, why=DONE, now=now, kinds=DATED)
    tell(session, row.id, now)


def tell(session: Session, entry_id: int, now: datetime) -> None:
    """The messages that stand already say what is true now, those that reminded of it too."""
    tell_all(session, [entry_id], now)


def tell_all(session: Session, some: Collection[int], now: datetime) -> None:
    outbox.owe(session, [*notices.of_update(session, *some), *notices.of_reminded(session, *some)], now)


def move(session: Session, row: Row[Any], at: datetime, now: datetime) -> None:
    """Entry, planned change and reminders together; a reminder whose time has passed meanwhile comes at once."""
    outbox.withdraw(session, row.id, why=MOVED, now=now, kinds=DATED)
    planned.move(session, row.id, at)
    inviting.moved(session, row.id, now)
    effect = Owed(entry=row.id, kind=DeliveryKind.EFFECT, channel=Channel.CARNET, due_at=at)
    owed = [] if ACTIONS[row.action].quiet else [effect]
    asked = planned.reminders(session, [row.id]).get(row.id, {})
    whom = people.by_id(session, asked)
    due = {one: (row_.ahead, reminders.due(at, row_.ahead)) for one, row_ in asked.items()}
    planned.remind(session, {row.id: due})
    for one, (_ahead, moment) in due.items():
        owed += notices.reminder(row.id, whom[one], moment) if moment is not None and whom[one].active else []
    outbox.owe(session, owed, now)
    tell(session, row.id, now)


def remind(session: Session, entry_id: int, member: Member, ahead: str, at: datetime | None, now: datetime) -> None:
    """From now on this member is reminded so; what was still to come to them before does not."""
    outbox.withdraw(session, entry_id, why=MOVED, now=now, kinds=(DeliveryKind.REMINDER,), member=member.id)
    planned.remind(session, {entry_id: {member.id: (ahead, at)}})
    if at is not None:
        outbox.owe(session, notices.reminder(entry_id, member, at), now)


def hand_over(session: Session, owners: Mapping[int, int | None], now: datetime) -> None:
    """Clients changed hands: what was to be followed up with them is the new owner's, reminders and all."""
    open_ones = planned.following(session, owners) if owners else ()
    moving = [(row, new) for row in open_ones if (new := owners[row.record_id]) not in {None, row.responsible_id}]
    known = people.by_id(session, {new for _row, new in moving if new is not None})
    given = {row.entry_id: (row.responsible_id, known[new]) for row, new in moving if new and known[new].active}
    if given:
        _hand_over(session, given, now)


def _hand_over(session: Session, given: Mapping[int, tuple[int, Member]], now: datetime) -> None:
    """Entries, each from one member to another."""
    planned.give(session, {one: new.id for one, (_old, new) in given.items()})
    before = planned.reminders(session, list(given))
    asked = {one: row for one, (old, _new) in given.items() if (row := before.get(one, {}).get(old))}
    gone = outbox.withdraw_all(
        session,
        asked,
        why=HANDED_OVER,
        now=now,
        kinds=(DeliveryKind.REMINDER,),
        whose={one: given[one][0] for one in asked},
    )
    planned.forget(session, {one: [row.member_id] for one, row in asked.items()})
    planned.remind(session, {one: {given[one][1].id: (row.ahead, row.due_at)} for one, row in asked.items()})
    owed = [
        notice
        for one, row in asked.items()
        if one in gone and row.due_at is not None
        for notice in notices.reminder(one, given[one][1], row.due_at)
    ]
    outbox.owe(session, owed, now)


def drop(session: Session, rows: Collection[Row[Any]], now: datetime) -> None:
    """Follow-ups that nobody needs any more are struck through, remind nobody, and go out of calendars."""
    some = [row.entry_id for row in rows]
    entries.mark_undone(session, some, now)
    outbox.withdraw_all(session, some, why=NOT_NEEDED, now=now, kinds=DATED)
    outbox.owe(session, inviting.call_off(session, some, NOT_NEEDED, now), now)
    tell_all(session, some, now)
