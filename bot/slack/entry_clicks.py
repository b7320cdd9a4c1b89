"""What is clicked on a whole entry; it stays open and shows what is true then, and so does the card below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.slack import entries, entry_foot
from bot.slack.below import draw_card
from bot.slack.card_filter import Shown
from bot.slack.clicks import Click, listener
from bot.slack.context import Caller, Door
from bot.slack.message import READ
from bot.slack.modal import Context, alerted
from crm.actions import ACTIONS
from crm.domain.errors import Refused
from crm.domain.i18n import Text, _
from templates.catalogue import say

DONE = _("Done. The entry stays readable, struck through.")


def register(app: AsyncApp, door: Door) -> None:
    app.action(READ)(listener(door, read_entry))
    app.action(entry_foot.UNDO_HERE)(listener(door, undo_here))


async def read_entry(click: Click) -> None:
    """The whole entry, laid over the card."""
    card = str(Shown.read(click.body.get("view") or {}).number or "")
    door = click.door
    make = partial(entries.entry_view, token=click.value, now=door.desk.clock.now(), card=card, links=door.links)
    await click.show(make, push=True)


async def undo_here(click: Click) -> None:
    """Undo, in the entry's own view. Its button does it once: a second click would undo the undoing."""
    caller, view = Caller.of(click.body), click.body.get("view") or {}
    number = click.value.partition(" ")[0]
    try:
        done = await click.door.desk.perform(
            caller.team,
            ACTIONS["undo"],
            actor=caller.user,
            inputs={"entry": number},
            source=f"slack:undo:{click.value[:100]}",
        )
    except Refused as refused:
        await again(click, view, number, [problem.text for problem in refused.problems], "warning")
        return
    await again(click, view, number, done.notes or [DONE], "success")
    await draw_card(click.door, caller, click.client, view)


async def again(click: Click, view: Mapping[str, Any], number: str, said: Sequence[Text], level: str) -> None:
    """The view as it is to be now, with what there is to say on top."""
    door, caller = click.door, Caller.of(click.body)
    card = Context.read(view.get("private_metadata", "")).card
    now = door.desk.clock.now()
    try:
        shown = await door.ask(caller, partial(entries.entry_view, token=number, now=now, card=card, links=door.links))
    except Refused:
        shown = dict(view)
    lines = [say(one, door.reader(caller)) for one in said]
    await click.client.views_update(view_id=view["id"], view=alerted(shown, lines, level))
