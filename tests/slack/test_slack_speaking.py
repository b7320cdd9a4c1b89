from __future__ import annotations

import pytest

from crm.domain import richtext
from tests.factories import INFOBOX, slack_user
from tests.slack.test_slack_threads import comments, message, post

US = "<@U0CARNET>"
DIRECT = "D0EMMA"


def direct(text, *, by="emma", ts="1795478400.000100", **more):
    event = {"type": "message", "channel": DIRECT, "channel_type": "im", "team": "T0JURA", "event_ts": ts}
    return {**event, "user": slack_user(by), "text": text, "ts": ts, **more}


def mention(text, *, by="emma", channel="C0GENERAL", **more):
    found = direct(f"{US} {text}", by=by, **more)
    return {**found, "type": "app_mention", "channel": channel, "channel_type": "channel"}


def buttons(answer):
    rows = [block for block in answer["blocks"] if block["type"] == "actions"]
    found = [one for row in rows for one in row["elements"]]
    found += [block["accessory"] for block in answer["blocks"] if "accessory" in block]
    return {(one["action_id"], one.get("value")): one for one in found}


def button(answer, action, number=0):
    return [one for (name, _value), one in buttons(answer).items() if name == action][number]


def words(answer):
    """All that is read in an answer."""

    def said(node):
        if isinstance(node, dict):
            yield from [node["text"]] if isinstance(node.get("text"), str) else ()
            yield from [node["user_id"]] if node.get("type") == "user" else ()
            for value in node.values():
                yield from said(value)
        elif isinstance(node, list):
            for value in node:
                yield from said(value)

    return "\n".join(said(answer["blocks"])).replace("\xa0", " ")


async def say(window, slack, text, **more):
    before = len(slack.said("chat.postMessage"))
    await window.event(direct(text, **more))
    return slack.said("chat.postMessage")[before]


async def test_what_was_understood_is_shown_and_saved_once_by_its_button(window, slack, agency, emma):
    found = await say(
        window, slack, "info Acme: rappelé, veut *deux* profils, rappelle-moi demain 9h <@U0PAUL>"
    )

    assert agency.owed("owed") == []
    save = button(found, "said:save")
    await emma.click(save)
    await emma.click(save)


