"""What a member hears of, and how: a form for Home and for `/crm preferences`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from slack_sdk.models import blocks as kit

from bot.slack import copies
from bot.slack.context import Caller, Door
from bot.slack.form import Form, plain_text
from bot.slack.modal import action_view
from bot.slack.replies import open_view
from crm.actions.preferences import ACTION
from crm.domain import folding, preferences
from crm.domain.access import Member
from crm.domain.i18n import _
from crm.store.session import Session
from templates.catalogue import Reader, say

OPEN = "preferences:open"
# What `/crm` understands beside the names of actions.
NAMES = frozenset({"preferences", "preference", "einstellungen", "einstellung"})
HEAD = _("How would you like to be told? What colleagues count on always reaches you; you choose the way.")


def button(reader: Reader) -> Any:
    """For the Home tab."""
    return kit.ButtonElement(action_id=OPEN, text=say(ACTION.title, reader), value=ACTION.name)


def wanted(text: str) -> bool:
    """Is this what a text behind `/crm` asks for?"""
    return folding.fold(text.strip()) in NAMES


async def open_typed(door: Door, body: Mapping[str, Any], client: Any, respond: Any) -> None:
    make = partial(view, now=door.desk.clock.now(), domain=door.mail_domain)
    await open_view(door, client, body, lambda: door.ask(Caller.of(body), make), respond)


def view(session: Session, member: Member, *, now: datetime, domain: str = "") -> dict[str, Any]:
    """The form with what holds now; ``domain`` is where mail for us comes in."""
    reader = Reader.member(member)
    form = Form(reader=reader, now=now, values=preferences.chosen(member))
    back = _("Mails to {address} come back: you are told in Slack until that is mended.", address=member.email)
    lines = [HEAD, *([back] if member.unreachable else [])]
    head: list[Any] = [kit.SectionBlock(text=plain_text(say(one, reader), 3000)) for one in lines]
    head += copies.blocks(session, member, domain)
    # Something holds in any case: nothing of it can be left empty.
    fields = [replace(one, required=True) for one in ACTION.fields]
    return action_view(ACTION, form, fields=fields, head=head)
