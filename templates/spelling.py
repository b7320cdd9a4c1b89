"""Slack's date tokens in a reader's language and zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from babel.dates import format_datetime

from crm.domain.richtext_runs import Run
from templates.catalogue import Reader, known_locale, zone_name

TOKEN = re.compile(r"\{(\w+)\}")
# Slack's names for how a date is told, and what that is in Babel's letters. "Pretty" ones would say "today", which is
# wrong as soon as a mail is read tomorrow: they are told in full.
FORMS = {
    "date_num": "y-MM-dd",
    "date_slash": "dd/MM/y",
    "date": "d MMMM y",
    "date_pretty": "d MMMM y",
    "date_short": "d MMM y",
    "date_short_pretty": "d MMM y",
    "date_long": "EEEE d MMMM y",
    "date_long_full": "d MMMM y",
    "date_long_pretty": "EEEE d MMMM y",
    "day_divider_pretty": "EEEE d MMMM y",
    "time": "HH:mm",
    "time_secs": "HH:mm:ss",
    "ago": "d MMM y, HH:mm",
}
CLOCK = re.compile(r"\{(time|time_secs|ago)\}")


def spelled(run: Run, reader: Reader) -> str:
    """The words of a date; the zone is named where a time is told. Tokens that nobody knows stay as they are."""
    local = datetime.fromtimestamp(run.at, tz=UTC).astimezone(reader.zone)
    locale = known_locale(reader.locale)

    def told(found: re.Match[str]) -> str:
        form = FORMS.get(found[1])
        return format_datetime(local, form, locale=locale) if form else found[0]

    words = TOKEN.sub(told, run.form)
    return f"{words} {zone_name(local, reader)}" if CLOCK.search(run.form) else words
