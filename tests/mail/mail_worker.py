"""Carnet's post, both ways, until it is killed: ``URL FOLDER SMTP LISTEN IMAP`` (ports; 0 for no mailbox)."""

from __future__ import annotations

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from datetime import timedelta

import structlog

from bot.mail.channel import MailChannel
from bot.mail.imap import Account, Fetcher
from bot.mail.listener import Door, listening
from bot.mail.mailroom import Mailroom
from bot.mail.smtp import Connection, Server
from bot.mail.sorting.case import Room
from crm.domain.delivery import Channel
from crm.store.base import Store
from crm.store.documents import Documents
from scheduler.clock import Clock
from scheduler.relay import Relay
from scheduler.service import scheduling
from tests.mail.post import SENDER

LEASE = timedelta(seconds=2)
DOMAIN = {True: "box.talents-jura.example", False: SENDER.reply_domain}


async def work(url, folder, smtp, listen, imap):
    store, clock = Store(url), Clock()
    domain = DOMAIN[bool(imap)]
    sender = type(SENDER)(address=SENDER.address, reply_domain=domain, secret=SENDER.secret, answers=True)
    with ThreadPoolExecutor(6) as executor:
        channel = MailChannel(Connection(Server(host="127.0.0.1", port=smtp)), sender, executor)
        relay = Relay(
            store=store, carriers={Channel.MAIL: channel}, clock=clock, executor=executor, lease=LEASE, idle=0.2
        )
        room = Mailroom(
            room=Room(
                store=store,
                documents=Documents(f"file:{folder}"),
                domain=domain,
                sender="notify@talents-jura.example",
                sender_domain=sender.domain,
                keys=(sender.secret,),
            ),
            clock=clock,
            executor=executor,
            lease=LEASE,
        )
        loop = asyncio.get_running_loop()

        def ring():
            loop.call_soon_threadsafe(clock.wake)

        async with AsyncExitStack() as doors:
            await doors.enter_async_context(scheduling(relay))
            door = Door(
                store=store, clock=clock, executor=executor, domain=domain, keys=(sender.secret,), arrived=clock.wake
            )
            await doors.enter_async_context(listening(door, "127.0.0.1", listen))
            if imap:
                account = Account(host="127.0.0.1", port=imap, user=f"reply@{domain}", password="secret", tls=False)
                fetcher = Fetcher(account=account, store=store, clock=clock, arrived=ring)
                loop.run_in_executor(executor, fetcher.run)
            sys.stdout.write("ready\n")
            sys.stdout.flush()
            await room.run()


if __name__ == "__main__":
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    url, folder, *ports = sys.argv[1:]
    asyncio.run(work(url, folder, *(int(one) for one in ports)))
