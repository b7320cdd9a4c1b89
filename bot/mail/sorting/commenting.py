"""The last step of an answer: a comment like any other, told to everyone else once, wherever they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from bot.mail.sorting import answering
from bot.mail.sorting.case import Case, Filed, Room
from crm.actions import ACTIONS
from crm.domain import richtext
from crm.domain.errors import Refused
from crm.domain.i18n import Text, _
from crm.domain.kept import listed
from crm.inputs import Item
from crm.outcome import Done
from crm.perform import in_a_transaction, perform_each
from crm.store.raw_mail import Outcome
from crm.store.session import Session
from templates.catalogue import Reader, say


def perform(room: Room, cases: Sequence[Case], now: datetime) -> list[Filed]:
    """Answers that lead into one workspace, and of which all is known."""
    asked = [(f"M-{case.speaks.id}", _item(case)) for case in cases]

    def work(session: Session) -> list[Done | Refused]:
        return perform_each(session, ACTIONS["comment"], asked=asked, now=now)

    outcomes = in_a_transaction(room.store, cases[0].there.workspace, work, background=True)
    return [_filed(case, outcome) for case, outcome in zip(cases, outcomes, strict=True)]


def _item(case: Case) -> Item:
    entry = case.there.entry
    inputs = {"entry": f"E-{entry}", "text": _said(case), "files": list(case.files)}
    return Item(inputs=inputs, source=f"mail:{case.number}:{entry}")


def _filed(case: Case, outcome: Done | Refused) -> Filed:
    entry = case.there.entry
    if isinstance(outcome, Refused):
        return Filed(outcome=Outcome.REFUSED, reason=answering.reason(outcome), entry=entry)
    comment = int(outcome.result[2:])
    return Filed(outcome=Outcome.COMMENT, reason=case.cut, entry=entry, comment=comment, notes=outcome.notes)


def _said(case: Case) -> dict[str, Any]:
    """The new words, and below them the files: those that were kept, and that others were not."""
    words = [] if case.text is None or richtext.is_empty(case.text) else case.text["elements"]
    lines = listed(one["name"] for one in case.files)
    for told in _not_kept(case):
        lines += richtext.from_text(say(told, Reader.member(case.speaks)))["elements"]
    return {"type": "rich_text", "elements": [*words, *lines]}


def _not_kept(case: Case) -> Iterator[Text]:
    if case.refused:
        yield _("Not kept: {names}.", names=list(case.refused))
    if case.infected:
        yield _("Stopped by the virus scanner: {names}.", names=list(case.infected))
