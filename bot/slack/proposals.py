"""Another time that somebody invited has proposed: one click moves the action there, and asks everybody anew."""

from __future__ import annotations

import re

from slack_bolt.async_app import AsyncApp

from bot.slack.below import draw_card
from bot.slack.clicks import Click, listener
from bot.slack.context import Caller, Door
from bot.slack.entry_clicks import again
from bot.slack.entry_foot import ACCEPT_TIME
from crm.actions import ACTIONS
from crm.domain.errors import Refused
from crm.domain.i18n import _

MOVED = _("Moved. Everybody invited is asked anew.")


def register(app: AsyncApp, door: Door) -> None:
    app.action(re.compile(f"^{ACCEPT_TIME}"))(listener(door, move_there))


async def move_there(click: Click) -> None:
    """The entry's own view stays open and shows the new time."""
    caller, view = Caller.of(click.body), click.body.get("view") or {}
    number, _space, at = click.value.partition(" ")
    try:
        await click.door.desk.perform(
            caller.team,
            ACTIONS["reschedule"],
            actor=caller.user,
            inputs={"entry": number, "when": at},
            source=f"slack:moved:{click.value[:60]}:{view.get('id', '')}",
        )
    except Refused as refused:
        await again(click, view, number, [problem.text for problem in refused.problems], "warning")
        return
    await again(click, view, number, [MOVED], "success")
    await draw_card(click.door, caller, click.client, view)
