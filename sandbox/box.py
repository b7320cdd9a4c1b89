"""The whole sandbox in one value: workspace, mailbox, clock, faults, records and news."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.installed import App
from sandbox.mailbox import Mailbox
from sandbox.news import BYE, News
from sandbox.rates import Rates
from sandbox.records import Records
from sandbox.seed import read, workspace
from sandbox.triggers import Tickets, Triggers
from sandbox.workspace import Workspace


@dataclass(kw_only=True, slots=True)
class Settings:
    """Where the sandbox is reached, and how patient it is; tests shorten the waits."""

    base: str = "http://127.0.0.1:8484"
    ack_within: float = 3.0
    # Slack tries an event again at once, after a minute and after five.
    retry_waits: tuple[float, ...] = (0.0, 60.0, 300.0)
    # host:port that takes the mails which people write in the mailbox page; none, nobody does.
    mail_out: str = ""
    rates: bool = False


@dataclass(kw_only=True, slots=True)
class Box:
    """What all parts of the sandbox share."""

    workspace: Workspace
    settings: Settings = field(default_factory=Settings)
    mailbox: Mailbox = field(default_factory=Mailbox)
    news: News = field(default_factory=News)
    clock: Clock = field(default_factory=Clock)
    faults: Faults = field(default_factory=Faults)
    records: Records = field(default_factory=Records)
    triggers: Triggers = field(default_factory=Triggers)
    tickets: Tickets = field(default_factory=Tickets)
    rates: Rates = field(default_factory=Rates)
    # Addresses of Socket Mode that were given out and not used yet.
    links: set[str] = field(default_factory=set)
    # Events on their way to the app; the courier takes them from here.
    events: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)

    def emit(self, event: dict[str, Any]) -> None:
        """Something happened that the app may want to hear of."""
        self.events.put_nowait(event)

    @property
    def app(self) -> App:
        return self.workspace.app

    def farewell(self) -> None:
        """The sandbox ends: whoever waits for news need not wait any longer."""
        self.news.tell(BYE)
        self.clock.moved.set()

    def reset(self) -> None:
        """Messages, views, mails and records go; members, channels and the app stay."""
        self.workspace.clear()
        self.mailbox.clear()
        self.faults.clear()
        self.records.clear()
        self.triggers.given.clear()
        self.tickets.given.clear()
        self.rates.calls.clear()
        self.news.tell("reset")


def packed(seed: dict[str, Any] | None = None, settings: Settings | None = None, app: App | None = None) -> Box:
    """A sandbox with the content of a seed, the shipped agency without one."""
    return Box(workspace=workspace(seed or read(None), app or App()), settings=settings or Settings())
