"""Mails that wait for a person: whoever wrote the entry is told, and decides."""

from __future__ import annotations

from datetime import datetime

from bot.mail.sorting.case import Case, Filed
from crm.domain.delivery import Channel, DeliveryKind
from crm.store import entries, outbox
from crm.store.outbox import Owed
from crm.store.raw_mail import Outcome
from crm.store.session import Session


def announce(session: Session, case: Case, filed: Filed, mail: int, now: datetime) -> None:
    """Owe the question to the entry's author."""
    if filed.outcome is not Outcome.HELD or case.place is None or case.place.entry is None:
        return
    row = entries.one(session, case.place.entry)
    if row is None:
        return
    notice = Owed(entry=row.id, kind=DeliveryKind.HELD, channel=Channel.SLACK, member=row.author_id, about=mail)
    outbox.owe(session, [notice], now)
