"""Opening an action's form: for a command, a shortcut, a button, with what is known filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.slack import deleting, editing, merging, spoken
from bot.slack.form import Form
from bot.slack.linking import begun
from bot.slack.modal import Context, action_view
from crm.actions import TOOLBOX
from crm.domain.access import Member, Scope
from crm.domain.action import Action
from crm.domain.clients import Record, RecordNumber
from crm.domain.errors import NotAllowed
from crm.domain.fields import Moment, Records, RichText, Status
from crm.store.session import Session
from crm.views import clients, members
from templates.catalogue import Reader


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What an action's form is to begin with: slash text, chosen records, a message's rich text.

    ``values`` are what else is known, as the form's fields show it.
    """

    text: str = ""
    numbers: Sequence[RecordNumber] = ()
    body: Mapping[str, Any] | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    context: Context = field(default_factory=Context)


# Forms that depend on their client.
FORMS: Mapping[str, Callable[..., dict[str, Any]]] = {
    "edit": editing.view,
    "delete": deleting.view,
    "merge": merging.view,
}


def form_view(session: Session, member: Member, action: Action, wanted: Wanted, now: datetime) -> dict[str, Any]:
    """The modal of an action for this member.

    Raises:
        NotAllowed: the member's role does not have it.
    """
    if action.name not in TOOLBOX or member.reach(action.name) is Scope.NONE:
        raise NotAllowed
    chosen, rest = _clients(session, member, action, wanted)
    if action.forms:
        return FORMS[action.name](session, member, action, chosen, now, wanted.context)
    form = Form(
        reader=Reader.member(member),
        now=now,
        statuses=members.statuses(session) if any(isinstance(one, Status) for one in action.fields) else (),
        values={
            **_values(action, chosen, rest, wanted, now),
            **begun(session, member, action, chosen),
            **wanted.values,
        },
    )
    return action_view(action, form, wanted.context)


def _clients(session: Session, member: Member, action: Action, wanted: Wanted) -> tuple[list[Record], str]:
    target = target_of(action)
    if target is None:
        return [], wanted.text
    if wanted.numbers:
        found = [clients.find_one(session, member, str(one)) for one in wanted.numbers if one.kind in target.kinds]
        return found, wanted.text
    if not wanted.text:
        return [], ""
    record, rest = clients.named(session, member, wanted.text, permission=action.name, kinds=target.kinds)
    return [record] if record else [], rest


def target_of(action: Action) -> Records | None:
    """The field that a client named with the command goes into."""
    chosen = action.field(action.clients or "company")
    return chosen if isinstance(chosen, Records) else None


def _values(action: Action, chosen: Sequence[Record], rest: str, wanted: Wanted, now: datetime) -> dict[str, Any]:
    values: dict[str, Any] = {one.name: now for one in action.fields if isinstance(one, Moment)}
    target, main = target_of(action), action.field(action.main)
    if target is not None and chosen:
        values[target.name] = list(chosen)
    if main is not None and wanted.body:
        values[main.name] = wanted.body
    elif main is not None and rest:
        values[main.name] = spoken.rich(rest) if isinstance(main, RichText) else rest
    return values
