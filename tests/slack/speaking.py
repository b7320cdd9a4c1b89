"""What somebody says to Carnet as Slack's events, and what stands in its answers."""

from __future__ import annotations

from typing import Any

from tests.factories import slack_user

US = "<@U0CARNET>"
TS = "1795478400.000100"
SAID = f"D0EMMA:{TS}"


def direct(text: str, *, by: str = "emma", **more: Any) -> dict[str, Any]:
    """A direct message."""
    place = {"channel": "D0EMMA", "channel_type": "im", "ts": TS, "event_ts": TS}
    return {"type": "message", "team": "T0JURA", "user": slack_user(by), "text": text, **place, **more}


def mention(text: str, **more: Any) -> dict[str, Any]:
    """``@Carnet …`` in a channel."""
    found = direct(f"{US} {text}", **more)
    del found["channel_type"]
    return {**found, "type": "app_mention", "channel": "C0GENERAL"}


def choices(answer: dict[str, Any]) -> dict[tuple[str, Any], dict[str, Any]]:
    """Buttons and menus by their action and value."""
    found = [one for block in answer["blocks"] if block["type"] == "actions" for one in block["elements"]]
    found += [block["accessory"] for block in answer["blocks"] if "accessory" in block]
    return {(one["action_id"], one.get("value")): one for one in found}


def button(answer: dict[str, Any], action: str, value: str | None = None) -> dict[str, Any]:
    return next(one for (name, its), one in choices(answer).items() if name == action and value in {None, its})


def words(answer: dict[str, Any]) -> str:
    """All that is read in an answer, with plain spaces."""
    return "\n".join(_said(answer["blocks"])).replace("\xa0", " ")


def _said(node: Any) -> Any:
    if isinstance(node, list):
        for one in node:
            yield from _said(one)
    elif isinstance(node, dict):
        if isinstance(node.get("text"), str):
            yield node["text"]
        for one in node.values():
            yield from _said(one)


def newest(agency, key="acme"):
    return agency.see(agency.card(key).entries[0].number)


def notes(agency, key="acme"):
    return [one for one in agency.card(key).entries if one.action == "info"]
