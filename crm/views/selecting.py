"""What a member has selected in a list, and the filters that it opens with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from crm.domain.access import VIEW, Member
from crm.domain.action import Action
from crm.domain.clients import Record, RecordNumber
from crm.domain.errors import NotFound, out_of_reach
from crm.domain.filters import Filters
from crm.domain.i18n import Text, ngettext
from crm.store import choices, drafts, records
from crm.store.session import Session

FILTERS = "clients"  # the preference
NAMED_AT_MOST = 5


def kept_filters(session: Session, member: Member) -> Filters:
    return Filters.kept(choices.preference_of(session, member.id, FILTERS))


def selected(session: Session, member: Member, name: str) -> list[int]:
    """The ids of the clients that are selected in a list, in their order."""
    return drafts.selected(session, member.id, name)


def chosen(session: Session, member: Member, name: str) -> list[Record]:
    """The same clients as they stand: those that are still there and that the member may view."""
    ids = selected(session, member, name)
    found = records.living(session, ids)
    return [found[one] for one in ids if one in found and member.may(VIEW, found[one].owner)]


def of_numbers(session: Session, member: Member, tokens: Iterable[str]) -> list[Record]:
    """Clients by their numbers, each once.

    Raises:
        NotFound: with the first that is not there, or that the member may not view.
    """
    wanted = {token: RecordNumber.read(token) for token in tokens}
    known = records.by_number(session, [one for one in wanted.values() if one])
    found: dict[int, Record] = {}
    for token, number in wanted.items():
        one = known.get(number) if number else None
        if one is None or not member.may(VIEW, one.owner):
            raise NotFound(what=token[:40])
        found[one.id] = one
    return list(found.values())


def acts_on_many(action: Action) -> bool:
    """What can be done with many clients at once, and asks the same of each."""
    clients: Any = action.field(action.clients)
    return clients is not None and clients.many and not action.forms and not action.removes


@dataclass(frozen=True, kw_only=True, slots=True)
class Sorted:
    """The selected clients, as an action sees them: those it may be done with, and those it may not."""

    going: Sequence[Record]
    refused: Sequence[Record]
    strange: int = 0  # of a kind that the action is not about

    @classmethod
    def of(cls, session: Session, member: Member, action: Action, name: str) -> Sorted:
        found = chosen(session, member, name)
        fitting = [one for one in found if one.kind in action.files_under]
        going = [one for one in fitting if member.may(action.name, one.owner)]
        refused = [one for one in fitting if not member.may(action.name, one.owner)]
        return cls(going=going, refused=refused, strange=len(found) - len(fitting))

    @property
    def left_out(self) -> list[Text]:
        """Whom it is not done with, by name."""
        told = []
        if self.refused:
            told.append(out_of_reach(named(self.refused), None).text)
        if self.strange:
            told.append(
                ngettext(
                    "{count} selected client is of another kind.",
                    "{count} selected clients are of another kind.",
                    self.strange,
                )
            )
        return told


def named(records: Sequence[Record]) -> list[Any]:
    """The first few by name, and how many more."""
    names: list[Any] = [one.name for one in records[:NAMED_AT_MOST]]
    more = len(records) - len(names)
    return [*names, *([ngettext("{count} more", "{count} more", more)] if more else [])]
