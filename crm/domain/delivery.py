"""What is owed to whom: the states of a delivery and when a failed one is tried again."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any


class DeliveryState(StrEnum):
    """owed → claimed → sent / late / skipped / bounced / failed; the same words everywhere."""

    OWED = "owed"
    CLAIMED = "claimed"
    SENT = "sent"
    LATE = "late"
    SKIPPED = "skipped"
    BOUNCED = "bounced"
    FAILED = "failed"


WAITING = frozenset({DeliveryState.OWED, DeliveryState.CLAIMED})
FINAL = frozenset(DeliveryState) - WAITING


class Channel(StrEnum):
    MAIL = "mail"
    SLACK = "slack"
    CARNET = "carnet"  # what Carnet owes itself: a dated status takes effect


class DeliveryKind(StrEnum):
    ENTRY = "entry"
    COMMENT = "comment"
    REMINDER = "reminder"
    REMINDED = "reminded"  # a reminder that stands says what became of it
    SUMMARY = "summary"  # of a job: one notice for all its entries
    EFFECT = "effect"
    FETCH = "fetch"  # files that were given with an entry
    INVITATION = "invitation"  # to somebody's calendar
    CANCELLATION = "cancellation"  # out of it again
    BOUNCE = "bounce"  # a mail came back: told to the entry's author
    ANSWER = "answer"  # a member's mail was not taken: they are told why
    HELD = "held"  # a mail came in that a person must look at first
    MOVED = "moved"  # an entry has another time: for whom no message in Slack that stands says so
    UPDATE = "update"  # a message that stands already says what is true now
    BLANK = "blank"  # a message about what was deleted says nothing any more
    PURGE = "purge"  # what was deleted goes for good
    FOLD = "fold"  # notices of an hour that were too many to come one by one
    DIGEST = "digest"  # each morning
    REPORT = "report"  # each week, for whoever has people below them


OF_NO_USE_ONCE_UNDONE = frozenset(
    {
        *(DeliveryKind.ENTRY, DeliveryKind.REMINDER, DeliveryKind.EFFECT, DeliveryKind.FETCH),
        *(DeliveryKind.BLANK, DeliveryKind.PURGE, DeliveryKind.SUMMARY, DeliveryKind.INVITATION),
        DeliveryKind.MOVED,
    }
)

# News of an entry; whoever muted it still gets what they asked for themselves, and what waits for their decision.
MUTABLE = frozenset({DeliveryKind.ENTRY, DeliveryKind.COMMENT, DeliveryKind.MOVED})

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
WAITS = (MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR)
GIVE_UP_AFTER = timedelta(hours=48)
LEASE = timedelta(seconds=60)
SEND_TIMEOUT = 25.0  # seconds; less than half the lease, so that a living relay never outlives it


def next_wait(attempts: int, jitter: float | None = None) -> timedelta:
    """How long a delivery rests after its n-th failure: growing, ± 20 % so that a crowd does not return at once."""
    wait = WAITS[min(attempts, len(WAITS)) - 1]
    spread = random.uniform(-0.2, 0.2) if jitter is None else jitter  # noqa: S311 - no secret, only a spread
    return wait * (1 + spread)


def given_up(wanted_at: datetime, now: datetime) -> bool:
    """``wanted_at`` is when it should have gone out: a reminder may have been written months before."""
    return now - wanted_at > GIVE_UP_AFTER


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """The channel accepted it. ``receipt`` is what lets an answer find its way back."""

    receipt: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Again:
    """Not now; ``after`` overrides the usual wait (a server's Retry-After).

    ``doubtful``: it may have arrived all the same. ``pause``: the channel itself is out of order, and nothing else
    needs to be tried before that time is over.
    """

    reason: str
    after: timedelta | None = None
    doubtful: bool = False
    pause: timedelta | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Never:
    """The channel refuses it for good."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Needless:
    """Nobody is to get it any more."""

    reason: str


Receipt = Sent | Again | Never | Needless
