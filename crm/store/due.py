"""Where in the queue a relay begins to look: what is gone stays in its index as long as an old transaction is open."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, select, tuple_

from crm.domain.delivery import Channel
from crm.store.tables import delivery_due

# Whoever began to write so long ago may still put in what was due then.
SLOWLY = timedelta(seconds=10)
AFRESH = 10.0  # seconds after which it is looked from the beginning: nothing that came late waits longer
IDLE = 1.0  # the same, where nothing is found
BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
PLACE = (delivery_due.c.due_at, delivery_due.c.queued_at, delivery_due.c.delivery_id)


def moment(name: str) -> Any:
    return bindparam(name, type_=delivery_due.c.due_at.type)


# A comparison of rows, which one step in the index answers.
FROM_HERE = tuple_(*PLACE) >= tuple_(moment("from_due"), moment("from_queued"), bindparam("from_id"))
IS_DUE = delivery_due.c.due_at <= moment("now")
THIS_CHANNEL = delivery_due.c.channel == bindparam("by")
_FIRST = select(*PLACE).where(THIS_CHANNEL, IS_DUE, FROM_HERE).order_by(*PLACE).limit(1)


Place = tuple[datetime, datetime, int]


@dataclass(slots=True)
class Look:
    """How far one relay knows the queue of one channel to be empty.

    It never passes what somebody holds, which comes back when they do not finish it; only what is put in far behind
    the others is seen a little later, when the relay looks from the beginning again.
    """

    timer: Callable[[], float] = time.monotonic
    _place: Place = (BEGINNING, BEGINNING, 0)
    _afresh_at: float = 0.0
    _now: datetime = BEGINNING

    def first(self, connection: Connection, channel: Channel, now: datetime) -> Mapping[str, Any] | None:
        """Where the first stands that is due, whoever holds it; nothing when nothing is due."""
        asked_at = self.timer()
        if now < self._now or asked_at >= self._afresh_at:
            self._place, self._afresh_at = (BEGINNING, BEGINNING, 0), asked_at + AFRESH
        row = connection.execute(_FIRST, {"by": channel.value, "now": now, **_from(self._place)}).first()
        found = None if row is None else (row.due_at, row.queued_at, row.delivery_id)
        self._remember(found, now, asked_at)
        return found and _from(found)

    def _remember(self, found: Place | None, now: datetime, asked_at: float) -> None:
        far = (now - SLOWLY, BEGINNING, 0)
        self._place, self._now = far if found is None else min(far, found), now
        if found is None:
            self._afresh_at = min(self._afresh_at, asked_at + IDLE)


def _from(place: Place) -> dict[str, Any]:
    due, queued, number = place
    return {"from_due": due, "from_queued": queued, "from_id": number}
