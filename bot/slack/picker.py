"""Which client is meant: a little form for `/client`, with the namesakes to choose from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.models import blocks as kit
from slack_sdk.models.views import View

from bot.slack.form import VALUE, plain_text, record_label, record_option
from crm.domain.access import Member
from crm.domain.clients import Record, RecordNumber
from crm.domain.i18n import _
from templates.catalogue import Reader, say

CALLBACK = "picker"
CLIENT = "client"
OPEN = "card:open"
SEARCH = "search:open"
NAMESAKES_AT_MOST = 20


def view(member: Member, namesakes: Sequence[Record] = (), typed: str = "", *, nearly: bool = False) -> dict[str, Any]:
    """A type-ahead over the clients; below it, a button for each client that the typed name may mean."""
    reader = Reader.member(member)
    blocks: list[Any] = [chooser(reader)]
    if namesakes:
        which = _("Several clients answer to “{text}”. Which one?", text=typed)
        which = _("Nobody is called “{text}”, but nearly so. Who is meant?", text=typed) if nearly else which
        blocks.append(kit.SectionBlock(text=plain_text(say(which, reader), 3000)))
        blocks += [_choice(one, reader) for one in namesakes[:NAMESAKES_AT_MOST]]
    search = kit.ButtonElement(action_id=SEARCH, text=say(_("Search the notes"), reader), value="search")
    blocks.append(kit.ActionsBlock(elements=[search]))
    return View(
        type="modal",
        callback_id=CALLBACK,
        title=say(_("Client card"), reader),
        close=say(_("Close"), reader),
        submit=say(_("Open the card"), reader),
        blocks=blocks,
    ).to_dict()


def chooser(reader: Reader, record: Record | None = None, *, optional: bool = False) -> kit.InputBlock:
    """The type-ahead over all clients that the member may view."""
    select = kit.ExternalDataSelectElement(
        action_id=VALUE,
        min_query_length=0,
        placeholder=say(_("Type to search"), reader),
        initial_option=record_option(record) if record else None,
    )
    return kit.InputBlock(block_id=CLIENT, label=say(_("Client"), reader), element=select, optional=optional)


def _choice(record: Record, reader: Reader) -> kit.SectionBlock:
    number = str(record.number)
    return kit.SectionBlock(
        block_id=f"pick:{number}",
        text=plain_text(record_label(record)),
        accessory=kit.ButtonElement(
            action_id=OPEN,
            text=say(_("Open"), reader),
            value=number,
            accessibility_label=say(_("Open {name}", name=number), reader),
        ),
    )


def chosen(state: Mapping[str, Any], block: str = CLIENT) -> tuple[RecordNumber, ...]:
    """The client that was picked."""
    option = state.get("values", {}).get(block, {}).get(VALUE, {}).get("selected_option") or {}
    number = RecordNumber.read(str(option.get("value", "")))
    return (number,) if number else ()
