"""Slack's date tokens and the times beside messages, in the viewer's zone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from sandbox.page.viewer import Viewer

TOKEN = re.compile(r"\{(\w+)\}")
MINUTE, HOUR, DAY = 60, 3600, 86400
TEENS = range(11, 14)
ENDINGS = {1: "st", 2: "nd", 3: "rd"}
NEARBY = {-1: "yesterday", 0: "today", 1: "tomorrow"}


def clock(when: datetime, viewer: Viewer, *, seconds: bool = False) -> str:
    if viewer.twelve_hours:
        return f"{when.hour % 12 or 12}{when:{':%M:%S' if seconds else ':%M'}} {when:%p}"
    return f"{when:{'%H:%M:%S' if seconds else '%H:%M'}}"


def ordinal(day: int) -> str:
    return f"{day}{'th' if day in TEENS else ENDINGS.get(day % 10, 'th')}"


def day_long(when: datetime, viewer: Viewer) -> str:
    return f"{when:%A, %B} {ordinal(when.day)}, {when.year}"


def day_full(when: datetime, viewer: Viewer) -> str:
    return f"{when:%B} {when.day}, {when.year}"


def day(when: datetime, viewer: Viewer) -> str:
    return f"{when:%B} {ordinal(when.day)}, {when.year}"


def day_short(when: datetime, viewer: Viewer) -> str:
    return f"{when:%b} {when.day}, {when.year}"


def ago(when: datetime, viewer: Viewer) -> str:
    seconds = (viewer.today() - when).total_seconds()
    size = abs(seconds)
    if size < MINUTE:
        return "just now"
    count, unit = next((int(size // one), name) for one, name in UNITS if size >= one)
    words = f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{words} ago" if seconds > 0 else f"in {words}"


UNITS = ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"))

Form = Callable[[datetime, Viewer], str]


def pretty(form: Form) -> Form:
    """Say today, tomorrow or yesterday where it is one of them."""

    def said(when: datetime, viewer: Viewer) -> str:
        return NEARBY.get((when.date() - viewer.today().date()).days) or form(when, viewer)

    return said


FORMS: dict[str, Form] = {
    "date_num": lambda when, viewer: f"{when:%Y-%m-%d}",
    "date_slash": lambda when, viewer: f"{when:%m/%d/%Y}" if viewer.twelve_hours else f"{when:%d/%m/%Y}",
    "date": day,
    "date_pretty": pretty(day),
    "date_short": day_short,
    "date_short_pretty": pretty(day_short),
    "date_long": day_long,
    "date_long_full": day_full,
    "date_long_pretty": pretty(day_long),
    "day_divider_pretty": pretty(day_long),
    "time": clock,
    "time_secs": lambda when, viewer: clock(when, viewer, seconds=True),
    "ago": ago,
}


def spelled(timestamp: float, form: str, viewer: Viewer) -> str:
    """The text of a date token; tokens that nobody knows stay as they are."""
    when = viewer.at(timestamp)
    return TOKEN.sub(lambda found: FORMS[found[1]](when, viewer) if found[1] in FORMS else found[0], form)


def divider(timestamp: float, viewer: Viewer) -> str:
    """The line between two days of a conversation."""
    return capital(spelled(timestamp, "{day_divider_pretty}", viewer))


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def local_minutes(timestamp: float | str, viewer: Viewer) -> str:
    """The value of a native date-time field."""
    return f"{viewer.at(float(timestamp)):%Y-%m-%dT%H:%M}"


def exact(timestamp: float | str, viewer: Viewer) -> str:
    """Day and time to the second, as a tooltip."""
    return spelled(float(timestamp), "{date_long} {time_secs}", viewer)
