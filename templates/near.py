"""Moments near to somebody's now, as people say them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from crm.domain.i18n import Text, _
from templates.catalogue import Reader, moment, say

DAYS: Mapping[int, Text] = {-1: _("yesterday {time}"), 0: _("today {time}"), 1: _("tomorrow {time}")}


def near(at: datetime, now: datetime, reader: Reader) -> str:
    """``tomorrow 09:00`` in the reader's own zone; what is further away has its date, and the zone is named."""
    local = at.astimezone(reader.zone)
    days = (local.date() - now.astimezone(reader.zone).date()).days
    if days not in DAYS:
        return moment(at, reader)
    return say(Text(DAYS[days].msgid, {"time": f"{local:%H:%M}"}), reader)
