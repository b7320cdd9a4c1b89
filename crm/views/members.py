"""People for somebody: who asks, whom a form may name, and what the toolbox holds for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm.actions import TOOLBOX
from crm.domain import folding
from crm.domain.access import VIEW, Member, Scope
from crm.domain.action import Action
from crm.domain.clients import StatusOption
from crm.domain.drawers import Drawer
from crm.inputs import known_actor
from crm.store import people
from crm.store.session import Session

SUGGESTIONS = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggested:
    """A person or a distribution list: the token a form sends back, and what is shown."""

    token: str
    name: str


def reader(session: Session, token: str, *permissions: str) -> Member:
    """The member who reads, ready for permission checks.

    Raises:
        UnknownMember: nobody here, or no longer active.
    """
    return known_actor(session, token, VIEW, *permissions)


def toolbox(member: Member) -> list[Action]:
    """The actions this member may perform: what is done every day before what is done once for a client."""
    order = list(Drawer)
    allowed = [action for action in TOOLBOX.values() if member.reach(action.name) is not Scope.NONE]
    return sorted(allowed, key=lambda action: order.index(action.drawer))


def suggest(session: Session, text: str, *, lists: bool) -> tuple[list[Suggested], list[Suggested]]:
    """Members, and distribution lists if wanted, whose words begin with what was typed."""
    members = [
        Suggested(token=people.token_of(one.id), name=one.name)
        for one in people.everybody(session)
        if one.active and matches(text, one.name, one.email)
    ]
    found = people.lists(session) if lists else []
    named = [Suggested(token=f"L-{number}", name=name) for number, name in found if matches(text, name)]
    return members[:SUGGESTIONS], named[:SUGGESTIONS]


def matches(typed: str, *texts: str) -> bool:
    have = folding.words(*texts)
    return all(any(word.startswith(one) for word in have) for one in folding.words(typed))


def everybody(session: Session) -> list[Member]:
    return people.everybody(session)


def named(session: Session, tokens: Sequence[str]) -> dict[str, Member]:
    return people.members(session, tokens)


def statuses(session: Session) -> list[StatusOption]:
    return people.statuses(session)


def lists(session: Session) -> dict[str, str]:
    return {f"L-{number}": name for number, name in people.lists(session)}


def names(session: Session) -> dict[str, str]:
    """Slack user id to name, for mentions in texts."""
    return {one.slack_user: one.name for one in people.everybody(session)}
