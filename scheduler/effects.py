"""What Carnet owes itself: dated changes take effect in their author's name, and what was deleted goes for good."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from crm.actions import ACTIONS
from crm.domain.delivery import Again, DeliveryKind, Needless, Receipt, Sent
from crm.domain.errors import Busy, Refused
from crm.perform import run
from crm.purging import Progress, purge
from crm.store.base import Store
from crm.store.documents import Documents
from crm.store.troubles import Overtaken
from crm.views.parcels import Parcel
from scheduler.channel import Rendered

SOON = timedelta(seconds=1)
LATER = timedelta(minutes=1)
STEPS = 50  # records that go for good before others have their turn


@dataclass(frozen=True, kw_only=True, slots=True)
class Effects:
    """The carrier of the channel ``carnet``; it reaches nobody outside."""

    store: Store
    executor: Executor
    now: Callable[[], datetime]
    documents: Documents | None = None

    def render(self, parcel: Parcel) -> Rendered:
        return Rendered(content=b"")

    async def deliver(self, parcel: Parcel, content: bytes) -> Receipt:
        work = self._purge if parcel.kind is DeliveryKind.PURGE else self._take
        return await asyncio.get_running_loop().run_in_executor(self.executor, partial(work, parcel))

    def _purge(self, parcel: Parcel) -> Receipt:
        """Some records at a time; whoever is stopped in between goes on with the rest."""
        for _ in range(STEPS):
            try:
                done = purge(self.store, parcel.workspace.id, parcel.entry.id, now=self.now(), documents=self.documents)
            except (Busy, Overtaken) as exc:
                return Again(reason=str(exc) or "overtaken", after=SOON)
            if done is Progress.DONE:
                return Sent(receipt={"result": "purged"})
            if done is Progress.HELD:
                return Again(reason="something of it is still on its way", after=LATER)
        return Again(reason="there is more to take out", after=SOON)

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
