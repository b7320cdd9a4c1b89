"""A form that changes a client: which one first, then what stands of it, filled in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from slack_sdk.models import blocks as kit

from bot.slack.form import Form, plain_text, record_label
from bot.slack.modal import Context, action_view
from crm.domain.access import Member
from crm.domain.action import Action
from crm.domain.clients import Record
from crm.domain.errors import Refused, out_of_reach
from crm.domain.i18n import _
from crm.store.session import Session
from crm.views import editing, members
from templates.catalogue import Reader


def view(
    session: Session, member: Member, action: Action, chosen: Sequence[Record], now: datetime, context: Context
) -> dict[str, Any]:
    """What stands of the client that is chosen; as long as there is none, the choice.

    Raises:
        Refused: the member may not change this client.
    """
    form = Form(reader=Reader.member(member), now=now, statuses=members.statuses(session))
    if not chosen:
        return choice(action, form, context)
    [record] = chosen[:1]
    member = members.reader(session, member.slack_user, action.name, *action.asks)
    if not member.may(action.name, record.owner):
        raise Refused(out_of_reach([record.name], None))
    begun = editing.begin(session, member, record)
    return action_view(
        action,
        replace(form, values={name: _shown(value) for name, value in begun.values.items()}),
        replace(context, client=str(record.number), seen=begun.seen),
        fields=begun.fields,
        head=[kit.SectionBlock(block_id="about", text=plain_text(record_label(record)))],
    )


def choice(action: Action, form: Form, context: Context) -> dict[str, Any]:
    """Whoever picks a client sees its form at once; the button is for those who press Enter."""
    found = action_view(action, form, context, submit=_("Continue"))
    return {**found, "blocks": [{**block, "dispatch_action": True} for block in found["blocks"]]}


def _shown(value: Any) -> Any:
    """Records and members as a form's fields take them."""
    if isinstance(value, Record):
        return [value]
    return [(f"M-{value.id}", value.name)] if isinstance(value, Member) else value
