"""Whoever is known here and wrote a mail that was not taken is told so once, and why; nobody else ever is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.mail.sorting.case import Case, Filed
from crm.domain.delivery import Channel, DeliveryKind
from crm.domain.errors import EntryDeleted, NotFound, Refused
from crm.domain.kept_words import as_data
from crm.store import outbox, raw_mail
from crm.store.outbox import Owed
from crm.store.raw_mail import Outcome
from crm.store.session import Session
from templates import refused

A_DAY = timedelta(days=1)
ANSWERS_A_DAY = 5  # to one member; two programs that answer each other stop here
SUBJECT_AT_MOST = 200


def reason(refusal: Refused) -> str:
    """A key of ``templates.refused``, or the sentence for whoever looks after Carnet."""
    if isinstance(refusal, EntryDeleted):
        return refused.DELETED
    return refused.GONE if isinstance(refusal, NotFound) else str(refusal)


def answer(session: Session, case: Case, filed: Filed, now: datetime) -> Mapping[str, Any] | None:
    """What its sender is told, if anything.

    Their address was compared and is not forged, and no machine wrote it: the steps before this saw to that. The same
    is said once a day.
    """
    entry = filed.entry or (case.place.entry if case.place else None)
    taken = filed.outcome is Outcome.COMMENT
    words = filed.notes if taken else refused.why(filed.reason, f"E-{entry}" if entry else "")
    if case.speaker is None or not words or filed.outcome not in {Outcome.REFUSED, Outcome.HELD, Outcome.COMMENT}:
        return None
    said = {
        "words": [as_data(one) for one in words],
        "subject": case.read.subject[:SUBJECT_AT_MOST],
        "message_id": case.read.message_id,
        "taken": taken,
    }
    before = raw_mail.answered_since(session, case.speaker.id, now - A_DAY)
    if len(before) >= ANSWERS_A_DAY or any(one["words"] == said["words"] for one in before):
        return None
    return said


def owe(session: Session, case: Case, answer: Mapping[str, Any] | None, mail: int, now: datetime) -> None:
    if answer is None or case.speaker is None:
        return
    notice = Owed(entry=None, kind=DeliveryKind.ANSWER, channel=Channel.MAIL, member=case.speaker.id, about=mail)
    outbox.owe(session, [notice], now)
