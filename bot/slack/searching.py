"""Searching the notes: words on top, what was found below them, in one view."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from slack_sdk.models import blocks as kit
from slack_sdk.models.views import View

from bot.slack import entries
from bot.slack.context import Caller, Door
from bot.slack.entries import Page
from bot.slack.form import VALUE, plain_text
from bot.slack.replies import open_view
from crm.domain import folding
from crm.domain.access import Member
from crm.domain.i18n import Text, _
from crm.domain.sought import WORDS_AT_MOST
from crm.store.session import Session
from crm.views import searching
from templates.catalogue import Reader, say

CALLBACK = "search"
OLDER = "search:older"
NEWEST = "search:newest"
WORDS = "words"
# What `/crm` understands beside the names of actions.
NAMES = frozenset({"search", "chercher", "recherche", "rechercher", "suche", "suchen"})
HINT = _("Type a few words; each begins a word of the note or of a comment.")


def wanted(text: str) -> str | None:
    """What is searched for, if a text behind `/crm` asks for that."""
    first, _space, rest = text.partition(" ")
    return rest.strip() if folding.fold(first) in NAMES else None


async def open_search(door: Door, body: Mapping[str, Any], client: Any, respond: Any, words: str) -> None:
    make = partial(view, words=words, now=door.desk.clock.now())
    await open_view(door, client, body, lambda: door.ask(Caller.of(body), make), respond)


def view(session: Session, member: Member, *, words: str, now: datetime, before: int | None = None) -> dict[str, Any]:
    """What was found for some words, a page of it, each entry with its clients."""
    words = words[:WORDS_AT_MOST]
    page, found = Page.of(session, member, now), searching.found(session, member, words, before=before)
    words = found.meant or words
    blocks: list[Any] = [_input(words, page.reader), *_instead(found.meant, page.reader)]
    for entry in found.entries:
        blocks += entries.lines(entry, page, None)
    if not found.entries:
        nothing = _("Nothing was found for “{text}”.", text=words) if words else HINT
        blocks.append(kit.SectionBlock(text=plain_text(say(nothing, page.reader), 3000)))
    buttons = [*([_button(NEWEST, _("Newest"), "newest", page.reader)] if before else [])]
    buttons += [_button(OLDER, _("Older"), str(found.older), page.reader)] if found.older else []
    blocks += [kit.ActionsBlock(elements=buttons)] if buttons else []
    return View(
        type="modal",
        callback_id=CALLBACK,
        private_metadata=words,
        title=say(_("Search the notes"), page.reader),
        submit=say(_("Search"), page.reader),
        close=say(_("Close"), page.reader),
        blocks=blocks,
    ).to_dict()


def _instead(meant: str, reader: Reader) -> list[Any]:
    if not meant:
        return []
    said = say(_("Nobody wrote that; this is what was found for “{text}”.", text=meant), reader)
    return [kit.ContextBlock(elements=[plain_text(said, 2000)])]


def _input(words: str, reader: Reader) -> Any:
    element = kit.PlainTextInputElement(action_id=VALUE, initial_value=words or None, max_length=WORDS_AT_MOST)
    label = say(_("Words of notes and comments"), reader)
    return kit.InputBlock(block_id=WORDS, label=label, element=element, optional=True)


def _button(action: str, words: Text, value: str, reader: Reader) -> Any:
    return kit.ButtonElement(action_id=action, text=say(words, reader), value=value)
