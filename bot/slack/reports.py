"""`/crm report`: last week's report, for whoever does not wish to wait for Monday."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.slack.context import Caller, Door
from bot.slack.replies import told
from crm.actions.report import ACTION
from crm.domain import folding
from crm.domain.errors import Refused
from crm.domain.i18n import LANGUAGES, _
from templates.catalogue import Reader, say

ASKED = _("Your report is being made. It comes in a minute, as your reports always do.")


def wanted(text: str) -> bool:
    """Is this what a text behind `/crm` asks for? It has a name in each of our languages."""
    names = {folding.fold(name) for name in (ACTION.name, *_titles())}
    return folding.fold(text.strip()) in names


def _titles() -> list[str]:
    return [say(ACTION.title, Reader.of(language, "UTC")) for language in LANGUAGES]


async def ask(door: Door, body: Mapping[str, Any], respond: Any) -> None:
    caller = Caller.of(body)
    source = f"slack:command:{body['trigger_id']}"
    try:
        await door.desk.perform(caller.team, ACTION, actor=caller.user, inputs={}, source=source)
        text = say(ASKED, await door.meet(caller))
    except Refused as refused:
        text = told(refused, await door.meet(caller))
    await respond(text=text, response_type="ephemeral")
