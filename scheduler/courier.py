"""A courier: claims the deliveries of one channel, hands them over and writes down what became of them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from typing import TypeVar

import structlog

from crm.domain.delivery import SEND_TIMEOUT, Again, Channel, Never, Receipt
from crm.domain.errors import Busy
from crm.store import claims
from crm.store.base import Store
from crm.store.claims import Claimed
from crm.store.due import Look
from crm.store.troubles import Overtaken
from crm.views.parcels import Parcel
from scheduler import ledger
from scheduler.channel import MANNERS, BulkCarrier, Carrier
from scheduler.clock import Clock
from scheduler.holds import Holds, Key
from scheduler.ledger import Ready

IDLE = 1.0  # seconds; another process may have owed something, or something has become due
GATHER = 0.05  # seconds
GATHER_AT_MOST = 32  # receipts; what a kill can send twice, and as many again on their way
log = structlog.get_logger()
T = TypeVar("T")
Prepare = Callable[[Sequence[Claimed], datetime], list[Ready]]
Receipts = asyncio.Queue[tuple[Parcel, Receipt] | None]


@dataclass(kw_only=True)
class Courier:
    """Carries one channel until it is told to stop."""

    store: Store
    channel: Channel
    carrier: Carrier
    clock: Clock
    executor: Executor
    holds: Holds
    idle: float = IDLE
    send_timeout: float = SEND_TIMEOUT
    stopping: bool = False
    _pause: timedelta = field(default_factory=timedelta)
    _look: Look = field(default_factory=Look)

    async def run(self) -> None:
        """Work until ``stop``; what was begun is finished, what was not is given back."""
        while not self.stopping:
            heard = self.clock.woken
            try:
                carried = await self.turn()
            except (Busy, Overtaken):
                # The database is away, or somebody else was a moment faster; what is owed waits in it.
                carried = 0
            except Exception:
                # The edge of the loop: one turn's bug must not silence all later ones; the claims' leases end.
                log.exception("courier.turn_failed", channel=self.channel.value)
                carried = 0
            if self._pause:
                await self._rest()
            elif not carried and not self.stopping:
                await self.clock.sleep(self.idle, heard)

    async def turn(self) -> int:
        """Claim and carry once; gives the number of deliveries that were taken."""
        claimed = await self._work(self._claim)
        for workspace, group in groupby(sorted(claimed, key=_key), key=_workspace):
            mine = list(group)
            try:
                await self._carry(workspace, await self._work(partial(self._prepare, workspace, mine)))
            finally:
                # What was not tried; nothing of it was begun, however this ends.
                with suppress(Busy, Overtaken):
                    await self._work(partial(self.holds.give_back, [one.key for one in mine]))
        return len(claimed)

    def _claim(self) -> list[Claimed]:
        asked_at = self.holds.timer()
        with self.store.outside(write=True) as connection:
            claimed = claims.claim(
                connection,
                token=self.holds.token,
                now=self.clock.now(),
                channel=self.channel,
                count=MANNERS[self.channel].batch,
                lease=self.holds.lease,
                look=self._look,
            )
        self.holds.add(claimed, asked_at)
        return claimed

    def _prepare(self, workspace: int, claimed: Sequence[Claimed]) -> list[Ready]:
        prepare = partial(ledger.prepare, self.store, self.carrier, self.holds.token, workspace)
        try:
            ready = prepare(claimed, self.clock.now())
        except (Busy, Overtaken):
            raise
        except Exception:
            # The edge of the loop: a delivery that cannot even be read must not hold up those it was claimed with.
            log.exception("courier.not_prepared", channel=self.channel.value, workspace=workspace)
            ready = self._one_by_one(workspace, claimed, prepare)
        going = {(workspace, one.parcel.id) for one in ready}
        self.holds.drop(one.key for one in claimed if one.key not in going)
        return ready

    def _one_by_one(self, workspace: int, claimed: Sequence[Claimed], prepare: Prepare) -> list[Ready]:
        ready: list[Ready] = []
        for one in claimed:
            try:
                ready += prepare([one], self.clock.now())
            except (Busy, Overtaken):
                raise
            except Exception as exc:
                # As above; it is looked at again when somebody may have mended it.
                log.exception("delivery.not_prepared", delivery=one.delivery)
                reason = f"not prepared: {type(exc).__name__}"
                ledger.postpone(self.store, self.holds.token, one, reason, self.clock.now())
        return ready

    async def _carry(self, workspace: int, ready: Sequence[Ready]) -> None:
        """Send in order, some at once where the channel allows it, while the receipts are written beside."""
        waiting = deque(ready)
        receipts: Receipts = asyncio.Queue()
        writing = asyncio.create_task(self._write(workspace, receipts))

        async def hand_over() -> None:
            while waiting and not self.stopping and not self._pause:
                chosen = [waiting.popleft() for _ in range(min(len(waiting), MANNERS[self.channel].together))]
                going = [one for one in chosen if await self._may_send(_key_of(one))]
                taken = self.holds.take(map(_key_of, going))
                told = await self._deliver(going)
                for one, receipt in zip(going, told, strict=False):
                    receipts.put_nowait((one.parcel, receipt))
                untried = going[len(told) :]
                self.holds.put_back({key: taken[key] for key in map(_key_of, untried)})
                waiting.extendleft(reversed(untried))

        try:
            await asyncio.gather(*(hand_over() for _ in range(MANNERS[self.channel].at_once)))
        finally:
            receipts.put_nowait(None)
            await writing

    async def _may_send(self, key: Key) -> bool:
        """A relay that stalled must not send what another has taken over meanwhile."""
        while not self.holds.sure_of(key):
            if self.holds.lost(key):
                return False
            await self._work(self.holds.renew)
        return True

    async def _deliver(self, going: Sequence[Ready]) -> Sequence[Receipt]:
        """The receipts of the first of these, which may be all of them."""
        try:
            async with asyncio.timeout(self.send_timeout):
                told = await self._hand_over(going)
        except TimeoutError:
            told = [Again(reason="no answer in time", doubtful=True)] * len(going)
        except Exception as exc:
            # The edge of the loop: a bug in one delivery is kept with it and must not stop the others.
            log.exception("delivery.broke", deliveries=[one.parcel.id for one in going])
            told = [Again(reason=type(exc).__name__, doubtful=True)] * len(going)
        for one, receipt in zip(going, told, strict=False):
            self._note(one.parcel, receipt)
        return told

    async def _hand_over(self, going: Sequence[Ready]) -> Sequence[Receipt]:
        if isinstance(self.carrier, BulkCarrier):
            return await self.carrier.deliver_all([(one.parcel, one.content) for one in going])
        return [await self.carrier.deliver(one.parcel, one.content) for one in going[:1]]

    def _note(self, parcel: Parcel, receipt: Receipt) -> None:
        if isinstance(receipt, Again) and receipt.pause:
            self._pause = receipt.pause
        if isinstance(receipt, Again | Never):
            log.warning("delivery.not_sent", delivery=parcel.id, channel=self.channel.value, reason=receipt.reason)

    async def _write(self, workspace: int, receipts: Receipts) -> None:
        """Receipts that come close together are written together: each group costs as much as five mails."""
        more = True
        while more:
            done = await _together(receipts)
            more = done[-1] is not None
            told = [one for one in done if one is not None]
            if told:
                await self._record(workspace, told)
                log.info("courier.told", channel=self.channel.value, workspace=workspace, count=len(told))

    async def _record(self, workspace: int, told: Sequence[tuple[Parcel, Receipt]]) -> None:
        """A receipt that is not written would be a second mail; it waits until the database is back."""
        while True:
            try:
                return await self._work(
                    partial(ledger.record, self.store, self.holds.token, workspace, told, self.clock.now())
                )
            except (Busy, Overtaken):
                if self.stopping:
                    raise
                log.warning("courier.receipts_wait", channel=self.channel.value, count=len(told))
                await asyncio.sleep(self.idle)

    async def _rest(self) -> None:
        """The channel is out of order: one delivery at a time asks whether it is well again."""
        pause, self._pause = self._pause, timedelta()
        log.error("channel.out_of_order", channel=self.channel.value, seconds=pause.total_seconds())
        until = self.holds.timer() + pause.total_seconds()
        while not self.stopping and (left := until - self.holds.timer()) > 0:
            await self.clock.sleep(left)

    async def _work(self, function: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.executor, function)


def _key_of(one: Ready) -> Key:
    return one.parcel.workspace.id, one.parcel.id


def _key(one: Claimed) -> Key:
    return one.key


def _workspace(one: Claimed) -> int:
    return one.workspace


async def _together(receipts: Receipts) -> list[tuple[Parcel, Receipt] | None]:
    """What comes within a moment of the first, or until there is no more to come."""
    done = [await receipts.get()]
    with suppress(TimeoutError):
        async with asyncio.timeout(GATHER):
            while done[-1] is not None and len(done) < GATHER_AT_MOST:
                done.append(await receipts.get())
    return done
