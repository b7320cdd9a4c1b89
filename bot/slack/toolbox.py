"""The toolbox as a modal: a client, and everything the member may do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slack_sdk.models import blocks as kit
from slack_sdk.models.views import View

from bot.slack import picker
from bot.slack.form import plain, plain_text
from bot.slack.message import bold, escaped
from crm.domain.access import Member
from crm.domain.action import Action
from crm.domain.clients import Record, RecordNumber
from crm.domain.i18n import _
from crm.store.session import Session
from crm.views import clients, members
from templates.catalogue import Reader, say

CALLBACK = "toolbox"
OPEN = "open:"
NO_ROLE = _("Your role does not allow any action yet. An administrator can change that.")


def view(session: Session, member: Member, text: str = "", numbers: tuple[RecordNumber, ...] = ()) -> dict[str, Any]:
    """All actions of the member; a client that is named is chosen already."""
    reader = Reader.member(member)
    record: Record | None = None
    if numbers:
        record = clients.find_one(session, member, str(numbers[0]))
    elif text:
        record, _rest = clients.named(session, member, text)
    blocks: list[Any] = [picker.chooser(reader, record, optional=True), kit.DividerBlock()]
    actions = members.toolbox(member)
    blocks += lines(actions, reader) if actions else [kit.SectionBlock(text=plain_text(say(NO_ROLE, reader), 3000))]
    return View(
        type="modal",
        callback_id=CALLBACK,
        title=say(_("Toolbox"), reader),
        close=say(_("Close"), reader),
        submit=say(_("Open the card"), reader),
        blocks=blocks,
    ).to_dict()


def lines(actions: Sequence[Action], reader: Reader) -> list[kit.SectionBlock]:
    """Each action with what it is for, and a button that opens its form."""
    return [_line(action, reader) for action in actions]


def _line(action: Action, reader: Reader) -> kit.SectionBlock:
    title = say(action.title, reader)
    return kit.SectionBlock(
        block_id=f"{OPEN}{action.name}",
        text=kit.MarkdownTextObject(
            text=f"{action.icon}  *{bold(title)}*\n{escaped(say(action.help, reader))}", verbatim=True
        ),
        accessory=kit.ButtonElement(
            action_id=f"{OPEN}{action.name}",
            text=say(_("Open"), reader),
            value=action.name,
            accessibility_label=plain(say(_("Open {name}", name=title), reader)),
        ),
    )
