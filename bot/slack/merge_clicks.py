"""Choosing what a client is merged with: from those that look alike, or by its name."""

from __future__ import annotations

from functools import partial

from slack_bolt.async_app import AsyncApp

from bot.slack import cards, merging, picker
from bot.slack.clicks import Click, form, listener
from bot.slack.context import Door
from bot.slack.form import VALUE
from bot.slack.modal import Context
from bot.slack.opening import Wanted
from crm.actions import merge
from crm.domain.clients import RecordNumber


def register(app: AsyncApp, door: Door) -> None:
    app.action({"block_id": merge.WITH.name, "action_id": VALUE})(listener(door, pick_second))
    app.action(merging.COMPARE)(listener(door, compare))


async def pick_second(click: Click) -> None:
    """The other client was picked: the same view shows both."""
    view = click.body.get("view") or {}
    context = Context.read(view.get("private_metadata", ""))
    first, second = RecordNumber.read(context.client), picker.chosen(view.get("state") or {}, merge.WITH.name)
    if first is not None and second:
        await _show(click, (first, *second), context)


async def compare(click: Click) -> None:
    """A look-alike was pressed, on a card or where the other client is chosen."""
    numbers = tuple(one for one in map(RecordNumber.read, click.value.split()) if one)
    view = click.body.get("view") or {}
    on_card = view.get("callback_id") == cards.CALLBACK
    context = Context(card=str(click.number or "")) if on_card else Context.read(view.get("private_metadata", ""))
    await _show(click, numbers, context, push=on_card)


async def _show(click: Click, numbers: tuple[RecordNumber, ...], context: Context, *, push: bool = False) -> None:
    wanted = Wanted(numbers=numbers, context=context)
    make = partial(form, name=merge.NAME, wanted=wanted, now=click.door.desk.clock.now())
    await click.show(make, merge.NAME, push=push)
