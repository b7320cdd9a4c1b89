"""Doors for the clock, faults, settings and starting over."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sandbox.acting.site import Site
from sandbox.control.door import Door, fields
from sandbox.errors import Refused
from sandbox.faults import KINDS

Node = dict[str, Any]

LONG_POLL = 25.0


async def clock(site: Site, asked: Node) -> Node:
    """The time; with ``after`` it waits until the clock was moved since that version, 25 seconds at most."""
    if "after" in asked:
        await site.box.clock.wait(int(asked["after"]), LONG_POLL)
    return site.box.clock.node()


async def move(site: Site, asked: Node) -> Node:
    held = site.box.clock
    if asked.get("real"):
        held.forward(-held.offset.total_seconds())
    elif asked.get("now"):
        moment = datetime.fromisoformat(asked["now"])
        if moment.tzinfo is None:
            raise Refused("invalid_arguments", "now must say its zone, such as 2026-12-01T09:00:00+01:00")
        held.move_to(moment)
    elif asked.get("add"):
        held.forward(float(asked["add"]))
    else:
        raise Refused("invalid_arguments", "one of now, add and real is needed")
    site.box.news.tell("clock", **held.node())
    return held.node()


async def faults(site: Site, asked: Node) -> Node:
    return {"faults": [one.node() for one in site.box.faults.waiting], "kinds": list(KINDS)}


async def add_fault(site: Site, asked: Node) -> Node:
    if asked["kind"] not in KINDS:
        raise Refused("invalid_arguments", f"kind must be one of {', '.join(KINDS)}")
    more: Node = {key: asked[key] for key in ("match", "error") if asked.get(key)}
    more |= {key: int(asked[key]) for key in ("times", "code") if key in asked}
    fault = site.box.faults.add(asked["kind"], **more, seconds=float(asked.get("seconds") or 0))
    site.box.news.tell("faults")
    return {"fault": fault.node()}


async def clear_faults(site: Site, asked: Node) -> Node:
    site.box.faults.clear()
    site.box.news.tell("faults")
    return {}


async def settings(site: Site, asked: Node) -> Node:
    return {"settings": asdict(site.box.settings), "trigger_life": site.box.triggers.life}


async def set_settings(site: Site, asked: Node) -> Node:
    held = site.box.settings
    if "retry_waits" in asked:
        held.retry_waits = tuple(float(one) for one in asked["retry_waits"])
    if "ack_within" in asked:
        held.ack_within = float(asked["ack_within"])
    if "trigger_life" in asked:
        site.box.triggers.life = float(asked["trigger_life"])
    if "rates" in asked:
        held.rates = bool(asked["rates"])
    held.mail_out = str(asked.get("mail_out", held.mail_out))
    return await settings(site, {})


async def reset(site: Site, asked: Node) -> Node:
    site.box.reset()
    return {}


DOORS = (
    Door(
        method="GET",
        path="/clock",
        summary="The sandbox's time; with after it waits for a move.",
        run=clock,
        takes=fields(number="after"),
    ),
    Door(
        method="POST",
        path="/clock",
        summary="Move the clock: to a moment, on by seconds, or back to real time.",
        run=move,
        takes=fields(string="now", number="add", boolean="real"),
    ),
    Door(method="GET", path="/faults", summary="Faults that wait for their moment.", run=faults),
    Door(
        method="POST",
        path="/faults",
        summary="Add a fault: its kind, whom it strikes, how often.",
        run=add_fault,
        takes=fields(string="kind match error", number="times seconds code"),
        needs=("kind",),
    ),
    Door(method="DELETE", path="/faults", summary="Fair weather again.", run=clear_faults),
    Door(method="GET", path="/settings", summary="How patient the sandbox is.", run=settings),
    Door(
        method="PATCH",
        path="/settings",
        summary="Shorten waits, hold Slack's rates, say who takes the mails that people write.",
        run=set_settings,
        takes=fields(array="retry_waits", number="ack_within trigger_life", boolean="rates", string="mail_out"),
    ),
    Door(method="POST", path="/reset", summary="Forget messages, views, mails, files, faults and records.", run=reset),
)
