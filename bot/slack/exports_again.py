"""Workbooks that were being made when Carnet was stopped: whoever starts next makes them."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import structlog

from bot.slack.context import Caller, Door
from bot.slack.exports import Handing
from crm.domain.errors import Refused
from crm.views import exports

WITHIN = timedelta(days=1)  # whoever waited for longer has asked once more
log = structlog.get_logger()


async def go_on(door: Door, client: Any, team: str) -> None:
    """Make what was asked for in Slack and is owed still, one after the other; what stands already is left alone.

    Another process may be at it: which of the two writes down first that it hands it over, does so.
    """
    since = door.desk.clock.now() - WITHIN
    try:
        for one in await door.desk.ask(team, partial(exports.unfinished, since=since)):
            if one.source.startswith("slack:"):
                await _make(Handing(door=door, caller=Caller(team, one.slack_user), client=client), one.number)
    except Exception:
        # The edge of what is begun at the start: a workbook must not keep a process from serving.
        log.exception("export.again_failed")


async def _make(handing: Handing, number: str) -> None:
    log.info("export.again", export=number, user=handing.caller.user)
    try:
        await handing.hand_over(number)
    except Refused as refused:
        log.info("refused", user=handing.caller.user, action="export", why=str(refused))
