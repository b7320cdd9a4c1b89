"""The toolbox as a modal: a client, and everything the member may do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_sdk.models import blocks as kit
from slack_sdk.models.views import View

from bot.slack.form import VALUE, plain, record_option
from crm.domain.access import Member
from crm.domain.clients import Record, RecordNumber
from crm.domain.i18n import _
from crm.store.session import Session
from crm.views import clients, members
from templates.catalogue import Reader, say

CALLBACK = "toolbox"
CLIENT = "client"
OPEN = "open:"


def view(session: Session, member: Member, text: str = "", numbers: tuple[RecordNumber, ...] = ()) -> dict[str, Any]:
    """All actions of the member; a client that is named is chosen already."""
    reader = Reader.member(member)
    record: Record | None = None
    if numbers:
        record = clients.find_one(session, member, str(numbers[0]))
    elif text.strip():
        record = clients.named(session, member, text)[0]
    chooser = kit.ExternalDataSelectElement(
        action_id=VALUE,
        min_query_length=0,
        placeholder=say(_("Type to search"), reader),
        initial_option=record_option(record) if record else None,
    )
    blocks: list[Any] = [
        kit.InputBlock(block_id=CLIENT, label=say(_("Client"), reader), element=chooser, optional=True),
        kit.DividerBlock(),
    ]
    actions = members.toolbox(member)
    for action in actions:
        title = say(action.title, reader)
        blocks.append(
            kit.SectionBlock(
                block_id=f"{OPEN}{action.name}",
                text=kit.PlainTextObject(text=f"{action.icon}  {title}\n{say(action.help, reader)}", emoji=True),
                accessory=kit.ButtonElement(
                    action_id=f"{OPEN}{action.name}",
                    text=say(_("Open"), reader),
                    value=action.name,
                    accessibility_label=plain(title),
                ),
            )
        )
    if not actions:
        nothing = _("Your role does not allow any action yet. An administrator can change that.")
        blocks.append(kit.SectionBlock(text=kit.PlainTextObject(text=say(nothing, reader))))
    return View(
        type="modal",
        callback_id=CALLBACK,
        title=say(_("Toolbox"), reader),
        close=say(_("Close"), reader),
        submit=say(_("Open the card"), reader),
        blocks=blocks,
    ).to_dict()


def chosen(state: Mapping[str, Any]) -> tuple[RecordNumber, ...]:
    """The client picked in the toolbox."""
    option = state.get("values", {}).get(CLIENT, {}).get(VALUE, {}).get("selected_option") or {}
    number = RecordNumber.read(option.get("value", ""))
    return (number,) if number else ()
