"""Where the real things are chosen: the store, Slack, mail and the clock, put together for one process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot import meeting
from bot.desk import Desk
from bot.feed_links import feed_links
from bot.file_links import FileLinks, file_links
from bot.following import Followed, follow
from bot.mail.channel import MailChannel, Sender
from bot.mail.smtp import Connection, Server
from bot.scanning import Scanner
from bot.settings import Settings
from bot.slack.app import Installation
from bot.slack.channel import SlackChannel
from bot.slack.context import Door
from bot.slack.files import Fetcher
from bot.slack.progress import ProgressTeller
from bot.slack.web_api import http_session, relay_client, web_client
from bot.stop_links import stop_links
from crm.domain.delivery import Channel
from crm.store import shape
from crm.store.base import Store
from crm.store.documents import Documents
from scheduler.channel import Carrier
from scheduler.clock import Clock
from scheduler.effects import Effects
from scheduler.jobs import Jobs

INTERACTIVE, WORK = 8, 4  # threads; the pool of connections serves them, the relay and the mail sender
SPARE = 2


@dataclass(kw_only=True)
class House:
    """Everything one process works with; ``wired`` opens and closes it."""

    settings: Settings
    store: Store
    clock: Clock
    desk: Desk
    door: Door
    session: aiohttp.ClientSession
    slack: AsyncWebClient
    installation: Installation
    sender: ThreadPoolExecutor
    links: FileLinks | None = None

    def installed(self, team: str) -> Installation | None:
        return self.installation if team == self.installation.team else None

    def carriers(self) -> dict[Channel, Carrier]:
        """What brings deliveries to people; without a mail server their mails wait."""
        slack = relay_client(self.installation.token, self.session, base_url=self.settings.slack_api_url)
        documents = Documents(self.settings.carnet_files_url)
        fetcher = Fetcher(desk=self.desk, documents=documents, scanner=Scanner.read(self.settings.carnet_clamav))
        found: dict[Channel, Carrier] = {
            Channel.SLACK: SlackChannel(lambda _team: slack, fetcher, self.links),
            Channel.CARNET: Effects(store=self.store, executor=self.desk.work, now=self.clock.now, documents=documents),
        }
        if self.settings.carnet_smtp_url:
            found[Channel.MAIL] = MailChannel(
                Connection(Server.read(self.settings.carnet_smtp_url)),
                mail_sender(self.settings),
                self.sender,
                self.links,
            )
        return found

    def jobs(self) -> Jobs:
        """What works jobs off, and tells in Slack how far they are."""
        slack = relay_client(self.installation.token, self.session, base_url=self.settings.slack_api_url)
        return Jobs(
            store=self.store, clock=self.clock, executor=self.desk.work, teller=ProgressTeller(lambda _team: slack)
        )


def mail_sender(settings: Settings) -> Sender:
    """Who we are in mails."""
    return Sender(
        address=settings.carnet_mail_from,
        reply_domain=settings.carnet_mail_reply_domain,
        secret=settings.keys[0] if settings.keys else b"",
        answers=bool(settings.carnet_mail_listen or settings.carnet_imap_url),
        stops=stop_links(settings),
    )


@asynccontextmanager
async def wired(settings: Settings) -> AsyncIterator[House]:
    """A process's things, opened in order and closed in the other.

    Raises:
        WrongSettings: Slack's token is not taken.
        Refused: the database's tables are of another version.
    """
    followed = Followed()
    clock = Clock(followed.now)
    store = Store(settings.carnet_database_url, threads=INTERACTIVE + WORK + SPARE)
    desk = Desk.open(store, clock, interactive=INTERACTIVE, work=WORK)
    sender = ThreadPoolExecutor(1, thread_name_prefix="mail")
    session = http_session()
    following = _following(session, settings.carnet_clock_url, followed, clock)
    try:
        slack = web_client(settings.slack_bot_token, session, base_url=settings.slack_api_url)
        links = file_links(settings)
        takes_mail = bool(settings.carnet_mail_listen or settings.carnet_imap_url)
        door = Door(
            desk=desk,
            infobox=settings.carnet_infobox_channel,
            mail_domain=settings.carnet_mail_reply_domain if takes_mail else "",
            links=links,
            feeds=feed_links(settings),
        )
        await meeting.patiently("database", lambda: desk.work_on(lambda: shape.check(store)))
        installation = await meeting.patiently("slack", lambda: meeting.introduce(settings, desk, slack))
        yield House(
            settings=settings,
            store=store,
            clock=clock,
            desk=desk,
            door=door,
            session=session,
            slack=slack,
            installation=installation,
            sender=sender,
            links=links,
        )
    finally:
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following
        await session.close()
        desk.close()
        sender.shutdown(cancel_futures=True)
        store.dispose()


def _following(session: aiohttp.ClientSession, url: str, followed: Followed, clock: Clock) -> asyncio.Task[None]:
    return asyncio.create_task(follow(session, url, followed, clock) if url else asyncio.sleep(0))
