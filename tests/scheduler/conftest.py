"""A relay with a bag in place of the post: it keeps what it is handed and answers as a test likes."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine, select, update

from crm.domain.delivery import Channel, Sent
from crm.store.tables import delivery, delivery_due, lane
from crm.views.parcels import Parcel
from scheduler.channel import Rendered
from scheduler.clock import Clock
from scheduler.relay import Relay
from tests.factories import NOW


@dataclass
class Bag:
    """A carrier. ``answers`` come first, then everything is accepted; ``hold`` keeps it from answering."""

    channel: Channel
    answers: deque[Any] = field(default_factory=deque)
    handed: list[tuple[Parcel, bytes]] = field(default_factory=list)
    rendered: int = 0
    breaks_on: str | None = None
    hold: asyncio.Event | None = None
    meanwhile: Callable[[], Any] = lambda: None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def render(self, parcel):
        about = parcel.entry_or_none
        if about and self.breaks_on == about.number:
            raise LookupError("no such word")
        self.rendered += 1
        said = str(parcel.comment.body) if parcel.comment else str(about.undone if about else parcel.news)
        number = f"<{parcel.id}.{self.rendered}@example.org>" if self.channel is Channel.MAIL else None
        return Rendered(content=f"{self.rendered}: {said}".encode(), message_id=number)

    async def deliver(self, parcel, content):
        self.handed.append((parcel, content))
        self.arrived.set()
        self.meanwhile()
        if self.hold:
            await self.hold.wait()
        answer = self.answers.popleft() if self.answers else Sent(receipt=self._proof(parcel))
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _proof(self, parcel):
        if self.channel is not Channel.SLACK:
            return {}
        return {"channel": parcel.place or f"D{parcel.reader.id}", "ts": f"1.{len(self.handed):06}"}

    @property
    def told(self):
        """Kind, and to whom, in the order it was handed over."""
        return [(one.kind.value, one.place or one.reader.email.partition("@")[0]) for one, _content in self.handed]


@dataclass
class Office:
    """The agency's outbox, its relays and a clock that a test moves."""

    agency: Any
    executor: ThreadPoolExecutor
    now: Any = NOW
    mail: Bag = field(default_factory=lambda: Bag(Channel.MAIL))
    slack: Bag = field(default_factory=lambda: Bag(Channel.SLACK))
    clock: Clock = field(init=False)

    def __post_init__(self):
        self.clock = Clock(lambda: self.now)

    def relay(self, *channels, **settings):
        bags = {Channel.MAIL: self.mail, Channel.SLACK: self.slack}
        carriers = {one: bags[one] for one in channels or bags}
        return Relay(store=self.agency.store, carriers=carriers, clock=self.clock, executor=self.executor, **settings)

    def later(self, **how):
        self.now += timedelta(**how)

    def clear_lanes(self):
        """A second went by in Slack."""
        with self.agency.store.outside(write=True) as connection:
            connection.execute(update(lane).values(next_at=NOW))

    def leases_end(self):
        with self.agency.store.outside(write=True) as connection:
            connection.execute(update(delivery_due).values(leased_until=NOW))

    def ledger(self, **wanted):
        """What became of each delivery: kind, state and reason."""
        with self.agency.read() as session:
            rows = session.rows(select(delivery).order_by(delivery.c.id))
        return [row for row in rows if all(getattr(row, name) == value for name, value in wanted.items())]

    def states(self, **wanted):
        return [(row.kind, row.state, row.reason) for row in self.ledger(**wanted)]

    def waiting(self, channel="mail"):
        """The queue."""
        mine = delivery_due.c.channel == channel
        with self.agency.store.outside() as connection:
            return connection.execute(select(delivery_due).where(mine).order_by(delivery_due.c.delivery_id)).all()


@pytest.fixture
def executor():
    with ThreadPoolExecutor(6) as found:
        yield found


@pytest.fixture
def office(agency, executor):
    agency.forget_deliveries()
    return Office(agency=agency, executor=executor)


@pytest.fixture
def migrator(database_url):
    """Opens the database as its owner, who may change tables."""

    @contextmanager
    def opened():
        engine = create_engine(database_url.replace("postgresql:", "postgresql+psycopg:"))
        with engine.begin() as connection:
            yield connection
        engine.dispose()

    return opened
