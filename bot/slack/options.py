"""Type-ahead: clients and people, by what the form's field asks for."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.models import blocks as kit

from bot.slack import card_filter, list_filters, mail_choice, moving, picker, toolbox
from bot.slack.context import Caller, Door
from bot.slack.form import VALUE, option, record_option
from bot.slack.modal import ACT, Context
from crm.actions import TOOLBOX
from crm.actions.merge import WITH
from crm.domain.access import VIEW, Member
from crm.domain.action import Action
from crm.domain.clients import CLIENTS, RecordKind, RecordNumber
from crm.domain.errors import Refused
from crm.domain.fields import Members, Records
from crm.domain.i18n import _
from crm.store.session import Session
from crm.views import clients, members
from templates.catalogue import Reader, say

log = structlog.get_logger()
Answer = dict[str, Any]
INFO = "info"
NONE: Answer = {"options": []}


def register(app: AsyncApp, door: Door) -> None:
    async def on_options(ack: Any, body: Mapping[str, Any]) -> None:
        try:
            async with asyncio.timeout(door.answer_within):
                found = await answer(door, body)
        except (Refused, TimeoutError) as exc:
            # A menu has no place for a sentence; it stays empty and the next letter asks again.
            log.info("slack.no_options", why=str(exc) or "late")
            found = NONE
        await ack(found)

    app.options(VALUE)(on_options)


async def answer(door: Door, body: Mapping[str, Any]) -> Answer:
    """The suggestions for what was typed into a field so far."""
    name = body["view"]["callback_id"].removeprefix(ACT)
    typed = body.get("value", "")
    if name in {toolbox.CALLBACK, picker.CALLBACK, moving.CALLBACK}:
        return await door.ask(Caller.of(body), lambda session, member: _records(session, member, typed, VIEW, CLIENTS))
    if name == mail_choice.CALLBACK:
        caller = Caller.of(body)
        return await door.ask(caller, lambda session, member: _records(session, member, typed, INFO, CLIENTS), INFO)
    if name == card_filter.CALLBACK:
        return await door.ask(Caller.of(body), lambda session, member: _members(session, member, typed, lists=False))
    if name == list_filters.CALLBACK:
        return await door.ask(Caller.of(body), partial(list_filters.suggested, block=body["block_id"], typed=typed))
    action = TOOLBOX.get(name)
    return await _of_field(door, body, action, typed) if action else NONE


async def _of_field(door: Door, body: Mapping[str, Any], action: Action, typed: str) -> Answer:
    field, permission = action.field(body["block_id"]), action.name
    if isinstance(field, Records):
        kinds = _kinds(body, field)
        return await door.ask(
            Caller.of(body), lambda session, member: _records(session, member, typed, permission, kinds), permission
        )
    if isinstance(field, Members):
        lists = field.lists
        return await door.ask(Caller.of(body), lambda session, member: _members(session, member, typed, lists=lists))
    return NONE


def _kinds(body: Mapping[str, Any], field: Records) -> Collection[RecordKind]:
    """A client is merged with one of its kind."""
    first = RecordNumber.read(Context.read(body["view"].get("private_metadata", "")).client)
    return (first.kind,) if field.name == WITH.name and first else field.kinds


def _records(session: Session, member: Member, typed: str, permission: str, kinds: Any) -> Answer:
    found = clients.suggest(session, member, typed, permission=permission, kinds=kinds, forgiving=True)
    return {"options": [record_option(one).to_dict() for one in found]}


def _members(session: Session, member: Member, typed: str, *, lists: bool) -> Answer:
    people, groups = members.suggest(session, typed, lists=lists)
    if not groups:
        return {"options": [_option(one) for one in people]}
    reader = Reader.member(member)
    named = ((_("People"), people), (_("Distribution lists"), groups))
    return {
        "option_groups": [
            {"label": kit.PlainTextObject(text=say(label, reader)).to_dict(), "options": [_option(one) for one in some]}
            for label, some in named
            if some
        ]
    }


def _option(one: members.Suggested) -> Answer:
    return option(one.token, one.name).to_dict()
