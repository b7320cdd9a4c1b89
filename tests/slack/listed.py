"""The list of clients as somebody handles it: boxes, buttons and pages by what they say."""

from __future__ import annotations

MANY = 40


def with_ateliers(agency, count=MANY):
    """An agency with enough clients for some pages, all Emma's."""
    items = [
        ({"name": f"Atelier {place:02}", "city": "Genève", "owner": "emma"}, f"made:{place}") for place in range(count)
    ]
    agency.perform_many("add-company", by="nadia", items=items)
    return agency


def elements(view):
    """Every button, box and menu of a view with its block."""
    found = [(block, one) for block in view["blocks"] if block["type"] == "actions" for one in block["elements"]]
    return found + [(block, block["accessory"]) for block in view["blocks"] if "accessory" in block]


def button(view, action):
    return next(one for _block, one in elements(view) if one["action_id"] == action)


def has(view, action):
    return any(one["action_id"] == action for _block, one in elements(view))


def boxes(view):
    """The boxes of the list by the numbers of their clients."""
    return {
        one["options"][0]["value"]: (block, one) for block, one in elements(view) if one["action_id"] == "clients:tick"
    }


def names(view):
    return [one["options"][0]["text"]["text"] for _block, one in boxes(view).values()]


def ticked(view):
    return {number for number, (_block, one) in boxes(view).items() if one.get("initial_options")}


def said(view):
    return str([block for block in view["blocks"] if block["type"] in {"section", "context", "alert"}])


def placed(view, number="V1", below=None):
    """The view as Slack sends it back: with its place in the stack."""
    return {**view, "id": number, "root_view_id": "V1", "previous_view_id": below, "state": {"values": {}}, "hash": "1"}


async def opened(person, slack, text=""):
    await person.command(f"/clients {text}".strip())
    return placed(slack.said("views.open")[-1]["view"])


def updated(slack):
    return placed(slack.said("views.update")[-1]["view"])


async def pressed(person, slack, view, action):
    await person.click(button(view, action), view=view)
    return updated(slack)


async def tick(person, slack, view, number, *, on=True):
    block, box = boxes(view)[number]
    chosen = {"selected_options": box["options"] if on else []}
    await person.click({**box, **chosen, "block_id": block["block_id"]}, view=view)
    return updated(slack)


async def formed(person, slack, action, *, text="", select="clients:all"):
    """The form of an action for all that a list finds."""
    view = await pressed(person, slack, await opened(person, slack, text), select)
    await person.click(button(view, "clients:act"), view=view)
    choice = placed(slack.said("views.push")[-1]["view"], "V2", "V1")
    return placed(await pressed(person, slack, choice, f"clients:do:{action}"), "V2", "V1")
