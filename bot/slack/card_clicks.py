"""What is clicked on a card: its filter, its people, their pages. Every step takes the place of the one before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.slack import card_filter, card_people, cards, picker
from bot.slack.card_filter import Shown
from bot.slack.clicks import Click, listener
from bot.slack.context import Caller, Door
from bot.slack.message import OPEN_CARD
from bot.slack.modal import alerted, refusal
from bot.slack.replies import answer_in_time
from crm.domain.access import Member
from crm.domain.clients import RecordNumber
from crm.domain.errors import NotFound, Refused
from crm.domain.sought import EVERYTHING, Sought
from crm.store.session import Session
from templates.catalogue import say


def register(app: AsyncApp, door: Door) -> None:
    for name in (cards.OLDER, cards.NEWEST, card_filter.BACK):
        app.action(name)(listener(door, same_card))
    for name in (picker.OPEN, OPEN_CARD, card_filter.CLEAR):
        app.action(name)(listener(door, show_card))
    app.action(card_filter.OPEN)(listener(door, open_filter))
    app.action(card_people.ALL)(listener(door, show_people))
    app.view(card_filter.CALLBACK)(_filtered(door))


async def show_card(click: Click) -> None:
    """A client's card: from a message, from the namesakes, from another card or list."""
    await _card(click, EVERYTHING)


async def same_card(click: Click) -> None:
    """Another page of a card; what is looked for stays."""
    shown = Shown.read(click.body.get("view") or {})
    await _card(click, shown.sought if shown.number == click.number else EVERYTHING)


async def _card(click: Click, sought: Sought) -> None:
    number, before = click.number, click.value.partition(" ")[2]
    now = click.door.desk.clock.now()

    def card(session: Session, member: Member) -> dict[str, Any]:
        if number is None:
            raise NotFound(what=click.value[:40])
        return cards.card_view(session, member, number, now, before=before, sought=sought)

    await click.show(card)


async def open_filter(click: Click) -> None:
    shown = Shown.read(click.body.get("view") or {})
    await click.show(lambda session, member: card_filter.view(session, member, shown))


async def show_people(click: Click) -> None:
    number, after = click.number, RecordNumber.read(click.value.partition(" ")[2])

    def people(session: Session, member: Member) -> dict[str, Any]:
        if number is None:
            raise NotFound(what=click.value[:40])
        return card_people.view(session, member, number, after)

    await click.show(people)


def _filtered(door: Door) -> Any:
    """“Show”: the card takes the form's place, or the form says what is wrong in it."""

    async def on_submission(ack: Any, body: Mapping[str, Any], view: Mapping[str, Any], client: Any) -> None:
        caller, number = Caller.of(body), Shown.read(view).number
        try:
            sought = card_filter.asked(view["state"])
            if number is None:
                raise NotFound(what="?")
        except Refused as refused:
            await ack(**refusal(view, refused, await door.meet(caller)))
            return
        await answer_in_time(door, ack, client, body, _made(door, caller, view, number, sought))

    return on_submission


async def _made(
    door: Door, caller: Caller, view: Mapping[str, Any], number: RecordNumber, sought: Sought
) -> dict[str, Any]:
    now = door.desk.clock.now()
    try:
        return await door.ask(
            caller, lambda session, member: cards.card_view(session, member, number, now, sought=sought)
        )
    except Refused as refused:
        return alerted(view, [say(one.text, door.reader(caller)) for one in refused.problems])
