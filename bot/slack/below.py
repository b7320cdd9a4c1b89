"""The card below a view that was laid over it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from bot.slack import cards
from bot.slack.context import Caller, Door
from bot.slack.modal import Context
from bot.slack.web_api import error_of
from crm.domain.clients import RecordNumber
from crm.domain.errors import Refused

log = structlog.get_logger()


async def draw_card(door: Door, caller: Caller, client: Any, view: Mapping[str, Any]) -> None:
    """It shows at once what was done on top of it; without it nothing is wrong."""
    number = RecordNumber.read(Context.read(view.get("private_metadata", "")).card)
    below = view.get("previous_view_id")
    if number is None or not below:
        return
    now = door.desk.clock.now()
    try:
        card = await door.ask(caller, lambda session, member: cards.card_view(session, member, number, now))
        await client.views_update(view_id=below, view=card)
    except Refused as refused:
        log.info("refused", user=caller.user, why=str(refused))
    except SlackApiError as exc:
        log.info("slack.card_not_refreshed", error=error_of(exc))
