"""The client card as a modal: head, details and a page of the infobox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from slack_sdk.models import blocks as kit
from slack_sdk.models.views import View

from bot.slack import picker
from bot.slack.form import plain, plain_text
from bot.slack.modal import TITLE_AT_MOST
from crm.actions import TOOLBOX
from crm.domain.access import Member, Scope
from crm.domain.clients import RecordNumber
from crm.domain.errors import NotFound
from crm.domain.i18n import _, ngettext
from crm.domain.timeline import Comment, Entry
from crm.store.session import Session
from crm.views import clients, members
from crm.views.clients import Card
from templates import words
from templates.catalogue import Reader, moment, say

CALLBACK = "card"
ADD_INFO = "card:info"
ALL_ACTIONS = "card:toolbox"
OLDER = "card:older"
NEWEST = "card:newest"
BODY_AT_MOST = 250
COMMENTS_SHOWN = 2


def found(session: Session, member: Member, text: str, now: datetime) -> dict[str, Any]:
    """The card of the client that was named; of several namesakes, or without a name, the choice.

    Raises:
        NotFound: none of this name.
    """
    if not text:
        return picker.view(member)
    record, others = clients.meant(session, member, text)
    if record is not None:
        return card_view(session, member, record.number, now)
    if not others:
        raise NotFound(what=text[:80])
    return picker.view(member, others, text[:80])


def card_view(
    session: Session, member: Member, number: RecordNumber, now: datetime, before: str = ""
) -> dict[str, Any]:
    """A card with the page of its infobox that ends before a key (``read_key``)."""
    card = clients.card(session, member, number, before=read_key(before))
    reader = Reader.member(member)
    names = members.names(session)
    blocks = [*_head(card, reader), _buttons(card, member, reader), kit.DividerBlock()]
    for entry in card.entries:
        blocks += entry_blocks(entry, card, names, reader, now)
    if not card.entries:
        blocks.append(_plain(say(_("Nothing has happened here yet."), reader)))
    if card.older or before:
        blocks.append(_pages(card, reader, first=not before))
    return View(
        type="modal",
        callback_id=CALLBACK,
        private_metadata=str(number),
        title=plain(card.record.name, TITLE_AT_MOST),
        close=say(_("Close"), reader),
        blocks=blocks,
    ).to_dict()


def _head(card: Card, reader: Reader) -> list[Any]:
    record = card.record
    status = card.status.label(reader.locale) if card.status else "–"
    facts = {
        say(_("Status"), reader): status,
        say(_("Owner"), reader): card.owner or "–",
        say(_("Company"), reader): record.company_name if record.kind == "contact" else None,
    }
    known = TOOLBOX[f"add-{record.kind.value}"].fields if f"add-{record.kind.value}" in TOOLBOX else ()
    facts |= {say(one.label, reader): card.details.get(one.name) for one in known if one.name in card.details}
    lines = [f"{label}: {value}" for label, value in facts.items() if value][:12]
    title = f"{record.dot} {record.name}  ({record.number})"
    return [kit.HeaderBlock(text=plain_text(title, 150)), _plain("\n".join(lines))]


def _plain(text: str) -> Any:
    return kit.SectionBlock(text=plain_text(text, 3000))


def _buttons(card: Card, member: Member, reader: Reader) -> Any:
    number = str(card.record.number)
    buttons = [kit.ButtonElement(action_id=ALL_ACTIONS, text=say(_("Toolbox"), reader), value=number)]
    if member.reach("info") is not Scope.NONE:
        buttons.insert(0, kit.ButtonElement(action_id=ADD_INFO, text="+ Info", value=number, style="primary"))
    return kit.ActionsBlock(elements=buttons)


def entry_blocks(entry: Entry, card: Card, names: Any, reader: Reader, now: datetime) -> list[Any]:
    """One entry of the infobox: a line of what happened, the beginning of its text, its newest comments."""
    said = words.lines(entry, [card.status] if card.status else [], reader)
    marks = [f"{said.icon} {said.sentence}", moment(entry.occurred_at, reader), entry.number]
    if entry.undone:
        marks.append(say(_("undone"), reader))
    elif entry.upcoming(now):
        marks.append(say(_("upcoming"), reader))
    lines = [" · ".join(marks), *said.changes]
    text = words.preview(entry.body, names, BODY_AT_MOST)
    blocks = [_plain("\n".join([*lines, *([text] if text else [])]))]
    return blocks + _comments(entry.comments, names, reader)


def _comments(comments: Sequence[Comment], names: Any, reader: Reader) -> list[Any]:
    if not comments:
        return []
    shown = [f"💬 {one.author}: {words.preview(one.body, names, 150)}" for one in comments[-COMMENTS_SHOWN:]]
    more = len(comments) - len(shown)
    if more:
        shown.insert(0, say(ngettext("{count} earlier comment", "{count} earlier comments", more), reader))
    return [kit.ContextBlock(elements=[plain_text(line, 2000) for line in shown])]


def _pages(card: Card, reader: Reader, *, first: bool) -> Any:
    buttons = []
    if not first:
        buttons.append(
            kit.ButtonElement(action_id=NEWEST, text=say(_("Newest"), reader), value=str(card.record.number))
        )
    if card.older:
        at, entry = card.older
        key = f"{card.record.number} {int(at.timestamp() * 1_000_000)} {entry}"
        buttons.append(kit.ButtonElement(action_id=OLDER, text=say(_("Older"), reader), value=key))
    return kit.ActionsBlock(elements=buttons)


def read_key(text: str) -> tuple[datetime, int] | None:
    """``1795478400000000 12``: the moment in microseconds and the entry that a page ends before."""
    at, _space, entry = text.partition(" ")
    if not (at.isdecimal() and entry.isdecimal()):
        return None
    seconds, micro = divmod(int(at), 1_000_000)
    return datetime.fromtimestamp(seconds, tz=UTC).replace(microsecond=micro), int(entry)
