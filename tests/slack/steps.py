"""The toolbox as a person goes through it: one modal, updated in place at every step."""

from __future__ import annotations

from tests.slack.filling import filled, inputs


def headings(view):
    return [block["text"]["text"] for block in view["blocks"] if block["type"] == "header"]


def opens(view):
    """The actions whose forms can be opened, in order."""
    ids = [block.get("block_id", "") for block in view["blocks"]]
    return [one.removeprefix("open:") for one in ids if one.startswith("open:")]


def listed(view):
    ids = [block.get("block_id", "") for block in view["blocks"]]
    return [one.removeprefix("shortcut:") for one in ids if one.startswith("shortcut:")]


def buttons(view):
    found = {}
    for block in view["blocks"]:
        for one in [*block.get("elements", ()), block.get("accessory", {})]:
            if one.get("type") == "button":
                found[one["action_id"], one["value"]] = one
    return found


def way(view, action):
    return next(one for (name, _value), one in buttons(view).items() if name == action)


def chosen(view):
    """The client that a step begins with, wherever it is kept."""
    kept = [word for word in view.get("private_metadata", "").split() if word.startswith("C")]
    option = inputs(view)["client"]["element"].get("initial_option") if inputs(view) else None
    return option["value"] if option else next(iter(kept), None)


class Steps:
    """A modal that is updated in place: what it shows now, and what a click makes of it."""

    def __init__(self, person, slack, view):
        self.person, self.slack, self.shown = person, slack, view

    async def press(self, button, **state):
        values = {block: {"v": one} for block, one in filled(self.shown).items()} | state
        before = len(self.slack.said("views.update"))
        await self.person.click(button, view={**self.shown, "id": "V1", "state": {"values": values}})
        self.shown = self.slack.said("views.update")[before]["view"]
        return self.shown

    async def go(self, action, **state):
        return await self.press(way(self.shown, action), **state)

    async def step(self, what, name):
        return await self.press(buttons(self.shown)[f"shortcut:{what}", name])
