"""A member's own address for copies of their mails is made, and made anew."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.slack import copies
from bot.slack.clicks import Click, listener
from bot.slack.context import Caller, Door
from crm.actions.log_address import ACTION, GIVE, RENEW


def register(app: AsyncApp, door: Door, show: Any) -> None:
    """``show`` draws the view anew in which the button stands."""

    async def wished(click: Click) -> None:
        caller = Caller.of(click.body)
        await door.desk.perform(
            caller.team,
            ACTION,
            actor=caller.user,
            inputs={"wish": click.action["action_id"].removeprefix(copies.WISH)},
            # The value is the address that stands: one button makes one new one.
            source=f"slack:copies:{caller.user}:{click.value[:100]}",
        )
        await show(click)

    for wish in (GIVE, RENEW):
        app.action(f"{copies.WISH}{wish}")(listener(door, wished))
