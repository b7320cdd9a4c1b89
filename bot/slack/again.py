"""A button that does a command once more: a click brings a new trigger, which a late command has lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from slack_sdk.models import blocks as kit

from crm.domain.i18n import _
from templates.catalogue import Reader, say

ACTION = "again"
VALUE_AT_MOST = 2000


def button(body: Mapping[str, Any], reader: Reader) -> dict[str, Any] | None:
    """The button for the command that came too late; other requests are begun by a click already."""
    if "command" not in body:
        return None
    value = json.dumps([body["command"], body.get("text", "")], ensure_ascii=False)
    if len(value.encode("utf-16-le")) // 2 > VALUE_AT_MOST:
        return None
    text = say(_("Open it now"), reader)
    return kit.ActionsBlock(elements=[kit.ButtonElement(action_id=ACTION, text=text, value=value)]).to_dict()


def command(body: Mapping[str, Any], action: Mapping[str, Any]) -> dict[str, Any] | None:
    """The command as it came, with the trigger of the click; nothing for a value that is not ours."""
    try:
        found = json.loads(action.get("value", ""))
    except ValueError:
        return None
    if not (isinstance(found, list) and [type(one) for one in found] == [str, str]):
        return None
    return {**body, "command": found[0], "text": found[1]}
