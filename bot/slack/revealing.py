"""A check box that asks for more: its details come and go in the same view, and what was typed stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.slack.clicks import Click, listener
from bot.slack.context import Caller, Door
from bot.slack.form import VALUE, Form, input_blocks
from bot.slack.modal import ACT, SENT_BACK
from crm.actions import TOOLBOX
from crm.domain.field import Field

# The check boxes of all forms that ask for more once they are ticked.
REVEALING = sorted({one.under for action in TOOLBOX.values() for one in action.fields if one.under})


def register(app: AsyncApp, door: Door) -> None:
    for name in REVEALING:
        app.action({"block_id": name, "action_id": VALUE})(listener(door, reveal))


async def reveal(click: Click) -> None:
    """Nothing is read but the member's language."""
    view = click.body.get("view") or {}
    action = TOOLBOX.get(str(view.get("callback_id", "")).removeprefix(ACT))
    box = str(click.action.get("block_id", ""))
    under = [one for one in action.fields if one.under == box] if action else []
    if not under:
        return
    reader = await click.door.meet(Caller.of(click.body))
    form = Form(reader=reader, now=click.door.desk.clock.now())
    shown = revealed(view, box, under if click.action.get("selected_options") else [], form)
    await click.client.views_update(view_id=view["id"], view=shown)


def revealed(view: Mapping[str, Any], box: str, fields: Sequence[Field], form: Form) -> dict[str, Any]:
    """The same view with these fields below the box, and no others that belong there."""
    details = {one.name for action in TOOLBOX.values() for one in action.fields if one.under == box}
    blocks: list[Any] = []
    for block in view["blocks"]:
        if block.get("block_id") not in details:
            blocks.append(block)
        if block.get("block_id") == box:
            blocks += [one.to_dict() for one in input_blocks(fields, form, {box})]
    return {**{key: view[key] for key in SENT_BACK if view.get(key)}, "blocks": blocks}
