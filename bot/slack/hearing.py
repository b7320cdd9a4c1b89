"""Who was told of an entry, person by person; and the button that mutes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.models.views import View

from bot.slack import entry_clicks
from bot.slack.clicks import Click, listener
from bot.slack.context import Caller, Door
from bot.slack.entry_foot import MUTE, TOLD_WHOM, line
from bot.slack.form import plain
from bot.slack.message import run, spoken
from bot.slack.modal import TITLE_AT_MOST
from crm.actions.mute import ACTION, OFF, ON
from crm.domain.access import Member
from crm.domain.delivery import DeliveryKind
from crm.domain.errors import NotFound, Refused
from crm.domain.i18n import Text, _
from crm.domain.timeline import Comment, Entry, entry_number
from crm.store.session import Session
from crm.views import entries, hearing
from crm.views.hearing import Hearing
from crm.views.ledger import Notice
from templates.catalogue import Reader, say
from templates.near import near

CALLBACK = "entry:told"
PEOPLE_AT_MOST = 90  # a block each, of the hundred that a view may have
NOTICES_AT_MOST = 30
NOTHING = _("Nothing yet.")
MUTED = _("Muted. You hear no more of this entry; your own reminders still come.")
UNMUTED = _("You are told of this entry again from now on.")


def register(app: AsyncApp, door: Door) -> None:
    app.action(TOLD_WHOM)(listener(door, open_told))
    app.action(MUTE)(listener(door, mute))


async def open_told(click: Click) -> None:
    await click.show(partial(view, token=click.value, now=click.door.desk.clock.now()), push=True)


def view(session: Session, member: Member, *, token: str, now: datetime) -> dict[str, Any]:
    """Everybody whom the entry concerns: what each was told, when and how, or why not.

    Raises:
        NotFound: no such entry, or none that this member may see.
    """
    number = entry_number(token)
    entry = entries.entry(session, member, number) if number else None
    if entry is None:
        raise NotFound(what=token[:40])
    reader = Reader.member(member)
    found = hearing.of_entry(session, entry)
    blocks: list[Any] = [_person(place, one, entry, reader, now) for place, one in enumerate(found[:PEOPLE_AT_MOST])]
    if len(found) > PEOPLE_AT_MOST:
        rest = say(_("And {count} more.", count=len(found) - PEOPLE_AT_MOST), reader)
        blocks.append(spoken("rest", run(rest)))
    return View(
        type="modal",
        callback_id=CALLBACK,
        title=plain(say(_("Who was told?"), reader), TITLE_AT_MOST),
        close=say(_("Close"), reader),
        blocks=blocks,
    ).to_dict()


def _person(place: int, one: Hearing, entry: Entry, reader: Reader, now: datetime) -> Any:
    comments = {each.id: each for each in entry.comments}
    lines = [line(each, reader, now, named=_about(each, comments, reader, now)) for each in one.notices]
    dropped = len(lines) - NOTICES_AT_MOST
    if dropped > 0:
        lines = [say(_("{count} earlier ones", count=dropped), reader), *lines[-NOTICES_AT_MOST:]]
    lines += [say(each, reader) for each in one.whys]
    said = "".join(f"\n{each}" for each in lines)
    return spoken(f"told:{place}", run(one.name, bold=True), run(said or f"\n{say(NOTHING, reader)}"))


def _about(one: Notice, comments: Mapping[int, Comment], reader: Reader, now: datetime) -> str:
    if one.comment is not None:
        comment = comments.get(one.comment)
        if comment is None:
            return say(_("A comment that was deleted"), reader)
        return say(_("Comment by {name}, {when}", name=comment.author, when=near(comment.at, now, reader)), reader)
    return say(_("Reminder") if one.kind is DeliveryKind.REMINDER else _("Entry"), reader)


async def mute(click: Click) -> None:
    """In the entry's own view, which stays open. The button says what it does, so that a second click is the same."""
    caller, body_view = Caller.of(click.body), click.body.get("view") or {}
    number, _space, wish = click.value.partition(" ")
    wish = wish if wish in {ON, OFF} else ON
    said: list[Text]
    try:
        await click.door.desk.perform(
            caller.team,
            ACTION,
            actor=caller.user,
            inputs={"entry": number, "mute": wish},
            source=f"slack:mute:{body_view.get('id', '')}:{body_view.get('hash', '')}:{wish}",
        )
    except Refused as refused:
        said, level = [problem.text for problem in refused.problems], "warning"
    else:
        said, level = [UNMUTED if wish == OFF else MUTED], "success"
    await entry_clicks.again(click, body_view, number, said, level)
