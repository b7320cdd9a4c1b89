"""`/upcoming`: what somebody still has to do, and a manager's group; every step takes the place of the one before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk.models import blocks as kit
from slack_sdk.models.views import View

from bot.slack import agenda, feed, spoken
from bot.slack.cards import read_key
from bot.slack.context import Caller, Door
from bot.slack.entries import Page
from bot.slack.form import plain, plain_text
from bot.slack.modal import TITLE_AT_MOST
from bot.slack.replies import open_view
from crm.domain.access import Member
from crm.domain.folding import words
from crm.domain.i18n import Text, _
from crm.domain.reminders import When
from crm.store.planned import Key
from crm.store.session import Session
from crm.views.upcoming import Agenda, Of, Part, upcoming
from templates.catalogue import Reader, say

CALLBACK = "upcoming"
SHOW = "upcoming:show:"
EACH = 9  # rows of a part: four parts of them, with their titles, are what a view can hold
ALONE = 40  # rows of a part that is shown alone
GROUP = (["group"], ["groupe"], ["gruppe"], ["team"], ["equipe"])
EMPTY = _("Nothing waits for you. Give an action a date and time to come, and it stands here.")
EMPTY_GROUP = _("Nothing waits for anybody in your group.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Stand:
    """What a view of it shows: whose, and of one part where it goes on from."""

    of: Of = Of.MINE
    when: When | None = None
    after: Key | None = None

    def __str__(self) -> str:
        key = f"{int(self.after[0].timestamp() * 1_000_000)} {self.after[1]}" if self.after else ""
        return json.dumps([self.of.value, self.when.value if self.when else "", key])

    @classmethod
    def read(cls, text: str) -> Stand:
        """What we wrote once, or the beginning of it all."""
        try:
            of, when, key = json.loads(text)
            return cls(of=Of(of), when=When(when) if when else None, after=read_key(key))
        except (ValueError, TypeError, AttributeError):
            return cls()


async def open_upcoming(door: Door, body: Mapping[str, Any], client: Any, respond: Any) -> None:
    """`/upcoming`, or `/upcoming group` for whoever leads one."""
    now = door.desk.clock.now()
    stand = Stand(of=Of.GROUP if words(spoken.typed(body))[:1] in GROUP else Of.MINE)

    def make(session: Session, member: Member) -> dict[str, Any]:
        return view(session, member, stand, now)

    await open_view(door, client, body, lambda: door.ask(Caller.of(body), make), respond)


def view(session: Session, member: Member, stand: Stand, now: datetime) -> dict[str, Any]:
    parts = (stand.when,) if stand.when else tuple(When)
    at_most = ALONE if stand.when else EACH
    found = upcoming(session, member, now, of=stand.of, parts=parts, at_most=at_most, after=stand.after)
    page = Page.of(session, member, now)
    reader = page.reader
    blocks = [*_head(found, stand, reader)]
    for when in parts:
        blocks += _part(found.parts[when], page, stand)
    if not found.count:
        blocks.append(
            kit.SectionBlock(text=plain_text(say(EMPTY if stand.of is Of.MINE else EMPTY_GROUP, reader), 3000))
        )
    return View(
        type="modal",
        callback_id=CALLBACK,
        private_metadata=str(stand),
        title=plain(say(_("Upcoming"), reader), TITLE_AT_MOST),
        close=say(_("Close"), reader),
        blocks=blocks,
    ).to_dict()


def _head(found: Agenda, stand: Stand, reader: Reader) -> list[Any]:
    buttons = []
    if stand.when:
        buttons.append(_to(Stand(of=stand.of), _("Back"), reader))
    if found.leads:
        other = Of.MINE if stand.of is Of.GROUP else Of.GROUP
        buttons.append(_to(Stand(of=other), _("Mine") if other is Of.MINE else _("My group"), reader))
    return [kit.ActionsBlock(block_id="head", elements=[*buttons, feed.button(reader)])]


def _to(stand: Stand, words: Text, reader: Reader) -> Any:
    number = f"{stand.of.value}:{stand.when.value if stand.when else 'all'}:{'on' if stand.after else ''}"
    return kit.ButtonElement(action_id=f"{SHOW}{number}", text=say(words, reader), value=str(stand))


def _part(part: Part, page: Page, stand: Stand) -> list[Any]:
    if not part.count:
        return []
    title = say(_("{title} ({count})", title=agenda.TITLES[part.when], count=part.count), page.reader)
    blocks: list[Any] = [kit.HeaderBlock(text=plain_text(title, 150))]
    for line in part.lines:
        blocks += agenda.row(line, page)
    if part.after:
        on = Stand(of=stand.of, when=part.when, after=part.after)
        elements = [_to(on, _("More"), page.reader)]
        blocks.append(kit.ActionsBlock(block_id=f"more:{part.when.value}", elements=elements))
    return blocks
