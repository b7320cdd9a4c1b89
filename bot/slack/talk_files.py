"""Files that were sent with what was said: they wait with its draft, and go with its entry however it is saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.slack.context import Caller, Door
from bot.slack.form import described
from bot.slack.modal import alerted
from crm.domain.action import Action
from crm.domain.errors import Refused
from crm.domain.fields import Reading
from crm.domain.files import Files
from crm.domain.i18n import Text, _
from crm.views import waiting
from templates.catalogue import Reader, say

Given = Sequence[Mapping[str, Any]]
NO_ROOM = _("This action takes no files. Send them with “info”.")


def of_event(event: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """The files of a message; one that Slack tells nothing of is none."""
    return tuple(described(one) for one in event.get("files") or () if one.get("id") and one.get("name"))


def field_of(action: Action) -> Files | None:
    return next((one for one in action.fields if isinstance(one, Files)), None)


def inputs(action: Action, given: Given, reading: Reading) -> tuple[dict[str, Any], tuple[Text, ...]]:
    """The files as the action's form would send them, and why some are not taken."""
    field = field_of(action)
    if not given:
        return {}, ()
    if field is None:
        return {}, (NO_ROOM,)
    try:
        field.read(list(given), reading)
    except Refused as refused:
        return {}, tuple(one.text for one in refused.problems)
    return {field.name: list(given)}, ()


def names(given: Given) -> str:
    return ", ".join(str(one["name"]) for one in given)


def beside(view: dict[str, Any], action: Action, known: Mapping[str, Any], reader: Reader) -> dict[str, Any]:
    """The form says which files go with it: Slack lets nobody put them into it."""
    field = field_of(action)
    given = known.get(field.name) if field else None
    if not given:
        return view
    return alerted(view, [say(_("With {files}, which you sent.", files=names(given)), reader)], "info")


async def with_them(
    door: Door, caller: Caller, action: Action, said: str, filled: Mapping[str, Any]
) -> Mapping[str, Any]:
    """What a form sends, and the files that were sent with the message it was opened from."""
    field = field_of(action)
    if not said or field is None:
        return filled
    found = await door.ask(caller, lambda session, member: waiting.waiting(session, member, said))
    given = found.inputs.get(field.name, []) if found else []
    return {**filled, field.name: [*given, *(filled.get(field.name) or [])]}
