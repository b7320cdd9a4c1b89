"""Pressing and choosing in messages, forms and Home tabs; suggestions while typing."""

from __future__ import annotations

from typing import Any

from sandbox.acting.site import Site, channel_node, outcome
from sandbox.acting.state import STATELESS, chosen, field_of, state_of
from sandbox.completing import controls
from sandbox.courier.parcel import INTERACTIVE, Parcel
from sandbox.errors import Refused
from sandbox.rules.judge import options_problems
from sandbox.triggers import Ticket

Node = dict[str, Any]

SHOWN_ALONG = ("text", "value", "placeholder", "style", "confirm", "url")
DEFAULT_QUERY_LENGTH = 3


async def click(site: Site, user: str, asked: Node) -> Node:
    """Presses a button or changes a field that tells the app at once."""
    payload, blocks = surface(site, user, asked)
    block, element = found_control(blocks, asked)
    action = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"]}
    action |= {key: element[key] for key in SHOWN_ALONG if key in element}
    action |= pressed(site, element, asked)
    payload |= {"type": "block_actions", "actions": [action | {"action_ts": site.box.workspace.stamps.next()}]}
    payload["trigger_id"] = site.box.triggers.give(user, (payload.get("view") or {}).get("id", ""))
    return outcome(await site.courier.ask(Parcel(kind=INTERACTIVE, payload=payload)))


def pressed(site: Site, element: Node, asked: Node) -> Node:
    """What a control tells: its value as it is now."""
    if element["type"] == "overflow":
        return {"selected_option": chosen(element, asked["selected_option"])}
    if element["type"] == "feedback_buttons":
        return {"value": asked["value"]}
    if element["type"] in STATELESS:
        return {}
    given = {
        key: value for key, value in asked.items() if key.startswith("selected_") or key in ("value", "rich_text_value")
    }
    given = given or (asked.get("values") or {}).get(asked["block_id"], {}).get(asked["action_id"]) or {}
    return field_of(site.box, element, {"type": element["type"], **given} if isinstance(given, dict) else given)


def found_control(blocks: list[Node], asked: Node) -> tuple[Node, Node]:
    wanted = asked.get("block_id") or "", asked["action_id"]
    for block, element in controls(blocks):
        if element["action_id"] == wanted[1] and wanted[0] in ("", block["block_id"]):
            asked["block_id"] = block["block_id"]
            return block, element
    raise Refused("action_not_found")


def surface(site: Site, user: str, asked: Node) -> tuple[Node, list[Node]]:
    """The payload's part that says where it happened, and the blocks there."""
    if asked.get("channel"):
        return on_message(site, user, asked)
    views = site.box.workspace.views
    top, home = views.top(user), views.homes.get(user)
    view = next((one for one in (top, home) if one and asked.get("view_id", one["id"]) == one["id"]), None)
    if view is None:
        raise Refused("view_not_found")
    view["state"] = state_of(site.box, view["blocks"], asked.get("values") or {})
    payload = site.common(user) | {"container": {"type": "view", "view_id": view["id"]}, "view": dict(view)}
    return payload, view["blocks"]


def on_message(site: Site, user: str, asked: Node) -> tuple[Node, list[Node]]:
    ephemeral = bool(asked.get("is_ephemeral"))
    found, held = site.message(user, asked["channel"], asked["ts"], ephemeral=ephemeral)
    blocks = [*(held.get("blocks") or [])]
    for one in held.get("attachments") or []:
        blocks += one.get("blocks") or []
    container = {"type": "message", "message_ts": held["ts"], "channel_id": found.id, "is_ephemeral": ephemeral}
    thread = held.get("thread_ts", "")
    ticket = Ticket(user=user, channel=found.id, ts=held["ts"], ephemeral=ephemeral, thread=thread)
    payload = site.common(user) | {
        "container": container | ({"thread_ts": thread} if thread else {}),
        "channel": channel_node(found),
        "state": state_of(site.box, blocks, asked.get("values") or {}),
        "response_url": site.hook(site.box.tickets.give(ticket)),
    }
    return payload if ephemeral else payload | {"message": dict(held)}, blocks


async def suggest(site: Site, user: str, asked: Node) -> Node:
    """Types into a select whose options the app finds."""
    payload, blocks = surface(site, user, asked)
    block, element = found_control(blocks, asked)
    if not element["type"].endswith("external_select"):
        raise Refused("not_an_external_select")
    value = str(asked.get("value") or "")
    if len(value) < element.get("min_query_length", DEFAULT_QUERY_LENGTH):
        raise Refused("query_too_short")
    payload = {key: one for key, one in payload.items() if key not in ("state", "response_url")}
    payload |= {"type": "block_suggestion", "action_id": element["action_id"], "block_id": block["block_id"]}
    parcel = Parcel(kind=INTERACTIVE, payload=payload | {"value": value})
    receipt = await site.courier.ask(parcel)
    if not receipt.ok:
        return outcome(receipt)
    if problems := tuple(options_problems(receipt.body)):
        site.courier.note(parcel, receipt, problems)
        return outcome(receipt, ok=False, error="invalid_options", problems=list(problems))
    return outcome(receipt, **{key: receipt.body[key] for key in ("options", "option_groups") if key in receipt.body})
