"""A Slack channel chosen in a form: Carnet goes there before it is kept, and looks who reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.slack.channels import CLOSED, sync_channel
from bot.slack.context import Caller, Door
from bot.slack.web_api import error_of
from crm.domain.access import Member, Scope
from crm.domain.action import Action
from crm.domain.clients import Record
from crm.domain.i18n import _
from crm.domain.places import PlaceField, token_of
from crm.store import places
from crm.store.session import Session

# Slack's words for a channel that we may not enter by ourselves.
SHUT = CLOSED | {"missing_scope", "restricted_action", "not_allowed_token_type"}


def begun(session: Session, member: Member, action: Action, chosen: Sequence[Record]) -> dict[str, str]:
    """What the form begins with: the channel that stands, where there is one client and the member reads it."""
    fields = [one for one in action.fields if isinstance(one, PlaceField)]
    if not fields or len(chosen) != 1:
        return {}
    stands = places.linked(session, [chosen[0].id]).get(chosen[0].id)
    seen = places.known(session, member.slack_user, [stands.id]) if stands else {}
    return {one.name: stands.id for one in fields if stands and stands.id in seen}


async def ready(door: Door, client: Any, caller: Caller, action: Action, inputs: Mapping[str, Any]) -> None:
    """Enter the channel that a form names, and keep who reads it.

    Raises:
        Refused: somebody has to invite Carnet first.
    """
    for field in (one for one in action.fields if isinstance(one, PlaceField)):
        channel = token_of(inputs.get(field.name))
        if not channel or channel.startswith("#"):
            continue
        reach = await door.ask(caller, lambda _session, member: member.reach(action.name))
        if reach is not Scope.NONE:
            await _enter(client, field, channel)
            await sync_channel(door, client, caller.team, channel)


async def _enter(client: Any, field: PlaceField, channel: str) -> None:
    try:
        found = (await client.conversations_info(channel=channel))["channel"]
        if found.get("is_member") or found.get("is_archived"):
            return
        if not found.get("is_private"):
            await client.conversations_join(channel=channel)
            return
    except SlackApiError as exc:
        if error_of(exc) not in SHUT:
            raise
    raise field.refused(
        _("Carnet is not in this channel. Type “/invite @carnet” there, then send this form once more.")
    )
