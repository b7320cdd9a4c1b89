"""Quick access for somebody: the actions they have at hand, and what else they could have there."""

from __future__ import annotations

from dataclasses import dataclass

from crm.actions import TOOLBOX
from crm.domain.access import Member, Scope
from crm.domain.action import Action
from crm.domain.shortcuts import AT_MOST
from crm.store import choices
from crm.store.session import Session
from crm.views import members


@dataclass(frozen=True, kw_only=True, slots=True)
class QuickAccess:
    """``shortcuts`` in the member's own order, numbered from one; ``others`` may be added."""

    shortcuts: tuple[Action, ...]
    others: tuple[Action, ...]

    @property
    def full(self) -> bool:
        return len(self.shortcuts) >= AT_MOST


def quick_access(session: Session, member: Member) -> QuickAccess:
    """Only what the role grants; a shortcut that it grants no longer is kept, unseen."""
    names = choices.shortcuts_of(session, member.id)
    found = [TOOLBOX[name] for name in names if name in TOOLBOX and member.reach(name) is not Scope.NONE]
    shown = tuple(found[:AT_MOST])
    return QuickAccess(shortcuts=shown, others=tuple(one for one in members.toolbox(member) if one not in shown))
