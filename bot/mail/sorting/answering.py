"""Whoever is known here and wrote a mail that was not taken is told so once, and why; nobody else ever is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.mail.sorting.case import Case, Ended, Filed
from crm.domain.delivery import Channel, DeliveryKind
from crm.domain.errors import EntryDeleted, NotFound, Refused
from crm.domain.i18n import Text
from crm.domain.kept_words import as_data
from crm.store import outbox, raw_mail
from crm.store.outbox import Owed
from crm.store.raw_mail import Outcome
from crm.store.session import Session
from templates import refused

A_DAY = timedelta(days=1)
ANSWERS_A_DAY = 5  # to one member; two programs that answer each other stop here
SUBJECT_AT_MOST = 200
Answer = Mapping[str, Any]


def reason(refusal: Refused) -> str:
    """A key of ``templates.refused``, or the sentence for whoever looks after Carnet."""
    if isinstance(refusal, EntryDeleted):
        return refused.DELETED
    return refused.GONE if isinstance(refusal, NotFound) else str(refusal)


def answers(session: Session, ended: Sequence[Ended], now: datetime) -> list[Answer | None]:
    """What the sender of each of some mails is told, if anything.

    Their address was compared and is not forged, and no machine wrote it: the steps before this saw to that. The same
    is said once a day.
    """
    told: dict[int, list[Answer]] = {}
    found: list[Answer | None] = []
    for case, filed in ended:
        words = _words(case, filed) if case.speaker else ()
        if words and case.speaks.id not in told:
            told[case.speaks.id] = raw_mail.answered_since(session, case.speaks.id, now - A_DAY)
        found.append(_once(told[case.speaks.id], _said(case, filed, words)) if words else None)
    return found


def _once(told: list[Answer], said: Answer) -> Answer | None:
    if len(told) >= ANSWERS_A_DAY or any(one["words"] == said["words"] for one in told):
        return None
    told.append(said)
    return said


def _words(case: Case, filed: Filed) -> Sequence[Text]:
    entry = filed.entry or (case.place.entry if case.place else None)
    if filed.outcome is Outcome.COMMENT:
        return filed.notes
    refusing = filed.outcome in {Outcome.REFUSED, Outcome.HELD}
    return (refused.why(filed.reason, f"E-{entry}" if entry else "") or ()) if refusing else ()


def _said(case: Case, filed: Filed, words: Sequence[Text]) -> Answer:
    return {
        "words": [as_data(one) for one in words],
        "subject": case.read.subject[:SUBJECT_AT_MOST],
        "message_id": case.read.message_id,
        "taken": filed.outcome is Outcome.COMMENT,
    }


def owe(session: Session, case: Case, answer: Answer | None, mail: int, now: datetime) -> None:
    if answer is None or case.speaker is None:
        return
    notice = Owed(entry=None, kind=DeliveryKind.ANSWER, channel=Channel.MAIL, member=case.speaker.id, about=mail)
    outbox.owe(session, [notice], now)
