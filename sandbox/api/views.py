"""views.*: modals and Home tabs."""

from __future__ import annotations

from typing import Any

from sandbox.api.call import Call, Method, kinds
from sandbox.box import Box
from sandbox.completing import completed
from sandbox.errors import Refused
from sandbox.rules.blocks import HOME, MODAL
from sandbox.rules.judge import view_problems

Node = dict[str, Any]

DEFAULTS: Node = {"private_metadata": "", "callback_id": "", "external_id": ""}
MODAL_DEFAULTS: Node = {"close": None, "submit": None, "submit_disabled": False}


def view_of(box: Box, given: Any, surface: str) -> Node:
    """A view as Slack keeps it, from what an app sent."""
    problems = view_problems(given)
    if any("view_too_large" in one for one in problems):
        raise Refused("view_too_large")
    if not problems and given["type"] != surface:
        problems = [f"unsupported type: {given['type']} (allowed here: {surface}) [json-pointer:/view/type]"]
    if problems:
        raise Refused("invalid_arguments", *problems)
    app, team = box.app, box.workspace.team_id
    about = {"team_id": team, "app_id": app.id, "app_installed_team_id": team, "bot_id": app.bot_id}
    flags = {"clear_on_close": False, "notify_on_close": False, "state": {"values": {}}}
    made: Node = DEFAULTS | (MODAL_DEFAULTS if surface == MODAL else {}) | flags | given | about
    for part in ("title", "submit", "close"):
        if made.get(part):
            made[part] = {**made[part], "emoji": made[part].get("emoji", True)}
    return made | {"blocks": completed(given["blocks"])}


def open_(call: Call) -> Node:
    """A modal for the one who caused the trigger."""
    view = view_of(call.box, call.args["view"], MODAL)
    trigger = call.box.triggers.take(call.text("trigger_id"))
    return shown(call.box, trigger.user, call.box.workspace.views.open(trigger.user, view))


def push(call: Call) -> Node:
    """A modal on top of the one that the trigger came from."""
    view = view_of(call.box, call.args["view"], MODAL)
    trigger, views = call.box.triggers.take(call.text("trigger_id")), call.box.workspace.views
    if not trigger.view or not views.find(id_=trigger.view):
        raise Refused("not_found")
    return shown(call.box, trigger.user, views.push(trigger.user, view))


def update(call: Call) -> Node:
    views = call.box.workspace.views
    if not call.text("view_id") and not call.text("external_id"):
        raise Refused("invalid_arguments", "missing required field: view_id or external_id")
    found = views.find(id_=call.text("view_id"), external=call.text("external_id"))
    if found is None:
        raise Refused("not_found")
    user, old = found
    view = view_of(call.box, call.args["view"], old["type"])
    if call.text("hash") and call.text("hash") != old["hash"]:
        raise Refused("hash_conflict")
    return shown(call.box, user, views.replace(user, old, view))


def publish(call: Call) -> Node:
    user, views = call.text("user_id"), call.box.workspace.views
    if (call.box.app.feature("app_home") or {}).get("home_tab_enabled") is False:
        raise Refused("not_enabled")
    call.box.workspace.member(user)
    view = view_of(call.box, call.args["view"], HOME)
    old = views.homes.get(user)
    if call.text("hash") and (old is None or call.text("hash") != old["hash"]):
        raise Refused("hash_conflict")
    return shown(call.box, user, views.publish(user, view))


def shown(box: Box, user: str, view: Node) -> Node:
    box.news.tell("home" if view["type"] == HOME else "view", user=user, view=view["id"])
    return {"view": dict(view)}


METHODS = (
    Method(
        name="views.open",
        run=open_,
        takes=kinds(text="trigger_id interactivity_pointer", json="view"),
        needs=("trigger_id", "view"),
        each_minute=100,
    ),
    Method(
        name="views.push",
        run=push,
        takes=kinds(text="trigger_id interactivity_pointer", json="view"),
        needs=("trigger_id", "view"),
        each_minute=100,
    ),
    Method(
        name="views.update",
        run=update,
        takes=kinds(text="view_id external_id hash", json="view"),
        needs=("view",),
        each_minute=100,
    ),
    Method(
        name="views.publish",
        run=publish,
        takes=kinds(text="user_id hash", json="view"),
        needs=("user_id", "view"),
        each_minute=100,
    ),
)
