"""Acting on what is selected in the list: which action, its form, and what became of each client."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.models import blocks as kit
from slack_sdk.models.views import View

from bot.slack import listing as lists
from bot.slack.clicks import Click, listener
from bot.slack.context import Caller, Door
from bot.slack.form import Form, plain_text
from bot.slack.listing import Shown, list_name, list_view
from bot.slack.modal import Context, action_view, message_view, refusal
from bot.slack.progress import begun_view
from bot.slack.toolbox import row
from bot.slack.web_api import error_of
from crm.actions import TOOLBOX
from crm.domain.access import Member, Scope
from crm.domain.action import Action
from crm.domain.errors import NotAllowed, Refused
from crm.domain.fields import Moment, Status
from crm.domain.i18n import Text, _, ngettext
from crm.domain.jobs import AT_ONCE_AT_MOST
from crm.jobs import NOT_FOR_MANY, begin
from crm.store.session import Session
from crm.views import members
from crm.views.selecting import Sorted, acts_on_many, chosen, named
from scheduler.jobs import SLACK
from templates.catalogue import Reader, say

CALLBACK = "clients:act"
DO = "clients:do:"  # and the action's name
NOTHING_SELECTED = _("Nothing is selected. Tick some clients first.")
log = structlog.get_logger()


def register(app: AsyncApp, door: Door) -> None:
    app.action(lists.ACT_ON)(listener(door, choose))
    for action in TOOLBOX.values():
        if acts_on_many(action):
            app.action(f"{DO}{action.name}")(listener(door, open_form))


async def choose(click: Click) -> None:
    """What the member may do with the selection, laid over the list."""
    view = click.body["view"]
    await click.show(partial(_choice, name=list_name(view), listed=view.get("private_metadata", "")), push=True)


def _choice(session: Session, member: Member, *, name: str, listed: str) -> dict[str, Any]:
    reader = Reader.member(member)
    count = len(chosen(session, member, name))
    if not count:
        raise Refused.because(NOTHING_SELECTED)
    actions = [one for one in members.toolbox(member) if acts_on_many(one)]
    blocks: list[Any] = [_head(ngettext("{count} client selected", "{count} clients selected", count), reader)]
    blocks += [row(one, reader, DO) for one in actions]
    if not actions:
        blocks += [_head(problem.text, reader) for problem in NotAllowed().problems]
    return View(
        type="modal",
        callback_id=CALLBACK,
        private_metadata=listed,
        title=say(_("Selection"), reader),
        close=say(_("Back"), reader),
        blocks=blocks,
    ).to_dict()


def _head(text: Text, reader: Reader) -> kit.SectionBlock:
    return kit.SectionBlock(text=plain_text(say(text, reader), 3000))


async def open_form(click: Click) -> None:
    """The action's form in the place of the choice; the selected clients are named instead of asked for."""
    action = TOOLBOX[click.action["action_id"].removeprefix(DO)]
    view, now = click.body["view"], click.door.desk.clock.now()
    context = Context(selection=list_name(view), listed=view.get("private_metadata", ""))
    await click.show(partial(_form, action=action, context=context, now=now), action.name)


def _form(session: Session, member: Member, *, action: Action, context: Context, now: datetime) -> dict[str, Any]:
    if member.reach(action.name) is Scope.NONE:
        raise NotAllowed
    reader = Reader.member(member)
    found = Sorted.of(session, member, action, context.selection)
    if not found.going:
        raise Refused.because(found.left_out[0] if found.left_out else NOTHING_SELECTED)
    form = Form(
        reader=reader,
        now=now,
        statuses=members.statuses(session) if any(isinstance(one, Status) for one in action.fields) else (),
        values={one.name: now for one in action.fields if isinstance(one, Moment)},
    )
    names = named(found.going)
    told = [ngettext("{count} client: {names}", "{count} clients: {names}", len(found.going), names=names)]
    many = len(found.going) > AT_ONCE_AT_MOST
    hidden = {action.clients, *(NOT_FOR_MANY if many else ())}
    fields = [one for one in action.fields if one.name not in hidden]
    head = [_head(one, reader) for one in (*told, *found.left_out)]
    return action_view(action, form, context, fields=fields, head=head)


async def answer(
    door: Door, caller: Caller, action: Action, view: Mapping[str, Any], inputs: Mapping[str, Any]
) -> dict[str, Any]:
    """Do it with all that it may be done with; what Slack is to be answered names the others."""
    reader = await door.meet(caller)
    try:
        found = await _sorted(door, caller, action, view)
        if len(found.going) > AT_ONCE_AT_MOST:
            return await _begin(door, caller, action, view, inputs, found)
        told = await _perform(door, caller, action, view, inputs, found)
    except Refused as refused:
        log.info("refused", user=caller.user, action=action.name, why=str(refused))
        return refusal(view, refused, reader)
    return {"response_action": "update", "view": message_view(_("Saved"), told, reader)} if told else {}


async def _sorted(door: Door, caller: Caller, action: Action, view: Mapping[str, Any]) -> Sorted:
    name = Context.read(view.get("private_metadata", "")).selection
    found = await door.ask(caller, partial(Sorted.of, action=action, name=name), action.name)
    if not found.going:
        raise Refused.because(found.left_out[0] if found.left_out else NOTHING_SELECTED)
    return found


async def _begin(
    door: Door, caller: Caller, action: Action, view: Mapping[str, Any], inputs: Mapping[str, Any], found: Sorted
) -> dict[str, Any]:
    """So many are a job: it begins at once and goes on without the form. Whom it refuses it names in the end."""
    begun = await door.desk.begin(
        caller.team,
        partial(
            begin,
            action=action,
            actor=caller.user,
            inputs=inputs,
            clients=[one.id for one in (*found.going, *found.refused)],
            source=f"slack:view:{view['id']}",
            now=door.desk.clock.now(),
            shown=SLACK,
        ),
    )
    log.info("job.begun", user=caller.user, action=action.name, job=begun.job.number, repeat=begun.repeat)
    return {"response_action": "update", "view": begun_view(begun.job, door.reader(caller))}


async def _perform(
    door: Door, caller: Caller, action: Action, view: Mapping[str, Any], inputs: Mapping[str, Any], found: Sorted
) -> list[Text]:
    done = await door.desk.perform(
        caller.team,
        action,
        actor=caller.user,
        inputs={**inputs, action.clients or "": [str(one.number) for one in found.going]},
        source=f"slack:view:{view['id']}",
    )
    log.info("performed", user=caller.user, action=action.name, result=done.result, repeat=done.repeat)
    if not found.left_out:
        return []
    saved = ngettext("Saved for {count} client.", "Saved for {count} clients.", len(found.going))
    return [saved, *found.left_out]


async def refresh_list(door: Door, caller: Caller, client: Any, view: Mapping[str, Any]) -> None:
    """The list below the form shows what became of its clients; without it nothing is wrong."""
    below = view.get("previous_view_id")
    if not below:
        return
    shown, now = Shown.read(Context.read(view.get("private_metadata", "")).listed).drawn_anew(), door.desk.clock.now()
    make = partial(list_view, shown=shown, now=now, name=list_name(view))
    try:
        await client.views_update(view_id=below, view=await door.ask(caller, make))
    except Refused as refused:
        log.info("refused", user=caller.user, why=str(refused))
    except SlackApiError as exc:
        log.info("slack.list_not_refreshed", error=error_of(exc))
