"""Somebody who was invited answers with their calendar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crm.domain.action import Action, ActionKind, Writes
from crm.domain.appointments import NOTE_AT_MOST, Answer
from crm.domain.fields import Choice, EntryRef, Line, Moment, Option, Reading
from crm.domain.i18n import _


@dataclass(frozen=True, kw_only=True, slots=True)
class _Told(Moment):
    """A moment that need not be told."""

    def default(self, reading: Reading) -> Any:
        return None


ACTION = Action(
    name="answer-invitation",
    title=_("Answer invitation"),
    help=_("Accept or decline an invitation, or propose another time."),
    sentence=_("{author} answered an invitation"),
    icon="📅",
    kind=ActionKind.OPERATION,
    writes=Writes.AUDIT,
    fields=(
        EntryRef(name="entry", label=_("Entry"), required=True, example="E-1"),
        Choice(
            name="answer",
            label=_("Answer"),
            required=True,
            options=(
                Option(Answer.ACCEPTED, _("Accept")),
                Option(Answer.TENTATIVE, _("Perhaps")),
                Option(Answer.DECLINED, _("Decline")),
                Option(Answer.PROPOSED, _("Propose another time")),
            ),
            example=Answer.ACCEPTED.value,
        ),
        # The number of the invitation that is answered, and when: programs send answers in any order.
        Line(name="sequence", label=_("Number"), at_most=9, example="0"),
        Moment(name="said", label=_("Date and time")),
        _Told(name="begins", label=_("Begins")),
        _Told(name="ends", label=_("Ends")),
        Line(name="note", label=_("Note"), at_most=NOTE_AT_MOST),
    ),
)
