"""The client card as a modal: head, details and a page of the infobox."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from slack_sdk.models import blocks as kit
from slack_sdk.models.views import View

from bot.slack import card_filter, card_people, entries, merging, picker
from bot.slack.card_filter import Shown
from bot.slack.entries import Page
from bot.slack.form import plain, plain_text
from bot.slack.modal import TITLE_AT_MOST
from crm.actions import TOOLBOX, delete, edit, export, merge
from crm.domain.access import Member, Scope
from crm.domain.clients import RecordKind, RecordNumber
from crm.domain.fields import Choice, Field
from crm.domain.i18n import _
from crm.domain.sought import EVERYTHING, Sought
from crm.store.session import Session
from crm.views import clients, contacts, duplicates, members
from crm.views.clients import Card
from templates.catalogue import Reader, say

CALLBACK = "card"
FIELDS = 10  # that a section takes; it shows them in two columns
COLUMN_AT_MOST = 70
NAMES = frozenset({"name", "first_name", "last_name"})  # the head of the card says them
ADD_INFO = "card:info"
FORM = "card:"  # with the name of an action whose form is laid over the card
FORMS = (edit.NAME, export.NAME, merge.NAME, delete.NAME)
ALL_ACTIONS = "card:toolbox"
OLDER = "card:older"
NEWEST = "card:newest"
KEY_AT_MOST = 18  # digits that a database knows


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
    near = [] if others else clients.suggest(session, member, text, forgiving=True)
    if not others and not near:
        raise clients.not_found(session, member, text)
    return picker.view(member, others or near, text[:80], nearly=bool(near))


def card_view(
    session: Session,
    member: Member,
    number: RecordNumber,
    now: datetime,
    before: str = "",
    sought: Sought = EVERYTHING,
) -> dict[str, Any]:
    """A card with the page of its infobox that ends before a key (``read_key``), narrowed to what is looked for."""
    card = clients.card(session, member, number, before=read_key(before), sought=sought)
    number = card.record.number  # that of a client which was merged leads to another
    page, shown = Page.of(session, member, now), Shown(number=number, sought=sought)
    # Whoever looks for something, or further back, wants to see that and not the whole card again.
    whole = not (sought or before)
    blocks = [*_head(card, page.reader, whole=whole), _buttons(card, _at_hand(session, member), page.reader)]
    blocks += [*_alike(session, member, card), *_people(session, member, card)] if whole else []
    blocks.append(kit.DividerBlock())
    blocks += [kit.ActionsBlock(elements=card_filter.buttons(shown, page.reader))]
    blocks += card_filter.line(session, sought, page.reader)
    for entry in card.entries:
        blocks += entries.lines(entry, page, number)
    if not card.entries:
        nothing = _("Nothing of that kind is here.") if sought else _("Nothing has happened here yet.")
        blocks.append(_plain(say(nothing, page.reader)))
    if card.older or before:
        blocks.append(_pages(card, page.reader, first=not before))
    return View(
        type="modal",
        callback_id=CALLBACK,
        private_metadata=str(shown),
        title=plain(card.record.name, TITLE_AT_MOST),
        close=say(_("Close"), page.reader),
        blocks=blocks,
    ).to_dict()


def _head(card: Card, reader: Reader, *, whole: bool) -> list[Any]:
    title = f"{card.record.dot} {card.record.name}  ({card.record.number})"
    if not whole:
        return [kit.HeaderBlock(text=plain_text(title, 150))]
    said = [
        say(_("{label}: {value}", label=label, value=value), reader) for label, value in _facts(card, reader) if value
    ]
    short = [plain_text(line, COLUMN_AT_MOST) for line in said if len(line) <= COLUMN_AT_MOST]
    columns = [kit.SectionBlock(fields=short[start : start + FIELDS]) for start in range(0, len(short), FIELDS)]
    long = [_plain(line) for line in said if len(line) > COLUMN_AT_MOST]
    return [kit.HeaderBlock(text=plain_text(title, 150)), *columns, *long]


def _facts(card: Card, reader: Reader) -> Iterator[tuple[str, str | None]]:
    """What is known of the client, by the labels of the form it was added with."""
    record = card.record
    yield say(_("Status"), reader), card.status.label(reader.locale) if card.status else "–"
    yield say(_("Owner"), reader), card.owner or "–"
    if record.kind is RecordKind.CONTACT:
        yield say(_("Company"), reader), record.company_name
    yield say(_("Channel"), reader), card.details.get("channel")
    for one in TOOLBOX[f"add-{record.kind.value}"].fields if f"add-{record.kind.value}" in TOOLBOX else ():
        if one.name in card.details and one.name not in NAMES:
            yield say(one.label, reader), _said(one, card.details[one.name], reader)


def _said(one: Field, value: Any, reader: Reader) -> str | None:
    """A choice by its label; everything else as it was typed."""
    options = one.options if isinstance(one, Choice) else ()
    return next((say(option.label, reader) for option in options if option.key == value), value)


def _plain(text: str) -> Any:
    return kit.SectionBlock(text=plain_text(text, 3000))


def _alike(session: Session, member: Member, card: Card) -> list[Any]:
    """Whom this client looks like; a button for whoever may make one of the two."""
    able, found = _at_hand(session, member), duplicates.of(session, member, card.record)
    return [
        merging.suggestion(
            one,
            Reader.member(member),
            may=all(able.may(merge.NAME, each.owner) for each in (card.record, one.other)),
        )
        for one in found
    ]


def _people(session: Session, member: Member, card: Card) -> list[Any]:
    if card.record.kind is not RecordKind.COMPANY:
        return []
    found = contacts.of(session, member, card.record, count=card_people.ON_THE_CARD)
    return card_people.lines(found, Reader.member(member))


def _at_hand(session: Session, member: Member) -> Member:
    """Whoever may do something with the clients of their group needs to be known with it."""
    of_group = any(member.reach(name) is Scope.GROUP for name in FORMS)
    return members.reader(session, member.slack_user, *FORMS) if of_group else member


def _buttons(card: Card, member: Member, reader: Reader) -> Any:
    number = str(card.record.number)
    buttons = [kit.ButtonElement(action_id=ALL_ACTIONS, text=say(_("Toolbox"), reader), value=number)]
    if member.reach("info") is not Scope.NONE:
        buttons.insert(0, kit.ButtonElement(action_id=ADD_INFO, text="+ Info", value=number, style="primary"))
    if card.company:
        company = str(card.company.number)
        buttons.append(kit.ButtonElement(action_id=picker.OPEN, text=plain(card.company.name), value=company))
    for action in (TOOLBOX[name] for name in FORMS if member.may(name, card.record.owner)):
        style = "danger" if action.removes else None
        title = say(action.title, reader)
        buttons.append(kit.ButtonElement(action_id=f"{FORM}{action.name}", text=title, value=number, style=style))
    return kit.ActionsBlock(elements=buttons)


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
    if not (at.isdecimal() and entry.isdecimal()) or len(entry) > KEY_AT_MOST:
        return None
    seconds, micro = divmod(int(at), 1_000_000)
    try:
        return datetime.fromtimestamp(seconds, tz=UTC).replace(microsecond=micro), int(entry)
    except (ValueError, OverflowError, OSError):
        return None
