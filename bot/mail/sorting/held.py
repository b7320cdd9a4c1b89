"""Mails that wait for a person: whoever wrote the entry is told, and decides; a copy is its own member's to decide."""

from __future__ import annotations

from datetime import datetime

from bot.mail.sorting.case import Case, Filed
from crm.domain.access import Member
from crm.domain.delivery import Channel, DeliveryKind
from crm.store import entries, outbox, people, records
from crm.store.outbox import Owed
from crm.store.raw_mail import Outcome
from crm.store.session import Session
from crm.store.tokens import Whose


def announce(session: Session, case: Case, filed: Filed, mail: int, now: datetime) -> None:
    """Owe the question to whoever is to answer it."""
    if filed.outcome is not Outcome.HELD or case.place is None:
        return
    entry = case.place.entry
    asked = [case.place.member] if case.whose is Whose.LOG else _deciders(session, entry)
    owed = [
        Owed(entry=entry, kind=DeliveryKind.HELD, channel=Channel.SLACK, member=one, about=mail)
        for one in asked
        if one is not None
    ]
    outbox.owe(session, owed, now)


def _deciders(session: Session, entry: int | None) -> list[int]:
    """The entry's author; once they have left, the owners of its clients, and at last the administrators."""
    row = entries.one(session, entry) if entry is not None else None
    if row is None:
        return []
    filed = records.filed(session, [row.id]).get(row.id, [])
    owners = {one.owner for one in filed if one.owner is not None and not one.gone}
    known = people.by_id(session, {row.author_id, *owners})
    if _here(known.get(row.author_id)):
        return [row.author_id]
    living = sorted(one for one in owners if _here(known.get(one)))
    return living or [one.id for one in people.everybody(session) if one.active and one.role.name == "admin"]


def _here(one: Member | None) -> bool:
    return one is not None and one.active and not one.system
