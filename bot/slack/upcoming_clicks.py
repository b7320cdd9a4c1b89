"""Done, snoozed, rescheduled, wherever a row of an agenda stands; it says at once what is true now."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.models.views import View

from bot.slack import bulletins, doing, entries, home, upcoming
from bot.slack.below import draw_card
from bot.slack.clicks import Click, listener
from bot.slack.context import Caller, Door
from bot.slack.form import Form, input_blocks, inputs_of, plain
from bot.slack.modal import SAVE, TITLE_AT_MOST, Context, alerted, refusal
from bot.slack.replies import whisper
from bot.slack.upcoming import Stand
from bot.slack.web_api import error_of
from crm.actions import ACTIONS
from crm.domain.access import Member
from crm.domain.errors import NotFound, Refused
from crm.domain.i18n import Text, _
from crm.domain.reminders import Snooze
from crm.domain.timeline import entry_number
from crm.store.session import Session
from crm.views import entries as views
from templates.catalogue import Reader, say

log = structlog.get_logger()
FORM = "upcoming:form:"
DETAILS = ("duration", "place")  # of what stands in calendars
REMINDED = _("You are reminded as you wish.")


def register(app: AsyncApp, door: Door) -> None:
    app.action(doing.DONE)(listener(door, done))
    app.action(doing.SNOOZE)(listener(door, snooze))
    app.action(doing.REMIND_ME)(listener(door, remind))
    app.action(doing.RESCHEDULE)(listener(door, reschedule))
    app.action(re.compile(f"^{upcoming.SHOW}"))(listener(door, show))
    for name in ("reschedule", "snooze"):
        app.view(f"{FORM}{name}")(_submitted(door, name))


async def show(click: Click) -> None:
    await click.show(partial(upcoming.view, stand=Stand.read(click.value), now=click.door.desk.clock.now()))


async def done(click: Click) -> None:
    await _perform(click, "done", {"entry": click.value.partition(" ")[0]}, click.value)


async def snooze(click: Click) -> None:
    """One of the times that are offered; another is asked for in a form."""
    chosen = str((click.action.get("selected_option") or {}).get("value", ""))
    entry, _space, rest = chosen.partition(" ")
    until = rest.partition(" ")[0]
    if until == Snooze.OWN:
        await _open(click, "snooze", entry)
    else:
        await _perform(click, "snooze", {"entry": entry, "until": until}, chosen)


async def remind(click: Click) -> None:
    chosen = str((click.action.get("selected_option") or {}).get("value", ""))
    entry, _space, rest = chosen.partition(" ")
    await _perform(click, "remind", {"entry": entry, "remind": rest.partition(" ")[0]}, chosen, said=REMINDED)


async def reschedule(click: Click) -> None:
    await _open(click, "reschedule", click.value.partition(" ")[0])


async def _perform(click: Click, name: str, inputs: Mapping[str, Any], value: str, *, said: Text | None = None) -> None:
    """A message is drawn anew by whoever carries it; a view by us."""
    caller = Caller.of(click.body)
    await click.door.meet(caller)
    refused: Refused | None = None
    try:
        source = f"slack:{name}:{caller.user}:{value[:100]}"
        await click.door.desk.perform(caller.team, ACTIONS[name], actor=caller.user, inputs=inputs, source=source)
    except Refused as exc:
        log.info("refused", user=caller.user, action=name, why=str(exc))
        refused = exc
    view = click.body.get("view") or {}
    told = [problem.text for problem in refused.problems] if refused else [said] if said else []
    if view.get("type") == "home":
        await home.publish(click.door, caller, click.client)
    if view.get("callback_id") == upcoming.CALLBACK:
        await _draw(click.door, caller, click.client, view["id"], Stand.read(view.get("private_metadata", "")), told)
    elif view.get("callback_id") == entries.CALLBACK:
        await _draw_entry(click.door, caller, click.client, view, str(inputs["entry"]), told)
    else:
        await _tick(click, caller, refused)
        for text in told:
            await whisper(click.door, click.client, click.body, text, click.respond)


async def _tick(click: Click, caller: Caller, refused: Refused | None) -> None:
    """A digest or an answer is carried by nobody a second time: the message itself is changed."""
    block = str(click.action.get("block_id", ""))
    anew = bulletins.ticked(click.body.get("message") or {}, block, click.door.reader(caller))
    if anew and not refused and click.respond:
        await click.respond(**anew)


async def _draw(door: Door, caller: Caller, client: Any, view_id: str, stand: Stand, said: list[Text]) -> None:
    make = partial(upcoming.view, stand=stand, now=door.desk.clock.now())
    shown = alerted(await door.ask(caller, make), [say(one, door.reader(caller)) for one in said])
    try:
        await client.views_update(view_id=view_id, view=shown)
    except SlackApiError as exc:
        log.info("slack.view_not_refreshed", error=error_of(exc))


async def _draw_entry(
    door: Door, caller: Caller, client: Any, view: Mapping[str, Any], token: str, said: list[Text]
) -> None:
    card = Context.read(view.get("private_metadata", "")).card
    make = partial(entries.entry_view, token=token, now=door.desk.clock.now(), card=card, links=door.links)
    shown = alerted(await door.ask(caller, make), [say(one, door.reader(caller)) for one in said])
    await client.views_update(view_id=view["id"], view=shown)
    await draw_card(door, caller, client, view)


async def _open(click: Click, name: str, token: str) -> None:
    """The form is laid over the list, which shows afterwards what is true then."""
    view = click.body.get("view") or {}
    listed = view.get("private_metadata", "") if view.get("callback_id") == upcoming.CALLBACK else ""
    make = partial(form_view, name=name, token=token, listed=listed, now=click.door.desk.clock.now())
    await click.show(make, push=True)


def form_view(
    session: Session, member: Member, *, name: str, token: str, now: datetime, listed: str = ""
) -> dict[str, Any]:
    """Another time for an entry, or for its reminder.

    Raises:
        NotFound: no such entry, or none that this member may see.
    """
    number = entry_number(token)
    entry = views.entry(session, member, number) if number else None
    action = ACTIONS[name]
    field = action.field("when")
    if entry is None or field is None:
        raise NotFound(what=token[:40])
    reader = Reader.member(member)
    values: dict[str, Any] = {"when": entry.occurred_at if entry.upcoming(now) else now}
    fields = [field]
    if name == "reschedule" and entry.appointment is not None:
        fields += [one for one in action.fields if one.name in DETAILS]
        values |= {"duration": str(entry.appointment.minutes), "place": entry.appointment.place}
    form = Form(reader=reader, now=now, values=values)
    return View(
        type="modal",
        callback_id=f"{FORM}{name}",
        private_metadata=str(Context(entry=entry.number, listed=listed)),
        title=plain(say(action.title, reader), TITLE_AT_MOST),
        submit=say(SAVE, reader),
        close=say(_("Cancel"), reader),
        blocks=input_blocks(fields, form),
    ).to_dict()


def _submitted(door: Door, name: str) -> Any:
    async def on_submission(ack: Any, body: Mapping[str, Any], view: Mapping[str, Any], client: Any) -> None:
        caller, context = Caller.of(body), Context.read(view.get("private_metadata", ""))
        more: dict[str, Any] = {"until": Snooze.OWN.value} if name == "snooze" else {}
        more |= {"details": True} if "place" in view["state"]["values"] else {}
        inputs = {**inputs_of(view["state"]), "entry": context.entry, **more}
        try:
            await door.desk.perform(
                caller.team, ACTIONS[name], actor=caller.user, inputs=inputs, source=f"slack:view:{view['id']}"
            )
        except Refused as refused:
            log.info("refused", user=caller.user, action=name, why=str(refused))
            await ack(**refusal(view, refused, await door.meet(caller)))
            return
        await ack()
        if context.listed and view.get("previous_view_id"):
            await _draw(door, caller, client, view["previous_view_id"], Stand.read(context.listed), [])

    return on_submission
