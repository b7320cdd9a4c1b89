"""The relay: a courier for each channel, all under one name; any number of relays may share one database."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import timedelta

from crm.domain.delivery import LEASE, SEND_TIMEOUT, Channel
from crm.store.base import Store
from scheduler.channel import Carrier
from scheduler.clock import Clock
from scheduler.courier import IDLE, Courier
from scheduler.holds import Holds


@dataclass(kw_only=True)
class Relay:
    """Carries deliveries until it is told to stop. A channel that is slow or away does not hold up the others."""

    store: Store
    carriers: Mapping[Channel, Carrier]
    clock: Clock
    executor: Executor
    name: str = ""
    idle: float = IDLE
    send_timeout: float = SEND_TIMEOUT
    lease: timedelta = LEASE
    timer: Callable[[], float] = time.monotonic
    couriers: list[Courier] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.name = self.name or uuid.uuid4().hex
        self.couriers = [self._courier(channel, carrier) for channel, carrier in self.carriers.items()]

    def _courier(self, channel: Channel, carrier: Carrier) -> Courier:
        return Courier(
            store=self.store,
            channel=channel,
            carrier=carrier,
            clock=self.clock,
            executor=self.executor,
            idle=self.idle,
            send_timeout=self.send_timeout,
            holds=Holds(store=self.store, token=self.name, lease=self.lease, timer=self.timer),
        )

    async def run(self) -> None:
        """Work until ``stop``; what was begun is finished, what was not is given back."""
        await asyncio.gather(*(courier.run() for courier in self.couriers))

    def stop(self) -> None:
        for courier in self.couriers:
            courier.stopping = True
        self.clock.wake()

    async def turn(self) -> int:
        """Claim and carry once in every channel; gives the number of deliveries that were taken."""
        return sum(await asyncio.gather(*(courier.turn() for courier in self.couriers)))
