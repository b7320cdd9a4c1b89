"""The relay: claims what is due, renders it, hands it to its channel and writes down what became of it."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from typing import TypeVar

import structlog

from crm.domain.delivery import SEND_TIMEOUT, Again, Channel, Never, Receipt, Sent
from crm.domain.errors import Busy
from crm.store import claims
from crm.store.base import Store
from crm.store.claims import Claimed
from crm.views.parcels import Parcel
from scheduler import ledger
from scheduler.channel import Carrier
from scheduler.clock import Clock

BATCH = 50
FLUSH_AFTER = 8  # deliveries whose receipts are written together; what a kill can send twice at the most
IDLE = 1.0  # seconds; another process may have owed something
log = structlog.get_logger()
T = TypeVar("T")


@dataclass(kw_only=True)
class Relay:
    """Carries deliveries until it is told to stop; any number of relays may share one database."""

    store: Store
    carriers: Mapping[Channel, Carrier]
    clock: Clock
    executor: Executor
    name: str = ""
    stopping: bool = False

    def __post_init__(self) -> None:
        self.name = self.name or uuid.uuid4().hex

    async def run(self) -> None:
        """Work until ``stop``; what was begun is finished or given back."""
        while not self.stopping:
            try:
                busy = await self.turn()
            except Busy:
                # The database is away; what is owed waits in it.
                busy = 0
            except Exception:
                # The edge of the loop: one turn's bug must not silence all later ones; the claims' leases end.
                log.exception("relay.turn_failed")
                busy = 0
            if not busy and not self.stopping:
                await self.clock.sleep(IDLE)

    def stop(self) -> None:
        self.stopping = True
        self.clock.wake()

    async def turn(self) -> int:
        """Claim and carry once; gives the number of deliveries that were taken."""
        claimed = await self._work(self._claim)
        by_channel = groupby(sorted(claimed, key=_channel), key=_channel)
        await asyncio.gather(*(self._carry_channel(channel, list(group)) for channel, group in by_channel))
        return len(claimed)

    def _claim(self) -> list[Claimed]:
        with self.store.outside(write=True) as connection:
            return claims.claim(
                connection, token=self.name, now=self.clock.now(), channels=list(self.carriers), count=BATCH
            )

    async def _carry_channel(self, channel: Channel, claimed: Sequence[Claimed]) -> None:
        carrier = self.carriers[channel]
        for workspace, group in groupby(sorted(claimed, key=_workspace), key=_workspace):
            ids = [one.delivery for one in group]
            ready = await self._work(partial(self._prepare, carrier, workspace, ids))
            await self._send_all(carrier, workspace, ready)

    def _prepare(self, carrier: Carrier, workspace: int, ids: Sequence[int]) -> list[tuple[Parcel, bytes]]:
        return ledger.prepare(self.store, carrier, self.name, workspace, ids, self.clock.now())

    async def _send_all(self, carrier: Carrier, workspace: int, ready: Sequence[tuple[Parcel, bytes]]) -> None:
        """Hand over one after the other; receipts are written in small groups, a slow one at once."""
        done: list[tuple[Parcel, Receipt]] = []
        for number, (parcel, content) in enumerate(ready):
            started = datetime.now(UTC)
            done.append((parcel, await self._deliver(carrier, parcel, content)))
            slow = (datetime.now(UTC) - started).total_seconds() > 1
            if slow or len(done) >= FLUSH_AFTER or number == len(ready) - 1:
                written, done = done, []
                rest = [parcel.id for parcel, _content in ready[number + 1 :]]
                await self._work(partial(self._record, workspace, written, rest))

    async def _deliver(self, carrier: Carrier, parcel: Parcel, content: bytes) -> Receipt:
        try:
            async with asyncio.timeout(SEND_TIMEOUT):
                receipt = await carrier.deliver(parcel, content)
        except TimeoutError:
            receipt = Again(reason="no answer in time")
        except Exception as exc:
            # The edge of the loop: a bug in one delivery is kept with it and must not stop the others.
            log.exception("relay.delivery_failed", delivery=parcel.id)
            receipt = Again(reason=type(exc).__name__)
        _log(parcel, receipt)
        return receipt

    def _record(self, workspace: int, done: Sequence[tuple[Parcel, Receipt]], rest: Sequence[int]) -> None:
        ledger.record(self.store, self.name, workspace, done, self.clock.now(), rest)

    async def _work(self, function: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.executor, function)


def _channel(one: Claimed) -> Channel:
    return one.channel


def _workspace(one: Claimed) -> int:
    return one.workspace


def _log(parcel: Parcel, receipt: Receipt) -> None:
    match receipt:
        case Sent():
            log.info("delivery.sent", delivery=parcel.id, channel=parcel.channel.value)
        case Again(reason=reason) | Never(reason=reason):
            log.warning("delivery.not_sent", delivery=parcel.id, channel=parcel.channel.value, reason=reason)
