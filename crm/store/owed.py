"""One notice that somebody is to get, and its place in the queue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crm.domain.delivery import Channel, DeliveryKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Owed:
    """One notice somebody is to get: a member, or a Slack channel (``place``).

    What concerns its reader alone has no ``entry``. ``receipt`` names the message that it is about, where no entry
    leads there any more.
    """

    entry: int | None
    kind: DeliveryKind
    channel: Channel
    member: int | None = None
    place: str | None = None
    comment: int | None = None
    due_at: datetime | None = None
    about: int | None = None
    receipt: Mapping[str, Any] | None = None


def whom_of(place: str | None, member: int | None) -> str:
    return place or f"M-{member}"


def lane_of(workspace: int, place: str | None, member: int | None) -> str:
    """The Slack channel, public or somebody's own, that takes one message a second."""
    return f"{workspace}/{whom_of(place, member)}"


# Whoever deletes again owes these anew, for another time.
ONCE = frozenset({DeliveryKind.BLANK, DeliveryKind.PURGE})
APART = frozenset({DeliveryKind.REMINDER, DeliveryKind.EFFECT, DeliveryKind.FETCH, *ONCE})


def queue_row(one: Owed, number: int, workspace: int, now: datetime) -> dict[str, Any]:
    """``lane`` is what must not be hurried, ``line`` what must be told in order.

    What was due before stands with what is due now: relays do not look for it among what is gone.
    """
    whom = whom_of(one.place, one.member)
    return {
        "delivery_id": number,
        "due_at": max(one.due_at or now, now),
        "queued_at": now,
        "channel": one.channel.value,
        "lane": lane_of(workspace, one.place, one.member) if one.channel is Channel.SLACK else one.channel.value,
        "line": f"{workspace}/{_line(one, number, whom)}",
    }


def _line(one: Owed, number: int, whom: str) -> str:
    if one.kind is DeliveryKind.REMINDED:
        # One message may remind of several entries.
        return f"D-{one.about}"
    apart = one.kind in APART or one.entry is None
    return str(number) if apart else f"{one.entry}/{one.channel.value}/{whom}"
