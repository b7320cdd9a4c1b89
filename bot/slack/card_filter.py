"""What of an infobox is shown: a small form in the card's place, and the line on the card that says it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_skeleton
from slack_sdk.models import blocks as kit
from slack_sdk.models.views import View

from bot.slack.form import VALUE, option, plain_text
from crm.actions import TOOLBOX
from crm.domain.access import Member
from crm.domain.clients import RecordNumber
from crm.domain.errors import NotFound, Refused
from crm.domain.i18n import Text, _
from crm.domain.sought import EVERYTHING, WORDS_AT_MOST, Sought
from crm.store.session import Session
from crm.views import infobox
from templates import words
from templates.catalogue import Reader, known_locale, say

CALLBACK = "card:filter"
OPEN = "card:filter"
CLEAR = "card:clear"
BACK = "card:back"
AUTHOR = "author"
LABELS: Mapping[str, Text] = {
    "since": _("From"),
    "until": _("Until"),
    "action": _("Action"),
    AUTHOR: _("Author"),
    "words": _("Words"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """What a card shows, kept in its view: the client, and what of its infobox."""

    number: RecordNumber | None = None
    sought: Sought = EVERYTHING

    def __str__(self) -> str:
        return json.dumps({"card": str(self.number or ""), **self.sought.as_row()}, ensure_ascii=False)

    @classmethod
    def read(cls, view: Mapping[str, Any]) -> Shown:
        """As if anybody had written it."""
        try:
            found = json.loads(view.get("private_metadata") or "{}")
            return cls(number=RecordNumber.read(str(found["card"])), sought=Sought.read(found))
        except (ValueError, TypeError, KeyError, AttributeError, Refused):
            return cls()


def view(session: Session, member: Member, shown: Shown) -> dict[str, Any]:
    """The form, with what is looked for already."""
    reader, sought = Reader.member(member), shown.sought
    return View(
        type="modal",
        callback_id=CALLBACK,
        private_metadata=str(shown),
        title=say(_("Filter the infobox"), reader),
        submit=say(_("Show"), reader),
        close=say(_("Close"), reader),
        blocks=[
            *(_input(name, _day(getattr(sought, name)), reader) for name in ("since", "until")),
            _input("action", _actions(sought, reader), reader),
            _input(AUTHOR, _people(session, sought, reader), reader),
            _input("words", _words(sought), reader),
            kit.ActionsBlock(elements=[_button(BACK, _("Back"), shown, reader)]),
        ],
    ).to_dict()


def _input(name: str, element: Any, reader: Reader) -> Any:
    return kit.InputBlock(block_id=name, label=say(LABELS[name], reader), element=element, optional=True)


def _day(known: str) -> Any:
    return kit.DatePickerElement(action_id=VALUE, initial_date=known or None)


def _actions(sought: Sought, reader: Reader) -> Any:
    options = [option(one.name, say(one.title, reader)) for one in TOOLBOX.values() if not one.hands_over]
    return kit.StaticSelectElement(
        action_id=VALUE,
        placeholder=say(_("All"), reader),
        options=options,
        initial_option=next((one for one in options if one.value == sought.action), None),
    )


def _people(session: Session, sought: Sought, reader: Reader) -> Any:
    try:
        known = infobox.author(session, sought)
    except NotFound:
        known = None
    return kit.ExternalDataSelectElement(
        action_id=VALUE,
        placeholder=say(_("Everybody"), reader),
        min_query_length=0,
        initial_option=option(sought.author, known.name) if known else None,
    )


def _words(sought: Sought) -> Any:
    return kit.PlainTextInputElement(
        action_id=VALUE, initial_value=sought.words or None, max_length=WORDS_AT_MOST, multiline=False
    )


def asked(state: Mapping[str, Any]) -> Sought:
    """What the form says now.

    Raises:
        Refused: a day that is none, or the last before the first.
    """
    found = {name: element.get(VALUE) or {} for name, element in state.get("values", {}).items()}
    return Sought.read({name: _value(element) for name, element in found.items()})


def _value(element: Mapping[str, Any]) -> str | None:
    chosen = element.get("selected_option") or {}
    found: str | None = element.get("selected_date") or element.get("value") or chosen.get("value")
    return found


def buttons(shown: Shown, reader: Reader) -> list[Any]:
    """For the card: to look for something, and to see everything again."""
    found = [_button(OPEN, _("Filter"), shown, reader)]
    return [*found, _button(CLEAR, _("Clear the filter"), shown, reader)] if shown.sought else found


def _button(action: str, label: Text, shown: Shown, reader: Reader) -> Any:
    return kit.ButtonElement(action_id=action, text=say(label, reader), value=str(shown.number))


def line(session: Session, sought: Sought, reader: Reader) -> list[Any]:
    """What the card shows of the infobox, if not all."""
    if not sought:
        return []
    said = say(_("Shown: {what}", what=" · ".join(_said(session, sought, reader))), reader)
    return [kit.ContextBlock(block_id="shown", elements=[plain_text(said, 2000)])]


def _said(session: Session, sought: Sought, reader: Reader) -> Iterator[str]:
    for name in ("since", "until"):
        if day := getattr(sought, name):
            local = format_skeleton("yMMMd", date.fromisoformat(day), locale=known_locale(reader.locale))
            yield f"{say(LABELS[name], reader)} {local}"
    if sought.action:
        yield words.title(sought.action, reader)
    if author := infobox.author(session, sought):
        yield author.name
    if sought.words:
        yield say(_("“{text}”", text=sought.words), reader)
