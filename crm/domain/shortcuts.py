"""Quick access: which actions a member has at hand, and in which order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum

from crm.domain.errors import Refused
from crm.domain.i18n import _

AT_MOST = 10
# What a consultant does every day; an administrator may choose others for the workspace.
SHIPPED = ("info", "status", "add-contact", "assign", "add-company")


class Step(StrEnum):
    """What one click does to a shortcut."""

    ADD = "add"
    REMOVE = "remove"
    UP = "up"
    DOWN = "down"


def stepped(names: Sequence[str], step: Step, name: str, shown: Collection[str]) -> list[str]:
    """The shortcuts after one step; a step that leads nowhere leaves them as they are.

    ``shown`` are the actions that the member may perform: the others keep their place and are passed over.

    Raises:
        Refused: there is no room for one more.
    """
    found = list(names)
    if step is Step.ADD:
        if name not in found and sum(one in shown for one in found) >= AT_MOST:
            raise Refused.because(
                _("{limit} shortcuts are the most. Remove one first.", limit=AT_MOST),
            )
        return found if name in found else [*found, name]
    if name not in found:
        return found
    if step is Step.REMOVE:
        return [one for one in found if one != name]
    here = found.index(name)
    others = range(here - 1, -1, -1) if step is Step.UP else range(here + 1, len(found))
    there = next((place for place in others if found[place] in shown), here)
    found[here], found[there] = found[there], found[here]
    return found
