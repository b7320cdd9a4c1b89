"""Timestamps and ids that look like Slack's and are never given twice."""

from __future__ import annotations

import secrets
import string
import time
from dataclasses import dataclass

ALPHABET = string.ascii_uppercase + string.digits
MICROS = 1_000_000


def new_id(prefix: str) -> str:
    return prefix + "0" + "".join(secrets.choice(ALPHABET) for _ in range(9))


def new_hash() -> str:
    """The hash of a view: the moment it was made, and a salt."""
    return f"{time.time():.0f}.{secrets.token_urlsafe(6)}"


def as_seconds() -> int:
    return int(time.time())


@dataclass(slots=True)
class Stamps:
    """Message timestamps: real time in microseconds, each later than the one before."""

    last: int = 0

    def next(self) -> str:
        self.last = max(self.last + 1, time.time_ns() // 1000)
        return f"{self.last // MICROS}.{self.last % MICROS:06d}"
