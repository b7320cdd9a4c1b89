"""What is clicked on Home and nowhere else."""

from __future__ import annotations

from functools import partial

from slack_bolt.async_app import AsyncApp

from bot.slack import home_parts, listing
from bot.slack.clicks import Click, listener
from bot.slack.context import Door
from bot.slack.listing import Shown
from crm.domain.filters import ME, Filters


def register(app: AsyncApp, door: Door) -> None:
    app.action(home_parts.MY_CLIENTS)(listener(door, my_clients))


async def my_clients(click: Click) -> None:
    """The list, narrowed to one's own."""
    shown = Shown(filters=Filters(owner=ME))
    await click.show(partial(listing.list_view, shown=shown, now=click.door.desk.clock.now()))
