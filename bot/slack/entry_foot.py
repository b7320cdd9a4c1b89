"""What stands below a whole entry: who was told, and what can be done about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from slack_sdk.models import blocks as kit

from bot.slack.form import plain, plain_text
from bot.slack.message import OPEN_CARD
from crm.actions import ACTIONS
from crm.actions.edit_entry import text_of
from crm.actions.mute import OFF, ON
from crm.domain.access import Member
from crm.domain.appointments import Answer
from crm.domain.delivery import Channel, DeliveryState
from crm.domain.i18n import Text, _
from crm.domain.reasons import reason
from crm.domain.timeline import Comment, Entry
from crm.domain.undoing import may_undo
from crm.store.session import Session
from crm.views import ledger
from crm.views.ledger import Notice
from templates.catalogue import Reader, say
from templates.near import near

ACCEPT_TIME = "entry:accept-time:"
EDIT = "entry:edit"
MOVE = "entry:move"
UNDO_HERE = "entry:undo:here"
MUTE = "entry:mute"
TOLD_WHOM = "entry:told"
NOTICES_AT_MOST = 50
PROPOSALS_AT_MOST = 5
MAILED = _("{name}: mailed {when}")
POSTED = _("{name}: posted {when}")
TOLD = _("{name}: told in Slack {when}")
WAITS = _("{name}: waits")
WAITS_UNTIL = _("{name}: waits until {when}")
WHY: Mapping[DeliveryState, tuple[Text, Text]] = {
    DeliveryState.OWED: (WAITS, _("{name}: waits ({reason})")),
    DeliveryState.CLAIMED: (WAITS, _("{name}: waits ({reason})")),
    DeliveryState.SKIPPED: (_("{name}: not told"), _("{name}: not told ({reason})")),
    DeliveryState.BOUNCED: (_("{name}: the mail came back"), _("{name}: the mail came back ({reason})")),
    DeliveryState.FAILED: (_("{name}: failed"), _("{name}: failed ({reason})")),
}


def told(session: Session, entry: Entry, reader: Reader, now: datetime) -> list[Any]:
    """What became of each person's notice, and of the message in the channel."""
    lines = dict.fromkeys(line(one, reader, now) for one in ledger.told(session, entry))
    shown = "\n".join(list(lines)[:NOTICES_AT_MOST])
    return [kit.ContextBlock(block_id="told", elements=[plain_text(shown, 2000)])] if shown else []


def line(one: Notice, reader: Reader, now: datetime, named: str = "") -> str:
    """``Julien Rochat: mailed today 10:31``; ``named`` stands in the place of the name."""
    name = named or one.to
    if one.state not in WHY:
        sent = MAILED if one.channel is Channel.MAIL else POSTED if one.to.startswith("#") else TOLD
        return say(Text(sent.msgid, {"name": name, "when": near(one.finished_at or one.due_at, now, reader)}), reader)
    if one.state is DeliveryState.OWED and not one.attempts and one.due_at > now:
        return say(Text(WAITS_UNTIL.msgid, {"name": name, "when": near(one.due_at, now, reader)}), reader)
    without, with_reason = WHY[one.state]
    chosen = with_reason if one.reason else without
    return say(Text(chosen.msgid, {"name": name, "reason": reason(one.reason)}), reader)


def about_hearing(entry: Entry, reader: Reader, *, muted: bool) -> list[Any]:
    """Who was told, and to hear no more of it. The value says what the click is for, so that two are one."""
    words = say(_("Unmute") if muted else _("Mute"), reader)
    return [
        kit.ButtonElement(action_id=TOLD_WHOM, text=say(_("Who was told?"), reader), value=entry.number),
        kit.ButtonElement(action_id=MUTE, text=words, value=f"{entry.number} {OFF if muted else ON}"),
    ]


def buttons(entry: Entry, member: Member, reader: Reader, now: datetime) -> list[Any]:
    """To its client's card, and to undo it for whoever may. The value names this view, so that two clicks are one."""
    found = []
    if entry.records:
        number = str(entry.records[0].number)
        found.append(kit.ButtonElement(action_id=OPEN_CARD, text=say(_("Open the card"), reader), value=number))
    if text_of(ACTIONS.get(entry.action)) and entry.author == member.id and not entry.undone:
        found.append(kit.ButtonElement(action_id=EDIT, text=say(_("Edit"), reader), value=entry.number))
    if movable(entry, member):
        found.append(kit.ButtonElement(action_id=MOVE, text=say(_("Move a comment"), reader), value=entry.number))
    if not (entry.undone or entry.final) and may_undo(
        member, author=entry.author, created_at=entry.created_at, now=now
    ):
        value = f"{entry.number} {int(now.timestamp() * 1000)}"
        found.append(
            kit.ButtonElement(
                action_id=UNDO_HERE, text=say(_("Undo"), reader), value=value, confirm=confirmation(reader)
            )
        )
    return [*found, *_proposals(entry, member, reader, now)]


def _proposals(entry: Entry, member: Member, reader: Reader, now: datetime) -> Iterator[Any]:
    """To each other time that somebody proposes, for whoever may move it."""
    theirs = member.id in {entry.author, entry.responsible} or member.role.name == "admin"
    if entry.appointment is None or not theirs:
        return
    times = [one.proposed[0] for one in entry.appointment.guests if one.answer is Answer.PROPOSED and one.proposed]
    for place, at in enumerate(sorted({one for one in times if one > now})[:PROPOSALS_AT_MOST]):
        words = plain(say(_("Move to {when}", when=near(at, now, reader)), reader))
        yield kit.ButtonElement(action_id=f"{ACCEPT_TIME}{place}", text=words, value=f"{entry.number} {at.isoformat()}")


def movable(entry: Entry, member: Member) -> list[Comment]:
    """The comments that this member may move: their own, all under their own entry, all for an administrator."""
    every = entry.author == member.id or member.role.name == "admin"
    return [one for one in entry.comments if every or one.author_id == member.id]


def confirmation(reader: Reader) -> Any:
    return kit.ConfirmObject(
        title=say(_("Undo"), reader),
        text=kit.PlainTextObject(text=say(_("Put back what this entry changed, and strike it through?"), reader)),
        confirm=say(_("Undo"), reader),
        deny=say(_("Keep it"), reader),
    )
