"""What somebody is reminded of, in one message: each thing to do with its buttons, as it stands now."""

from __future__ import annotations

from typing import Any

from slack_sdk.models import blocks as kit

from bot.slack import agenda, upcoming
from bot.slack.agenda import Row
from bot.slack.entries import Page
from bot.slack.form import plain_text
from bot.slack.message import run, spoken, wrapped
from bot.slack.upcoming import Stand
from crm.domain.i18n import _, ngettext
from crm.views.parcels import Parcel
from crm.views.reminding import Reminded
from templates import words
from templates.catalogue import Reader, say
from templates.reminders import headline

ROWS_AT_MOST = 10


def message(parcel: Parcel) -> dict[str, Any]:
    """The arguments of ``chat.postMessage``, but for where."""
    reader = Reader.member(parcel.reader)
    about = [words.about(one.entry, reader) for one in parcel.reminded[:ROWS_AT_MOST]]
    return wrapped(parcel, f"{headline(parcel, reader)} · {' · '.join(about)}", blocks(parcel))


def blocks(parcel: Parcel) -> list[Any]:
    """At most ten with their buttons, then how many more there are and the way to all of them."""
    reader = Reader.member(parcel.reader)
    page = Page(reader=reader, now=parcel.due_at, statuses=parcel.workspace.statuses, names=parcel.workspace.names)
    found: list[Any] = [spoken("reminder", run(f"⏰ {headline(parcel, reader)}", bold=True))]
    for one in parcel.reminded[:ROWS_AT_MOST]:
        found += agenda.blocks(_row(parcel, one), page)
    more = len(parcel.reminded) - ROWS_AT_MOST
    if more > 0:
        text = say(ngettext("and {count} more", "and {count} more", more), reader)
        found.append(kit.ContextBlock(block_id="more", elements=[plain_text(text, 200)]))
    if len(parcel.reminded) > 1:
        every = kit.ButtonElement(
            action_id=f"{upcoming.SHOW}all", text=say(_("Show all that is to do"), reader), value=str(Stand())
        )
        found.append(kit.ActionsBlock(block_id="all", elements=[every]))
    return found


def _row(parcel: Parcel, one: Reminded) -> Row:
    return Row(entry=one.entry, stamp=f"D{parcel.id}", again_at=one.again_at, lasting=True)
