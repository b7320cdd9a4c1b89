"""What Carnet owes itself: a dated change takes effect, in its author's name, when its time has come."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from crm.actions import ACTIONS
from crm.domain.delivery import Again, Needless, Receipt, Sent
from crm.domain.errors import Busy, Refused
from crm.perform import run
from crm.store.base import Store
from crm.views.parcels import Parcel
from scheduler.channel import Rendered


@dataclass(frozen=True, kw_only=True, slots=True)
class Effects:
    """The carrier of the channel ``carnet``; it reaches nobody outside."""

    store: Store
    executor: Executor
    now: Callable[[], datetime]

    def render(self, parcel: Parcel) -> Rendered:
        return Rendered(content=b"")

    async def deliver(self, parcel: Parcel, content: bytes) -> Receipt:
        return await asyncio.get_running_loop().run_in_executor(self.executor, partial(self._take, parcel))

    def _take(self, parcel: Parcel) -> Receipt:
        """Permission is checked again: what was allowed when it was planned may not be any more."""
        try:
            done = run(
                self.store,
                parcel.workspace.id,
                ACTIONS["take-effect"],
                actor=f"M-{parcel.entry.author}",
                inputs={"entry": parcel.entry.number},
                source=f"due:{parcel.id}",
                now=self.now(),
                background=True,
            )
        except Busy as busy:
            return Again(reason=str(busy))
        except Refused as refused:
            return Needless(reason=str(refused))
        return Sent(receipt={"result": done.result})
