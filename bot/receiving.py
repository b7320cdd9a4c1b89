"""Mails coming in: the doors that the settings name, and the mail room behind them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from email.utils import parseaddr

import structlog

from bot import memory
from bot.mail.imap import Account, Fetcher
from bot.mail.listener import Door, listening
from bot.mail.mailroom import Mailroom
from bot.mail.sorting.case import Room
from bot.scanning import Scanner
from bot.settings import WrongSettings
from bot.wiring import House, mail_sender
from crm.store.documents import Documents

log = structlog.get_logger()


@asynccontextmanager
async def receiving(house: House) -> AsyncIterator[None]:
    """Takes mails while the block runs, if there is a door for them.

    Raises:
        WrongSettings: the port cannot be had.
    """
    settings = house.settings
    if not (settings.carnet_mail_listen or settings.carnet_imap_url):
        yield
        return
    memory.give_back()
    async with AsyncExitStack() as open_doors:
        room = await open_doors.enter_async_context(_sorting(house))
        if settings.carnet_mail_listen:
            await _open(house, room, open_doors)
        if settings.carnet_imap_url:
            await open_doors.enter_async_context(_fetching(house, room))
        yield


@asynccontextmanager
async def _sorting(house: House) -> AsyncIterator[Mailroom]:
    settings = house.settings
    sender = mail_sender(settings)
    room = Mailroom(
        room=Room(
            store=house.store,
            documents=Documents(settings.carnet_files_url),
            scanner=Scanner.read(settings.carnet_clamav),
            domain=settings.carnet_mail_reply_domain,
            sender=parseaddr(sender.address)[1],
            sender_domain=sender.domain,
            keys=settings.keys,
            authserv_id=settings.carnet_mail_authserv_id,
        ),
        clock=house.clock,
        executor=house.desk.work,
    )
    running = asyncio.create_task(room.run())
    try:
        yield room
    finally:
        room.stop()
        await running


async def _open(house: House, room: Mailroom, open_doors: AsyncExitStack) -> None:
    settings = house.settings
    door = Door(
        store=house.store,
        clock=house.clock,
        executor=house.desk.work,
        domain=settings.carnet_mail_reply_domain,
        keys=settings.keys,
        arrived=house.clock.wake,
    )
    try:
        port = await open_doors.enter_async_context(listening(door, *settings.mail_listen))
    except OSError as exc:
        where = settings.carnet_mail_listen
        raise WrongSettings(f"CARNET_MAIL_LISTEN: {where} cannot be had ({exc.strerror}); choose another") from exc
    log.info("mail.listening", host=settings.mail_listen[0], port=port)


@asynccontextmanager
async def _fetching(house: House, room: Mailroom) -> AsyncIterator[None]:
    """The mailbox is read in a thread of its own: its server may be slow, and nobody else is to wait for it."""
    loop = asyncio.get_running_loop()

    def ring() -> None:
        loop.call_soon_threadsafe(house.clock.wake)

    fetcher = Fetcher(
        account=Account.read(house.settings.carnet_imap_url), store=house.store, clock=house.clock, arrived=ring
    )
    with ThreadPoolExecutor(1, thread_name_prefix="imap") as thread:
        reading = loop.run_in_executor(thread, fetcher.run)
        try:
            yield
        finally:
            fetcher.stop()
            await reading
