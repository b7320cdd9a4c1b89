"""Slack's date tokens in a reader's language and zone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial

from babel.dates import format_date, format_datetime, format_skeleton

from crm.domain.richtext_runs import Run
from templates.catalogue import Reader, known_locale, zone_name

TOKEN = re.compile(r"\{(\w+)\}")
LONG = partial(format_date, format="long")
FULL = partial(format_date, format="full")
SHORT = partial(format_skeleton, "yMMMd")
# Slack's names for how a date is told. "Pretty" ones would say "today", which is wrong as soon as a mail is read
# tomorrow: they are told in full.
FORMS: Mapping[str, Callable[..., str]] = {
    "date_num": partial(format_date, format="y-MM-dd"),
    "date_slash": partial(format_date, format="short"),
    "date": LONG,
    "date_pretty": LONG,
    "date_short": SHORT,
    "date_short_pretty": SHORT,
    "date_long": FULL,
    "date_long_full": LONG,
    "date_long_pretty": FULL,
    "day_divider_pretty": FULL,
    "time": partial(format_datetime, format="HH:mm"),
    "time_secs": partial(format_datetime, format="HH:mm:ss"),
    "ago": partial(format_datetime, format="short"),
}
CLOCK = re.compile(r"\{(time|time_secs|ago)\}")


def spelled(run: Run, reader: Reader) -> str:
    """The words of a date; the zone is named where a time is told. Tokens that nobody knows stay as they are."""
    local = datetime.fromtimestamp(run.at, tz=UTC).astimezone(reader.zone)
    locale = known_locale(reader.locale)

    def told(found: re.Match[str]) -> str:
        form = FORMS.get(found[1])
        return form(local, locale=locale) if form else found[0]

    words = TOKEN.sub(told, run.form)
    return f"{words} {zone_name(local, reader)}" if CLOCK.search(run.form) else words
