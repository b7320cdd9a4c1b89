"""Whatever is pressed, picked or ticked in the list of clients; every step shows in the same view."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.slack import cards, list_filters
from bot.slack import listing as lists
from bot.slack.clicks import Click, listener
from bot.slack.context import Caller, Door
from bot.slack.form import inputs_of
from bot.slack.listing import Shown, key_of, list_name, list_view
from bot.slack.modal import SENT_BACK, refusal
from crm.actions import ACTIONS, export
from crm.domain.access import Member, Scope
from crm.domain.errors import NotFound, Refused
from crm.domain.filters import Filters
from crm.domain.i18n import Text, _
from crm.store.session import Session
from crm.views import selecting
from templates.catalogue import Reader

KEPT = _("Saved. “/clients” opens with these filters from now on.")


def register(app: AsyncApp, door: Door) -> None:
    steps: Mapping[str, Callable[[Click, Shown], Shown]] = {
        lists.NEXT: _next_page,
        lists.SEARCH_ON: _next_page,
        lists.EARLIER: lambda _click, shown: shown.earlier_page(),
        list_filters.RESET: lambda _click, shown: shown.narrowed(Filters()),
    }
    for action, step in steps.items():
        app.action(action)(listener(door, partial(_turn, step=step)))
    app.action(re.compile(f"^{list_filters.PICK}"))(listener(door, pick))
    app.action(lists.TICK)(listener(door, tick))
    app.action(lists.ALL_FOUND)(listener(door, select_all))
    app.action(lists.NOTHING)(listener(door, select_nothing))
    app.action(lists.CARD)(listener(door, show_card))
    app.action(list_filters.MORE)(listener(door, more_filters))
    app.action(list_filters.KEEP)(listener(door, keep_filters))
    app.view(list_filters.CALLBACK)(_filtered(door))


def _shown(click: Click) -> Shown:
    return Shown.read(click.body["view"].get("private_metadata", ""))


def _next_page(click: Click, shown: Shown) -> Shown:
    return shown.next_page(key_of(click.value)) if click.value.isdecimal() else shown


async def _turn(click: Click, *, step: Callable[[Click, Shown], Shown]) -> None:
    await show(click, step(click, _shown(click)))


async def show(click: Click, shown: Shown, told: Sequence[Text] = (), level: str = "warning") -> None:
    """The list in its own place."""
    name, now = list_name(click.body["view"]), click.door.desk.clock.now()

    def view(session: Session, member: Member) -> dict[str, Any]:
        return list_view(session, member, shown, now, name=name, told=told, level=level)

    await click.show(view)


async def pick(click: Click) -> None:
    """An option of the row of filters."""
    name = click.action["action_id"].removeprefix(list_filters.PICK)
    value = str((click.action.get("selected_option") or {}).get("value", list_filters.ANY))
    shown = _shown(click)
    filters = Filters.kept(list_filters.picked(shown.filters, name, value))
    await show(click, shown.narrowed(filters))


async def tick(click: Click) -> None:
    """A box was ticked or cleared: kept at once, and counted. The rest of the view stays as it stands."""
    number = lists.ticked_number(str(click.action.get("block_id", "")))
    if number is None:
        return
    given = {"add" if click.action.get("selected_options") else "drop": [str(number)]}
    if await select(click, **given):
        await click.show(partial(_counted, view=click.body["view"]))


def _counted(session: Session, member: Member, *, view: Mapping[str, Any]) -> dict[str, Any]:
    """The same view with its boxes as they are kept, and the number of those that are selected."""
    reader = Reader.member(member)
    numbers = {str(one.number) for one in selecting.chosen(session, member, list_name(view))}
    exportable = member.reach(export.NAME) is not Scope.NONE
    blocks: list[Any] = []
    for block in view["blocks"]:
        if block.get("block_id") == "found":
            blocks += [block, *(one.to_dict() for one in lists.bar(len(numbers), 1, reader, exportable=exportable))]
        elif block.get("block_id") != lists.BAR:
            blocks.append(_ticked(block, numbers))
    return {**{key: view[key] for key in SENT_BACK if view.get(key)}, "blocks": blocks}


def _ticked(block: Mapping[str, Any], numbers: set[str]) -> Mapping[str, Any]:
    number = lists.ticked_number(str(block.get("block_id", "")))
    if number is None:
        return block
    box = {key: value for key, value in block["elements"][0].items() if key != "initial_options"}
    ticked = {"initial_options": box["options"]} if str(number) in numbers else {}
    return {**block, "elements": [{**box, **ticked}]}


async def select(click: Click, **given: Any) -> bool:
    """Change what is selected; what cannot be is told on the list."""
    caller, name = Caller.of(click.body), list_name(click.body["view"])
    try:
        await click.door.desk.perform(
            caller.team,
            ACTIONS["select"],
            actor=caller.user,
            inputs={"list": name, **given},
            source=f"slack:select:{click.body.get('trigger_id')}",
        )
    except Refused as refused:
        await show(click, _shown(click).drawn_anew(), [one.text for one in refused.problems])
        return False
    return True


async def select_all(click: Click) -> None:
    """All that the filters find, on every page, beside what is selected already."""
    if await select(click, found=_shown(click).filters):
        await show(click, _shown(click).drawn_anew())


async def select_nothing(click: Click) -> None:
    if await select(click, nothing="yes"):
        await show(click, _shown(click).drawn_anew())


async def show_card(click: Click) -> None:
    """The card of a line, laid over the list."""
    number, now = click.number, click.door.desk.clock.now()

    def card(session: Session, member: Member) -> dict[str, Any]:
        if number is None:
            raise NotFound(what=click.value[:40])
        return cards.card_view(session, member, number, now)

    await click.show(card, push=True)


async def more_filters(click: Click) -> None:
    """The form with all filters, laid over the list."""
    shown = _shown(click)
    await click.show(partial(list_filters.form, filters=shown.filters, kept=str(shown)), push=True)


async def keep_filters(click: Click) -> None:
    caller, shown = Caller.of(click.body), _shown(click)
    await click.door.desk.perform(
        caller.team,
        ACTIONS["keep-filters"],
        actor=caller.user,
        inputs={"filters": shown.filters},
        source=f"slack:keep:{click.body.get('trigger_id')}",
    )
    await show(click, shown, [KEPT], "info")


def _filtered(door: Door) -> Any:
    """The form with all filters comes back: the list below it shows what they find."""

    async def on_submission(ack: Any, body: Mapping[str, Any], view: Mapping[str, Any], client: Any) -> None:
        caller, now = Caller.of(body), door.desk.clock.now()
        reader = await door.meet(caller)
        try:
            filters = Filters.read(inputs_of(view["state"]))
        except Refused as refused:
            await ack(**refusal(view, refused, reader))
            return
        shown, name = Shown.read(view.get("private_metadata", "")).narrowed(filters), list_name(view)
        await ack()
        found = await door.ask(caller, lambda session, member: list_view(session, member, shown, now, name=name))
        await client.views_update(view_id=view["previous_view_id"], view=found)

    return on_submission
