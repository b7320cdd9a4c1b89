"""The buttons of something that is to be done; wherever they stand, they act on the entry that their value names."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from slack_sdk.models import blocks as kit

from bot.slack.form import option
from crm.actions import ACTIONS
from crm.actions._shared import REMIND
from crm.actions.snooze import OPTIONS
from crm.domain.i18n import Text, _
from crm.domain.timeline import Entry
from templates.catalogue import Reader, say

DONE = "upcoming:done"
SNOOZE = "upcoming:snooze"
RESCHEDULE = "upcoming:reschedule"
REMIND_ME = "upcoming:remind"


def buttons(entry: Entry, stamp: str, reader: Reader, now: datetime) -> list[Any]:
    """``stamp`` tells one drawing from the next, so that two clicks on one button are one."""
    if not entry.open:
        return []
    value = f"{entry.number} {stamp}"
    snoozed = [option(f"{entry.number} {one.key} {stamp}", say(one.label, reader)) for one in OPTIONS]
    moved: list[Any] = [
        kit.StaticSelectElement(action_id=SNOOZE, placeholder=say(_("Snooze"), reader), options=snoozed),
        kit.ButtonElement(action_id=RESCHEDULE, text=say(_("Reschedule"), reader), value=value),
    ]
    return [*done(entry, stamp, reader, now), *moved]


def done(entry: Entry, stamp: str, reader: Reader, now: datetime) -> list[Any]:
    """The button alone; none for what is done, and for what takes effect by itself."""
    if not entry.open or (ACTIONS[entry.action].settles and not entry.overdue(now)):
        return []
    label = say(Text(_("Mark {name} as done").msgid, {"name": entry.number}), reader)
    words, value = say(_("Done"), reader), f"{entry.number} {stamp}"
    return [kit.ButtonElement(action_id=DONE, text=words, value=value, accessibility_label=label)]


def whole(entry: Entry, reader: Reader, now: datetime) -> list[Any]:
    """Below the whole entry, where anybody who sees it may ask for a reminder of their own."""
    stamp = str(int(now.timestamp() * 1000))
    found = buttons(entry, stamp, reader, now)
    if found and entry.upcoming(now):
        options = [option(f"{entry.number} {one.key} {stamp}", say(one.label, reader)) for one in REMIND.options]
        words = say(_("Remind me"), reader)
        found.append(kit.StaticSelectElement(action_id=REMIND_ME, placeholder=words, options=options))
    return [kit.ActionsBlock(block_id="doing", elements=found)] if found else []
