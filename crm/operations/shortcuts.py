"""Quick access: a member's own, and what members begin with."""

from __future__ import annotations

from typing import Any

from crm.actions import TOOLBOX
from crm.domain.access import Scope
from crm.domain.action import Call
from crm.domain.errors import NotAllowed, NotFound
from crm.domain.shortcuts import Step, stepped
from crm.outcome import Done
from crm.store import audits, choices
from crm.store.session import Session


def change(session: Session, call: Call, source: str) -> Done:
    """One step; two that come at once are done one after the other."""
    name, step, member = call.values["shortcut"], Step(call.values["step"]), call.actor
    shown = {one for one in TOOLBOX if member.reach(one) is not Scope.NONE}
    if step is Step.ADD and name not in shown:
        raise NotAllowed if name in TOOLBOX else NotFound(what=name)
    choices.hold(session, member.id)
    before = choices.shortcuts_of(session, member.id)
    choices.keep_shortcuts(session, member.id, stepped(before, step, name, shown))
    return _done(session, call, source, "shortcuts", {"shortcut": name, "step": step.value})


def offer(session: Session, call: Call, source: str) -> Done:
    """What the administrator has at hand is what members begin with."""
    if call.actor.role.name != "admin":
        raise NotAllowed
    names = choices.shortcuts_of(session, call.actor.id)
    choices.put_setting(session, choices.SHORTCUTS, names)
    return _done(session, call, source, "default-shortcuts", {"shortcuts": names})


def _done(session: Session, call: Call, source: str, operation: str, data: dict[str, Any]) -> Done:
    return Done(result=audits.keep(session, operation, call.actor.id, source, data, call.now))
