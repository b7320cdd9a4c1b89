"""What a relay holds, and whether it may still be sure of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from crm.domain.delivery import LEASE, SEND_TIMEOUT
from crm.store import claims
from crm.store.base import Store
from crm.store.claims import Claimed

Key = tuple[int, int]
# An attempt that begins within this part of a lease has ended before the lease does.
SURE = 1 - SEND_TIMEOUT / LEASE.total_seconds()


@dataclass(kw_only=True)
class Holds:
    """Claims and the moment until which each certainly outlives one more attempt.

    Time is taken before the database is asked, on a clock that nobody sets: a process that was stopped for an hour
    finds all its claims too old, and asks again before it sends.
    """

    store: Store
    token: str
    lease: timedelta = LEASE
    timer: Callable[[], float] = time.monotonic
    _sure_until: dict[Key, float] = field(default_factory=dict)

    def add(self, claimed: Iterable[Claimed], asked_at: float) -> None:
        until = self._until(asked_at)
        self._sure_until |= {one.key: until for one in claimed}

    def drop(self, keys: Iterable[Key]) -> None:
        for key in keys:
            self._sure_until.pop(key, None)

    def take(self, keys: Iterable[Key]) -> dict[Key, float]:
        """These are begun: from here on only a receipt, or the end of the lease, lets go of them."""
        return {key: self._sure_until.pop(key) for key in keys if key in self._sure_until}

    def put_back(self, taken: Mapping[Key, float]) -> None:
        """These were not begun after all."""
        self._sure_until |= taken

    def sure_of(self, key: Key) -> bool:
        return self._sure_until.get(key, 0.0) > self.timer()

    def lost(self, key: Key) -> bool:
        return key not in self._sure_until

    def renew(self) -> None:
        """Ask which claims are still ours; their leases begin anew, the others are forgotten."""
        asked_at = self.timer()
        with self.store.outside(write=True) as connection:
            mine = claims.renew(connection, self.token, list(self._sure_until), self.lease)
        self._sure_until = dict.fromkeys(mine, self._until(asked_at))

    def give_back(self, keys: Iterable[Key]) -> None:
        """What was not tried is free for everybody at once."""
        mine = [key for key in keys if key in self._sure_until]
        if mine:
            with self.store.outside(write=True) as connection:
                claims.release(connection, self.token, mine)
            self.drop(mine)

    def _until(self, asked_at: float) -> float:
        return asked_at + self.lease.total_seconds() * SURE
