"""Submitting and closing forms, and what the app's answer does to them."""

from __future__ import annotations

from typing import Any

from sandbox.acting.filling import unfilled
from sandbox.acting.site import TROUBLE, Site, outcome
from sandbox.acting.state import FIELDS, state_of
from sandbox.api.views import view_of
from sandbox.completing import controls
from sandbox.courier.parcel import INTERACTIVE, Parcel
from sandbox.errors import Refused
from sandbox.rules.blocks import MODAL
from sandbox.rules.judge import submission_problems
from sandbox.triggers import Ticket

Node = dict[str, Any]


def open_view(site: Site, user: str, id_: str) -> Node:
    """The member's view of that id, which must be the one they see; without an id, the one on top."""
    top = site.box.workspace.views.top(user)
    if top is None or id_ not in ("", top["id"]):
        raise Refused("view_not_found")
    return top


async def submit(site: Site, user: str, asked: Node) -> Node:
    """Sends a form; ``values`` by block and action id, what is left out stays as it was filled in."""
    view = open_view(site, user, asked.get("view_id") or "")
    state = state_of(site.box, view["blocks"], asked.get("values") or {})
    if missing := unfilled(view, state):
        raise Refused("invalid_form", errors=missing)
    view["state"] = state
    payload = site.common(user) | {"type": "view_submission", "view": dict(view)}
    payload["response_urls"] = response_urls(site, user, view, state)
    payload["trigger_id"] = site.box.triggers.give(user, view["id"])
    parcel = Parcel(kind=INTERACTIVE, payload=payload)
    receipt = await site.courier.ask(parcel)
    if not receipt.ok:
        return outcome(receipt)
    if problems := tuple(submission_problems(receipt.body, view)):
        site.courier.note(parcel, receipt, problems)
        return outcome(receipt, ok=False, error=TROUBLE, problems=list(problems))
    try:
        obey(site, user, view, receipt.body or {})
    except Refused as refused:
        site.courier.note(parcel, receipt, (refused.code,))
        return outcome(receipt, ok=False, error=TROUBLE, problems=[refused.code])
    return outcome(receipt)


def obey(site: Site, user: str, view: Node, answer: Node) -> None:
    """Does what the app answered to a submission; nothing closes the view."""
    views, action = site.box.workspace.views, answer.get("response_action")
    # The app may have changed or closed the view meanwhile, by a call of its own.
    found = views.find(id_=view["id"])
    if action == "clear":
        views.clear(user)
    elif action == "push":
        views.push(user, view_of(site.box, answer["view"], MODAL))
    elif found is None:
        return
    elif action == "update":
        views.replace(user, found[1], view_of(site.box, answer["view"], MODAL))
    elif action is None:
        views.close(user, view["id"])
    site.box.news.tell("view", user=user)


def response_urls(site: Site, user: str, view: Node, state: Node) -> list[Node]:
    """Addresses to answer in the conversations that were chosen, for fields that ask for them."""
    made = []
    for block, element in controls(view["blocks"]):
        if not element.get("response_url_enabled"):
            continue
        where = {"block_id": block["block_id"], "action_id": element["action_id"]}
        channel = state["values"][block["block_id"]][element["action_id"]][FIELDS[element["type"]][0]]
        if channel:
            key = site.box.tickets.give(Ticket(user=user, channel=channel))
            made.append(where | {"channel_id": channel, "response_url": site.hook(key)})
    return made


async def close(site: Site, user: str, asked: Node) -> Node:
    """Leaves a form: back to the one below, or with ``clear`` out of them all."""
    views = site.box.workspace.views
    view = open_view(site, user, asked.get("view_id") or "")
    cleared = bool(asked.get("clear")) or view["clear_on_close"]
    gone = views.clear(user) if cleared else views.close(user, view["id"])
    site.box.news.tell("view", user=user)
    # Of a stack that is left as a whole, the app hears once: by the view at its root.
    notified = [one for one in gone[::-1] if one["notify_on_close"]]
    if not notified:
        return {"ack_body": None}
    payload = site.common(user) | {"type": "view_closed", "is_cleared": cleared}
    payload["view"] = notified[0] | {"state": {"values": {}}}
    return outcome(await site.courier.ask(Parcel(kind=INTERACTIVE, payload=payload)))
