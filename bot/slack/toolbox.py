"""The toolbox as a modal, in two levels: what the member has at hand, and everything they may do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from slack_sdk.models import blocks as kit
from slack_sdk.models.views import View

from bot.slack import picker
from bot.slack.form import plain, plain_text
from bot.slack.message import bold, escaped
from bot.slack.opening import Wanted, form_view
from crm.domain.access import Member
from crm.domain.action import Action
from crm.domain.clients import Record, RecordNumber
from crm.domain.drawers import DRAWERS
from crm.domain.errors import Refused
from crm.domain.i18n import Text, _, ngettext
from crm.domain.shortcuts import AT_MOST
from crm.store.session import Session
from crm.views import clients, members
from crm.views.shortcuts import quick_access
from templates.catalogue import Reader, say

CALLBACK = "toolbox"
OPEN = "open:"
FIRST = "toolbox:first"
ALL = "toolbox:all"
MODIFY = "toolbox:modify"
NUMBERED = re.compile(r"([1-9][0-9]?)(?:\s+(.*))?", re.DOTALL)
NO_ROLE = _("Your role does not allow any action yet. An administrator can change that.")
NOTHING_AT_HAND = _("Nothing is at hand. “Modify shortcuts” lets you choose, “All actions” shows what there is.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Stand:
    """What goes along from step to step of the toolbox: the client chosen, and whether it was opened from Home."""

    client: RecordNumber | None = None
    home: bool = False

    def __str__(self) -> str:
        return " ".join([*(["home"] if self.home else []), *([str(self.client)] if self.client else [])])

    @classmethod
    def of(cls, view: Mapping[str, Any]) -> Stand:
        """Where there is a field for the client, that counts; else what the view was given."""
        kept = str(view.get("private_metadata") or "").split()
        state = view.get("state") or {}
        found = (
            picker.chosen(state)
            if picker.CLIENT in state.get("values", {})
            else [number for one in kept if (number := RecordNumber.read(one))]
        )
        return cls(client=found[0] if found else None, home="home" in kept or view.get("type") == "home")


def asked(session: Session, member: Member, text: str, now: datetime) -> dict[str, Any]:
    """`/toolbox`, `/toolbox Acme`, `/toolbox 3 Acme`: the toolbox, or the form of the third shortcut.

    Raises:
        Refused: there are not so many shortcuts.
    """
    numbered = NUMBERED.fullmatch(text)
    if not numbered:
        return view(session, member, text)
    place, rest = int(numbered[1]), numbered[2] or ""
    shortcuts = quick_access(session, member).shortcuts
    if place <= len(shortcuts):
        action = shortcuts[place - 1]
        ready = members.reader(session, member.slack_user, action.name)
        return form_view(session, ready, action, Wanted(text=rest), now)
    if rest or place > AT_MOST:
        # A client may begin with a number, too.
        return view(session, member, text)
    raise Refused.because(
        ngettext(
            "Your quick access holds {count} shortcut. “/toolbox” shows it.",
            "Your quick access holds {count} shortcuts. “/toolbox” shows them.",
            len(shortcuts),
        )
    )


def view(session: Session, member: Member, text: str = "", stand: Stand | None = None) -> dict[str, Any]:
    """The first level: quick access, and the ways to everything else; a client that is named is chosen already."""
    reader = Reader.member(member)
    blocks = quick(session, member, reader) if members.toolbox(member) else [_plain(NO_ROLE, reader)]
    return _modal(_("Toolbox"), session, member, blocks, stand or Stand(), text)


def all_actions(session: Session, member: Member, stand: Stand) -> dict[str, Any]:
    """The second level: everything the member may do, in its drawers."""
    reader = Reader.member(member)
    blocks = [
        *drawers(members.toolbox(member), reader),
        kit.DividerBlock(),
        _buttons((FIRST, _("Back")), reader=reader),
    ]
    return _modal(_("All actions"), session, member, blocks, stand)


def _modal(
    title: Text, session: Session, member: Member, blocks: Sequence[Any], stand: Stand, text: str = ""
) -> dict[str, Any]:
    reader = Reader.member(member)
    record: Record | None = None
    if stand.client:
        record = clients.find_one(session, member, str(stand.client))
    elif text:
        record, _rest = clients.named(session, member, text)
    return View(
        type="modal",
        callback_id=CALLBACK,
        private_metadata=str(Stand(home=stand.home)),
        title=say(title, reader),
        close=say(_("Close"), reader),
        submit=say(_("Open the card"), reader),
        blocks=[picker.chooser(reader, record, optional=True), kit.DividerBlock(), *blocks],
    ).to_dict()


def quick(session: Session, member: Member, reader: Reader) -> list[Any]:
    """What the member has at hand, numbered as `/toolbox 3` counts it; below it the ways to everything else."""
    shortcuts = quick_access(session, member).shortcuts
    rows = [row(action, reader, OPEN, f"*{place}.*  ") for place, action in enumerate(shortcuts, 1)]
    return [
        heading(_("Quick access"), reader),
        *(rows or [_plain(NOTHING_AT_HAND, reader)]),
        _buttons((ALL, _("All actions")), (MODIFY, _("Modify shortcuts")), reader=reader),
    ]


def drawers(actions: Sequence[Action], reader: Reader) -> Iterator[Any]:
    """Each action with what it is for, and a button that opens its form; under the heading of its drawer."""
    for drawer, some in groupby(actions, key=lambda action: action.drawer):
        yield heading(DRAWERS[drawer], reader)
        yield from (row(action, reader, OPEN) for action in some)


def heading(words: Text, reader: Reader) -> Any:
    return kit.HeaderBlock(text=plain_text(say(words, reader), 150))


def _plain(words: Text, reader: Reader) -> Any:
    return kit.SectionBlock(text=plain_text(say(words, reader), 3000))


def _buttons(*buttons: tuple[str, Text], reader: Reader) -> Any:
    return kit.ActionsBlock(
        block_id="ways",
        elements=[
            kit.ButtonElement(action_id=name, text=plain(say(words, reader)), value=name) for name, words in buttons
        ],
    )


def row(action: Action, reader: Reader, button: str, place: str = "") -> kit.SectionBlock:
    """An action with what it is for, and a button of its own: ``button`` begins its id."""
    title = say(action.title, reader)
    return kit.SectionBlock(
        block_id=f"{button}{action.name}",
        text=kit.MarkdownTextObject(
            text=f"{place}{action.icon}  *{bold(title)}*\n{escaped(say(action.help, reader))}", verbatim=True
        ),
        accessory=kit.ButtonElement(
            action_id=f"{button}{action.name}",
            text=say(_("Open"), reader),
            value=action.name,
            accessibility_label=plain(say(_("Open {name}", name=title), reader)),
        ),
    )
