"""The door and the mail room, as a process of their own: ``python -m tests.bench.receiving URL FOLDER``."""

from __future__ import annotations

import asyncio
import logging
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog

from bot import memory
from bot.mail.listener import Door, listening
from bot.mail.mailroom import Mailroom
from bot.mail.sorting.case import Room
from crm.store.base import Store
from crm.store.documents import Documents
from scheduler.clock import Clock

DOMAIN = "reply.agency.example"


async def _work(url: str, folder: str) -> None:
    store, clock = Store(url), Clock()
    with ThreadPoolExecutor(4) as executor:
        places: dict[str, Any] = {"store": store, "documents": Documents(f"file:{folder}"), "domain": DOMAIN}
        room = Room(**places, sender="carnet@agency.example", sender_domain="agency.example", keys=(b"bench",))
        mailroom = Mailroom(room=room, clock=clock, executor=executor)
        door = Door(store=store, clock=clock, executor=executor, domain=DOMAIN, keys=(b"bench",), arrived=clock.wake)
        async with listening(door, "127.0.0.1", 0) as port:
            print(port, flush=True)  # noqa: T201 - read by whoever started us
            await mailroom.run()


if __name__ == "__main__":
    # Nobody reads what it says, and a pipe that is full would hold it up.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    memory.give_back()
    asyncio.run(_work(*sys.argv[1:]))
