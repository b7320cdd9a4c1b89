"""A process that performs actions and carries deliveries until it is killed: ``worker.py URL WORKSPACE PORT NUMBER…``.

It says each number when its action is acknowledged. Without numbers it ends when no mail is owed any more.
"""

from __future__ import annotations

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import func, select

from bot.mail.channel import MailChannel, Sender
from bot.mail.smtp import Connection, Server
from crm.actions import ACTIONS
from crm.domain.delivery import Channel
from crm.domain.errors import Busy
from crm.perform import run
from crm.store.base import Store
from crm.store.tables import delivery_due
from scheduler.clock import Clock
from scheduler.relay import Relay
from scheduler.service import scheduling

LEASE = timedelta(seconds=1)
SENDER = Sender(address="notify@example.org", reply_domain="reply.example.org", secret=b"a long random text")


def perform(store, workspace, number):
    inputs = {"clients": ["CMP-1"], "note": f"Call number {number}.", "participants": ["M-2", "M-7"]}
    while True:
        with suppress(Busy):
            return run(
                store,
                workspace,
                ACTIONS["info"],
                actor="M-4",
                inputs=inputs,
                source=f"kill:{number}",
                now=datetime.now(UTC),
            )


def owed(store):
    with store.outside() as connection:
        return connection.execute(select(func.count()).where(delivery_due.c.channel == "mail")).scalar_one()


async def work(store, workspace, port, numbers):
    with ThreadPoolExecutor(4) as executor:
        channel = MailChannel(Connection(Server(host="127.0.0.1", port=port)), SENDER, executor)
        relay = Relay(
            store=store, carriers={Channel.MAIL: channel}, clock=Clock(), executor=executor, lease=LEASE, idle=0.2
        )
        async with scheduling(relay):
            for number in numbers:
                await asyncio.to_thread(perform, store, workspace, number)
                sys.stdout.write(f"{number}\n")
                sys.stdout.flush()
            while numbers or await asyncio.to_thread(owed, store):
                await relay.clock.sleep(0.2)


if __name__ == "__main__":
    # Standard output is for what is acknowledged.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    url, workspace, port, *numbers = sys.argv[1:]
    asyncio.run(work(Store(url), int(workspace), int(port), [int(one) for one in numbers]))
