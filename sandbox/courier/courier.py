"""Who carries: chooses the way, waits for the app's acknowledgement, tries events again, writes down what happened."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field, replace
from typing import Any

from sandbox.box import Box
from sandbox.courier.envelope import envelope, wanted
from sandbox.courier.lines import Lines
from sandbox.courier.parcel import EVENT, NO_APP, RETRY_REASONS, Parcel, Receipt
from sandbox.courier.post import Post

Node = dict[str, Any]

HELD_AT_MOST = 1.0


@dataclass(kw_only=True, slots=True)
class Courier:
    """Carries to the app; one for each sandbox."""

    box: Box
    lines: Lines
    post: Post
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    # An event that is held back comes after the next one.
    held: list[Node] = field(default_factory=list)

    @classmethod
    def of(cls, box: Box) -> Courier:
        return cls(box=box, lines=Lines(box), post=Post(box))

    async def once(self, parcel: Parcel) -> Receipt:
        """One attempt, by whichever way the app is there."""
        within, started = self.box.settings.ack_within, time.perf_counter()
        if self.box.app.request_url:
            receipt = await self.post.carry(parcel, within)
        elif line := self.lines.next():
            receipt = await line.carry(parcel, within)
        else:
            receipt = Receipt(error=NO_APP)
        return replace(receipt, milliseconds=(time.perf_counter() - started) * 1000)

    async def ask(self, parcel: Parcel) -> Receipt:
        """Carries what a person waits for: once, and the person is told when it fails."""
        if slow := self.box.faults.strike(parcel.name, "event_latency"):
            await asyncio.sleep(slow.seconds)
        receipt = await self.once(parcel)
        self.note(parcel, receipt)
        return receipt

    def note(self, parcel: Parcel, receipt: Receipt, problems: tuple[str, ...] = ()) -> None:
        kind = "event" if parcel.kind == EVENT else parcel.payload.get("type") or "command"
        found = problems or ((receipt.error,) if receipt.error else ())
        self.box.records.note(
            kind, parcel.name, parcel.payload, receipt.body, milliseconds=receipt.milliseconds, problems=found
        )
        self.box.news.tell("record")

    async def run(self) -> None:
        """Takes events as they happen; each goes its own way, so that a slow one holds nobody up."""
        while True:
            event = await self.box.events.get()
            if not wanted(self.box, event):
                continue
            for one in self.weathered(event):
                self.start(one)

    def start(self, event: Node) -> None:
        task = asyncio.create_task(self.deliver(Parcel(kind=EVENT, payload=event)))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def weathered(self, event: Node) -> list[Node]:
        """What bad weather makes of an event: twice, or later than the next."""
        whole, name = envelope(self.box, event), event["type"]
        if self.box.faults.strike(name, "reorder"):
            self.held.append(whole)
            # When nothing follows that could overtake it, it goes all the same.
            asyncio.get_running_loop().call_later(HELD_AT_MOST, self.release)
            return []
        twice = [whole] if self.box.faults.strike(name, "repeat") else []
        late, self.held = self.held, []
        return [whole, *twice, *late]

    def release(self) -> None:
        late, self.held = self.held, []
        for one in late:
            self.start(one)

    async def deliver(self, parcel: Parcel) -> None:
        """An event, tried again as Slack does until the app takes it."""
        if self.box.faults.strike(parcel.name, "drop_socket"):
            await self.lines.cut()
        if slow := self.box.faults.strike(parcel.name, "event_latency"):
            await asyncio.sleep(slow.seconds)
        receipt = await self.once(parcel)
        self.note(parcel, receipt)
        for attempt, wait in enumerate(self.box.settings.retry_waits, 1):
            if receipt.ok or receipt.stop:
                return
            await self.reachable(wait)
            reason = RETRY_REASONS[receipt.error]
            again = replace(parcel, attempt=attempt, reason=reason if self.box.app.request_url else "timeout")
            receipt = await self.once(again)
            self.note(again, receipt)

    async def reachable(self, wait: float) -> None:
        """Waits before the next attempt; an app in Socket Mode gets it as soon as it is back."""
        if self.box.app.request_url or self.lines.open:
            await asyncio.sleep(wait)
            return
        try:
            await asyncio.wait_for(self.lines.changed.wait(), max(wait, self.box.settings.ack_within))
        except TimeoutError:
            return

    async def close(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.post.close()
