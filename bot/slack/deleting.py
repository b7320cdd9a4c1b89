"""The form that deletes a client: which one first, then what goes with it, and its name to be typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from slack_sdk.models import blocks as kit

from bot.slack.editing import choice
from bot.slack.form import Form, plain_text, record_label
from bot.slack.modal import Context, action_view
from crm.actions.delete import CONTACTS, TARGET, TYPED
from crm.domain.access import Member
from crm.domain.action import Action
from crm.domain.clients import Record
from crm.domain.errors import Refused, out_of_reach
from crm.domain.field import Field
from crm.domain.i18n import Text, _, ngettext
from crm.store.session import Session
from crm.views import members
from crm.views.removals import Goes, what_goes
from templates.catalogue import Reader, say, together

ABOUT_CONTACTS = frozenset({CONTACTS.name, TARGET.name})


def view(
    session: Session, member: Member, action: Action, chosen: Sequence[Record], now: datetime, context: Context
) -> dict[str, Any]:
    """What goes with the client that is chosen; as long as there is none, the choice.

    Raises:
        Refused: the member may not delete this client.
    """
    form = Form(reader=Reader.member(member), now=now)
    if not chosen:
        return choice(action, form, context)
    [record] = chosen[:1]
    member = members.reader(session, member.slack_user, action.name, *action.asks)
    if not member.may(action.name, record.owner):
        raise Refused(out_of_reach([record.name], None))
    goes = what_goes(session, record, now)
    return action_view(
        action,
        form,
        replace(context, client=str(record.number)),
        fields=list(_fields(action, record, goes)),
        head=[_section("about", [record_label(record)]), _section("goes", list(_lines(goes, form.reader)))],
        submit=_("Delete"),
    )


def _fields(action: Action, record: Record, goes: Goes) -> Iterator[Field]:
    """Nobody is asked about contacts where there are none."""
    for one in action.form(record.kind):
        if one is TYPED:
            yield replace(TYPED, hint=_("“{name}”, so that no other one is deleted by mistake.", name=record.name))
        elif goes.contacts or one.name not in ABOUT_CONTACTS:
            yield replace(one, required=True) if one is CONTACTS else one


def _section(block_id: str, lines: Sequence[str]) -> Any:
    return kit.SectionBlock(block_id=block_id, text=plain_text("\n".join(lines), 3000))


def _lines(goes: Goes, reader: Reader) -> Iterator[str]:
    counted = [say(text, reader) for text in _counted(goes)]
    if counted:
        yield say(_("This goes with it: {what}.", what=together(counted, reader)), reader)
    else:
        yield say(_("Nothing else goes with it."), reader)
    if goes.stay:
        text = ngettext(
            "{count} entry about other clients too stays with them, without this name.",
            "{count} entries about other clients too stay with them, without this name.",
            goes.stay,
        )
        yield say(text, reader)


def _counted(goes: Goes) -> Iterator[Text]:
    if goes.contacts:
        yield ngettext("{count} contact", "{count} contacts", goes.contacts)
    if goes.entries - goes.upcoming:
        yield ngettext("{count} entry", "{count} entries", goes.entries - goes.upcoming)
    if goes.upcoming:
        yield ngettext("{count} upcoming action", "{count} upcoming actions", goes.upcoming)
    if goes.files:
        yield ngettext("{count} file", "{count} files", goes.files)
