"""One family of refusals: what a person is told when something is not done, and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from crm.domain.i18n import Text, _


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason for a refusal; ``field`` names the form field it belongs under, if any."""

    text: Text
    field: str | None = None


class Refused(Exception):
    """The person's wish is not done, nothing is written, and they are told why in their language.

    Refused is not broken: doors show it and log it at info level; only other exceptions are bugs.
    """

    message: ClassVar[str] = ""

    def __init__(self, *problems: Problem, **blanks: Any) -> None:
        self.problems: tuple[Problem, ...] = problems or (Problem(Text(self.message, blanks)),)
        super().__init__("; ".join(str(problem.text) for problem in self.problems))

    @classmethod
    def because(cls, text: Text, field: str | None = None) -> Refused:
        return cls(Problem(text, field))

    @classmethod
    def gathered(cls, problems: Iterable[Problem]) -> Refused:
        return cls(*problems)


class UnknownMember(Refused):
    message = _("You are not known here yet. Ask an administrator of your workspace to add you.").msgid


def out_of_reach(names: Sequence[str], field: str | None) -> Problem:
    """What a member's scope does not cover, by name."""
    text = _("You may not do this with {names}. Ask their owner or an administrator.", names=list(names))
    return Problem(text, field)


class NotAllowed(Refused):
    message = _("Your role does not allow this. An administrator can change that.").msgid


class NotFound(Refused):
    message = _("“{what}” was not found. Check the name or the number.").msgid


class Deleted(NotFound):
    message = _("{what} was deleted by {name}, {when}.").msgid


class EntryDeleted(NotFound):
    message = _("{what} was deleted together with its client.").msgid


class NothingToUndo(Refused):
    message = _("There is nothing to undo here.").msgid


class Busy(Refused):
    """The store could not take the work in time; the door offers to try again and nothing is lost."""

    message = _("Carnet is busy at the moment. Nothing was saved; please send it again in a few seconds.").msgid


CONFIRM = "confirm"
ALL_THE_SAME = _("Add it all the same")


class NeedsConfirmation(Refused):
    """Not wrong, but worth a second look; the same inputs with ``box`` set go through.

    ``label`` is what that box says in a form. ``seen`` is what the form knows from now on, if it keeps count.
    """

    def __init__(self, *problems: Problem, box: str = CONFIRM, label: Text = ALL_THE_SAME, seen: str = "") -> None:
        super().__init__(*problems)
        self.box, self.label, self.seen = box, label, seen
