"""Who looks at the page: names, zone and clock that a rendering needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

TWELVE_HOURS = ("en-US", "en-CA", "en-AU")


def zone_of(name: str) -> tzinfo:
    # A profile may name a zone that this machine does not know; the page is shown all the same.
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


@dataclass(frozen=True, kw_only=True, slots=True)
class Viewer:
    """One member's eyes."""

    user: str
    zone: str = "UTC"
    locale: str = "en-GB"
    now: datetime
    people: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)

    @property
    def tz(self) -> tzinfo:
        return zone_of(self.zone)

    @property
    def twelve_hours(self) -> bool:
        return self.locale in TWELVE_HOURS

    def at(self, seconds: float) -> datetime:
        return datetime.fromtimestamp(seconds, self.tz)

    def today(self) -> datetime:
        return self.now.astimezone(self.tz)

    def person(self, user: str) -> str:
        return self.people.get(user, user)

    def channel(self, channel: str) -> str:
        return self.channels.get(channel, channel)
