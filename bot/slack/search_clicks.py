"""What is clicked and sent while searching the notes; every step takes the place of the one before."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.slack import picker, searching
from bot.slack.clicks import Click, listener
from bot.slack.context import Caller, Door
from bot.slack.form import VALUE
from bot.slack.modal import refusal_view
from bot.slack.replies import answer_in_time
from crm.domain.errors import Refused


def register(app: AsyncApp, door: Door) -> None:
    app.action(picker.SEARCH)(listener(door, look))
    for name in (searching.OLDER, searching.NEWEST):
        app.action(name)(listener(door, look))
    app.view(searching.CALLBACK)(_submitted(door))


async def look(click: Click) -> None:
    """An empty form, or another page of what was found."""
    words = str((click.body.get("view") or {}).get("private_metadata") or "")
    kept = words if click.action["action_id"] != picker.SEARCH else ""
    before = int(click.value) if click.action["action_id"] == searching.OLDER and click.value.isdecimal() else None
    await click.show(partial(searching.view, words=kept, now=click.door.desk.clock.now(), before=before))


def _submitted(door: Door) -> Any:
    async def on_submission(ack: Any, body: Mapping[str, Any], view: Mapping[str, Any], client: Any) -> None:
        caller = Caller.of(body)
        words = (view["state"]["values"].get(searching.WORDS, {}).get(VALUE) or {}).get("value") or ""
        await answer_in_time(door, ack, client, body, _made(door, caller, words))

    return on_submission


async def _made(door: Door, caller: Caller, words: str) -> dict[str, Any]:
    try:
        return await door.ask(caller, partial(searching.view, words=words, now=door.desk.clock.now()))
    except Refused as refused:
        return refusal_view(refused, door.reader(caller))
