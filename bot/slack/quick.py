"""Shortcuts, modified at once: each click is one step, and the list is drawn anew in the same place."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.models import blocks as kit
from slack_sdk.models.views import View

from bot.slack import home, toolbox
from bot.slack.clicks import Click, listener
from bot.slack.context import Caller, Door
from bot.slack.form import plain, plain_text
from bot.slack.message import bold
from bot.slack.modal import alerted
from bot.slack.toolbox import Stand
from crm.actions import ACTIONS
from crm.domain.access import Member
from crm.domain.action import Action
from crm.domain.errors import Refused
from crm.domain.i18n import Text, _
from crm.domain.shortcuts import AT_MOST, Step
from crm.store.session import Session
from crm.views.shortcuts import quick_access
from templates.catalogue import Reader, say

log = structlog.get_logger()
CALLBACK = "shortcuts"
STEP = "shortcut:"
OFFER = "shortcuts:offer"
ICONS: Mapping[Step, str] = {Step.ADD: "➕", Step.REMOVE: "✖", Step.UP: "▲", Step.DOWN: "▼"}
# An icon says nothing to whoever listens to the page.
SPOKEN: Mapping[Step, str] = {
    Step.ADD: _("Add {name}").msgid,
    Step.REMOVE: _("Remove {name}").msgid,
    Step.UP: _("Move {name} up").msgid,
    Step.DOWN: _("Move {name} down").msgid,
}
OFFERED = _("Done. Everybody who has not changed their shortcuts begins with yours.")


def register(app: AsyncApp, door: Door) -> None:
    app.action(toolbox.FIRST)(listener(door, first_level))
    app.action(toolbox.ALL)(listener(door, second_level))
    app.action(toolbox.MODIFY)(listener(door, modify))
    app.action(re.compile(f"^{STEP}"))(listener(door, step))
    app.action(OFFER)(listener(door, offer))


async def first_level(click: Click) -> None:
    await click.show(partial(toolbox.view, stand=Stand.of(click.body.get("view") or {})))


async def second_level(click: Click) -> None:
    await click.show(partial(toolbox.all_actions, stand=Stand.of(click.body.get("view") or {})))


async def modify(click: Click) -> None:
    await click.show(partial(view, stand=Stand.of(click.body.get("view") or {})))


async def step(click: Click) -> None:
    what = click.action["action_id"].removeprefix(STEP)
    await _do(click, "shortcuts", {"shortcut": click.value, "step": what})


async def offer(click: Click) -> None:
    await _do(click, "default-shortcuts", {}, OFFERED)


async def _do(click: Click, operation: str, inputs: Mapping[str, Any], done: Text | None = None) -> None:
    """Perform a click and show what stands then; of two quick clicks the second waits for the first."""
    door, caller, shown = click.door, Caller.of(click.body), click.body.get("view")
    if not shown:
        # Not where we put it: the list itself is shown.
        await modify(click)
        return
    stand = Stand.of(shown)
    async with door.turns.setdefault(caller, asyncio.Lock()):
        said, level = await _performed(click, operation, inputs, done)
        try:
            now = await door.ask(caller, partial(view, stand=stand))
        except Refused:
            now = shown
        lines = [say(one, door.reader(caller)) for one in said]
        await click.client.views_update(view_id=shown["id"], view=alerted(now, lines, level) if lines else now)
        if stand.home:
            await home.publish(door, caller, click.client)


async def _performed(
    click: Click, operation: str, inputs: Mapping[str, Any], done: Text | None
) -> tuple[Sequence[Text], str]:
    """What is to be said about it, and how. Slack numbers clicks by their time: the same one is done once."""
    caller = Caller.of(click.body)
    source = f"slack:click:{click.body['view']['id']}:{click.action.get('action_ts', '')}"
    try:
        await click.door.desk.perform(caller.team, ACTIONS[operation], actor=caller.user, inputs=inputs, source=source)
    except Refused as refused:
        log.info("refused", user=caller.user, action=operation, why=str(refused))
        return [problem.text for problem in refused.problems], "warning"
    return [done] if done else [], "success"


def view(session: Session, member: Member, stand: Stand) -> dict[str, Any]:
    """The shortcuts with what can be done to each, then everything that may be added."""
    reader, found = Reader.member(member), quick_access(session, member)
    hint = _("At most {limit}. “/toolbox 3” opens the third.", limit=AT_MOST)
    blocks: list[Any] = [_ways(member, reader), kit.ContextBlock(elements=[plain_text(say(hint, reader), 2000)])]
    for place, action in enumerate(found.shortcuts):
        blocks += _shortcut(action, place, len(found.shortcuts), reader)
    if not found.shortcuts:
        blocks.append(_plain(_("Nothing is at hand."), reader))
    if found.others and found.full:
        blocks.append(_plain(_("{limit} shortcuts are the most. Remove one first.", limit=AT_MOST), reader))
    elif found.others:
        blocks.append(toolbox.heading(_("More to add"), reader))
        blocks += [_other(action, reader) for action in found.others]
    return View(
        type="modal",
        callback_id=CALLBACK,
        private_metadata=str(stand),
        title=say(_("Modify shortcuts"), reader),
        close=say(_("Close"), reader),
        blocks=blocks,
    ).to_dict()


def _ways(member: Member, reader: Reader) -> Any:
    buttons = [kit.ButtonElement(action_id=toolbox.FIRST, text=say(_("Back"), reader), value="back")]
    if member.role.name == "admin":
        words = say(ACTIONS["default-shortcuts"].title, reader)
        sure = kit.ConfirmObject(
            title=words,
            text=kit.PlainTextObject(
                text=say(_("Everybody who has not changed their shortcuts begins with yours."), reader)
            ),
            confirm=say(_("Use mine"), reader),
            deny=say(_("Cancel"), reader),
        )
        buttons.append(kit.ButtonElement(action_id=OFFER, text=words, value="offer", confirm=sure))
    return kit.ActionsBlock(block_id="ways", elements=buttons)


def _shortcut(action: Action, place: int, count: int, reader: Reader) -> Sequence[Any]:
    """A step that leads nowhere has no button."""
    steps = [*([Step.UP] if place else []), *([Step.DOWN] if place < count - 1 else []), Step.REMOVE]
    text = f"*{place + 1}.*  {_named(action, reader)}"
    return (
        kit.SectionBlock(block_id=f"shortcut:{action.name}", text=kit.MarkdownTextObject(text=text, verbatim=True)),
        kit.ActionsBlock(block_id=f"steps:{action.name}", elements=[_button(one, action, reader) for one in steps]),
    )


def _other(action: Action, reader: Reader) -> Any:
    text = kit.MarkdownTextObject(text=_named(action, reader), verbatim=True)
    return kit.SectionBlock(block_id=f"other:{action.name}", text=text, accessory=_button(Step.ADD, action, reader))


def _named(action: Action, reader: Reader) -> str:
    return f"{action.icon}  *{bold(say(action.title, reader))}*"


def _button(what: Step, action: Action, reader: Reader) -> Any:
    spoken = Text(SPOKEN[what], {"name": say(action.title, reader)})
    return kit.ButtonElement(
        action_id=f"{STEP}{what}",
        text=ICONS[what],
        value=action.name,
        accessibility_label=plain(say(spoken, reader)),
    )


def _plain(words: Text, reader: Reader) -> Any:
    return kit.SectionBlock(text=plain_text(say(words, reader), 3000))
