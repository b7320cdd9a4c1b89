"""The form that makes one client of two: which ones, then a choice between the two values of each field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from slack_sdk.models import blocks as kit

from bot.slack.editing import choice
from bot.slack.form import Form, plain_text, record_label
from bot.slack.modal import Context, action_view
from crm.actions.merge import FIRST, SECOND, WITH
from crm.domain.access import Member
from crm.domain.action import Action
from crm.domain.clients import Record
from crm.domain.errors import Refused, out_of_reach
from crm.domain.field import Option
from crm.domain.fields import Choice
from crm.domain.i18n import Text, _
from crm.store.session import Session
from crm.views import duplicates, members
from crm.views.comparing import Comparison, Difference, compare
from crm.views.duplicates import Alike
from templates.catalogue import Reader, say, together

COMPARE = "merge:with"


def view(
    session: Session, member: Member, action: Action, chosen: Sequence[Record], now: datetime, context: Context
) -> dict[str, Any]:
    """The two clients field by field; as long as one is missing, its choice.

    Raises:
        Refused: the member may not merge one of them, or they are the same.
    """
    form = Form(reader=Reader.member(member), now=now, statuses=members.statuses(session))
    if not chosen:
        return choice(action, form, context)
    member = members.reader(session, member.slack_user, action.name)
    refused = [one.name for one in chosen if not member.may(action.name, one.owner)]
    if refused:
        raise Refused(out_of_reach(refused, None))
    record, *others = chosen
    context = replace(context, client=str(record.number))
    if not others:
        return _second(session, member, action, record, form, context)
    return _both(session, member, action, (record, others[0]), form, context)


def _second(
    session: Session, member: Member, action: Action, record: Record, form: Form, context: Context
) -> dict[str, Any]:
    """Which is the other one: those that look alike first."""
    alike = duplicates.of(session, member, record)
    found = action_view(
        action,
        form,
        context,
        fields=[WITH],
        head=[_section("about", record_label(record)), *(suggestion(one, form.reader) for one in alike)],
        submit=_("Continue"),
    )
    blocks = [{**one, "dispatch_action": True} if one["type"] == "input" else one for one in found["blocks"]]
    return {**found, "blocks": blocks}


def _section(block_id: str, text: str) -> Any:
    return kit.SectionBlock(block_id=block_id, text=plain_text(text, 3000))


def suggestion(alike: Alike, reader: Reader, *, may: bool = True) -> Any:
    """``Looks like Acme SA (CMP-7): same name and same domain``, and a button that compares the two."""
    return kit.SectionBlock(
        block_id=f"like:{alike.other.number}",
        text=plain_text(f"👥 {_looks_like(alike, reader)}", 3000),
        accessory=_button(alike, reader) if may else None,
    )


def _looks_like(alike: Alike, reader: Reader) -> str:
    why = together([say(one, reader) for one in alike.why], reader)
    name = f"{alike.other.name} ({alike.other.number})"
    return say(_("Looks like {name}: {why}", name=name, why=why), reader)


def _button(alike: Alike, reader: Reader) -> Any:
    label = say(_("Compare with {name}", name=str(alike.other.number)), reader)
    value = f"{alike.record.number} {alike.other.number}"
    return kit.ButtonElement(action_id=COMPARE, text=say(_("Compare"), reader), value=value, accessibility_label=label)


def _both(
    session: Session, member: Member, action: Action, pair: tuple[Record, Record], form: Form, context: Context
) -> dict[str, Any]:
    record, other = pair
    if record.id == other.id or record.kind is not other.kind:
        raise Refused.because(_("Choose two companies, or two contacts."), WITH.name)
    found = compare(session, member, record, other, form.reading)
    fields = [_choice(one, form.reader) for one in found.differences]
    shown = action_view(
        action,
        form,
        replace(context, other=str(other.number)),
        fields=fields,
        head=[_section("about", "\n".join(_head(record, other, found, form.reader)))],
        submit=_("Merge"),
    )
    # Where they differ in nothing there is nothing to choose.
    return shown if fields else {**shown, "blocks": [one for one in shown["blocks"] if one["type"] != "input"]}


def _choice(one: Difference, reader: Reader) -> Choice:
    """The first's value stands already."""
    options = tuple(
        Option(key, Text("{value}", {"value": say(value, reader)}))
        for key, value in ((FIRST, one.first), (SECOND, one.second))
    )
    return Choice(
        name=one.field.name, label=one.field.label, options=options, initial=FIRST, required=True, example=FIRST
    )


def _head(record: Record, other: Record, found: Comparison, reader: Reader) -> Iterator[str]:
    yield record_label(record)
    yield record_label(other)
    leads = _(
        "All of {second} goes over to {first}; its number will lead there.",
        first=str(record.number),
        second=str(other.number),
    )
    yield say(leads, reader)
    if found.taken:
        labels = [say(one.label, reader) for one in found.taken]
        yield say(_("Taken over, since only the second has it: {fields}", fields=together(labels, reader)), reader)
    if found.differences:
        yield say(_("Where they differ, choose:"), reader)
