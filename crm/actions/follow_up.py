"""Carnet writes it for a client's owner, who is to look after them again; people note what they plan themselves."""

from __future__ import annotations

from crm.actions._shared import CLIENTS_FIELD, REMIND, WHEN
from crm.domain.action import Action, ActionKind, Call, Plan
from crm.domain.fields import RichText
from crm.domain.i18n import _


def plan(call: Call) -> Plan:
    return Plan(body=call.values["note"])


ACTION = Action(
    name="follow-up",
    title=_("Follow up"),
    help=_("Look after a client again: Carnet plans it for the client’s owner."),
    sentence=_("Follow up (set off by {author})"),
    icon="🔁",
    kind=ActionKind.OPERATION,
    fields=(CLIENTS_FIELD, RichText(name="note", label=_("Note")), WHEN, REMIND),
    main="note",
    clients="clients",
    quiet=True,
    plan=plan,
)
