"""`carnet serve`: the doors and the clock, until somebody says that it is enough."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Collection, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from datetime import datetime, time, timedelta
from typing import Any

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from starlette.routing import Route

from bot import meeting
from bot.receiving import receiving
from bot.settings import Settings, WrongSettings
from bot.slack import exports_again
from bot.slack.app import create_app
from bot.slack.home_keeping import Keeper
from bot.slack.web_api import web_client
from bot.stop_links import stop_links
from bot.web.app import Health, create_web
from bot.web.calendar import FeedDoor
from bot.web.files import FileDoor
from bot.web.metrics import Figures
from bot.web.server import serving
from bot.web.unsubscribing import StopDoor
from bot.wiring import House, wired
from crm.domain.errors import Busy
from crm.store import claims, outbox
from crm.store.documents import Documents
from scheduler import silence
from scheduler.digests import Mornings
from scheduler.relay import Relay
from scheduler.service import scheduling
from scheduler.ticks import Tick
from scheduler.tidying import tidy
from scheduler.wake import announcing

PARTS = ("slack", "mail", "web", "scheduler")
NIGHT = time(2, 30)  # UTC; nobody works
EARLY = time(4)  # UTC; nobody in Europe is at work yet
SOON = timedelta(seconds=5)  # whoever moves the sandbox's clock to the morning waits for what it brings
STOP_WITHIN = 8.0  # seconds of the ten that an operator gives us
log = structlog.get_logger()


async def serve(settings: Settings, only: Collection[str] = PARTS) -> None:
    """Run some parts of the house until SIGTERM or SIGINT.

    Raises:
        WrongSettings: a setting keeps this process from starting.
    """
    check(settings, only)
    enough, ready = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, enough.set)
    starting = asyncio.create_task(_run(settings, frozenset(only), enough, ready))
    stopped = asyncio.create_task(enough.wait())
    await asyncio.wait({starting, stopped}, return_when=asyncio.FIRST_COMPLETED)
    if not starting.done():
        # Told to stop: what runs ends by itself, a start that still waits for Slack does not.
        await asyncio.wait({starting}, timeout=STOP_WITHIN if ready.is_set() else 0)
        starting.cancel()
    stopped.cancel()
    with suppress(asyncio.CancelledError):
        await starting


def check(settings: Settings, only: Collection[str]) -> None:
    """What the parts need beyond what every command needs.

    Raises:
        WrongSettings: with its cure.
    """
    if not settings.slack_bot_token:
        raise WrongSettings("SLACK_BOT_TOKEN is missing; copy the bot token from your Slack app's page into .env")
    if "slack" in only and not (settings.slack_app_token or settings.slack_signing_secret):
        raise WrongSettings(
            "SLACK_APP_TOKEN is missing: with it Slack is reached by Socket Mode. "
            "For HTTP set SLACK_SIGNING_SECRET; both are on your Slack app's page"
        )


async def _run(settings: Settings, only: frozenset[str], enough: asyncio.Event, ready: asyncio.Event) -> None:
    async with wired(settings) as house, AsyncExitStack() as open_parts:
        await meeting.sync(house.door, house.slack, house.installation.team, settings.carnet_infobox_channel)
        open_parts.enter_context(announcing(house.store))
        if "scheduler" in only:
            await open_parts.enter_async_context(_relaying(house))
        if "mail" in only:
            await open_parts.enter_async_context(receiving(house))
        if "slack" in only or "web" in only:
            await _open_doors(house, only, open_parts)
        ready.set()
        # What stands now stands until the end; collections need not walk through it while people wait.
        gc.collect()
        gc.freeze()
        log.info("serving", team=house.installation.team, parts=sorted(only))
        await enough.wait()
        log.info("stopping")


async def _open_doors(house: House, only: frozenset[str], open_parts: AsyncExitStack) -> None:
    settings = house.settings
    client = web_client("", house.session, base_url=settings.slack_api_url)
    app = create_app(house.door, client=client, installed=house.installed, signing_secret=settings.slack_signing_secret)
    by_socket = bool(settings.slack_app_token)
    over_http = app if "slack" in only and not by_socket else None
    if "web" in only or over_http:
        health = Health(troubles=lambda: _troubles(house), figures=lambda: _figures(house))
        web = create_web(health, over_http, _rooms(house))
        try:
            port = await open_parts.enter_async_context(serving(web, *settings.listen))
        except OSError as exc:
            where = settings.carnet_http_listen
            raise WrongSettings(f"CARNET_HTTP_LISTEN: {where} cannot be had ({exc.strerror}); choose another") from exc
        log.info("web.listening", host=settings.listen[0], port=port)
    if "slack" in only and by_socket:
        await open_parts.enter_async_context(_socket(app, house))
    if "slack" in only:
        open_parts.push_async_callback(_finish_started)
        await open_parts.enter_async_context(_beside(Keeper(door=house.door).run()))
        await open_parts.enter_async_context(
            _beside(exports_again.go_on(house.door, house.slack, house.installation.team))
        )


@asynccontextmanager
async def _beside(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """What goes on as long as the doors are open."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def _rooms(house: House) -> list[Route]:
    """What people open in a browser."""
    documents, stops = Documents(house.settings.carnet_files_url), stop_links(house.settings)
    rooms = [FileDoor(desk=house.desk, documents=documents, links=house.links).route()] if house.links else []
    rooms += [FeedDoor(desk=house.desk).route()] if house.door.feeds else []
    return [*rooms, *([StopDoor(desk=house.desk, links=stops).route()] if stops else [])]


@asynccontextmanager
async def _socket(app: AsyncApp, house: House) -> AsyncIterator[None]:
    client = web_client("", house.session, base_url=house.settings.slack_api_url)
    handler = AsyncSocketModeHandler(app, house.settings.slack_app_token, web_client=client)
    await meeting.patiently("slack.socket", handler.connect_async)
    try:
        yield
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


async def _finish_started() -> None:
    """Listeners that were begun go on after their acknowledgement; they are waited for."""
    mine = asyncio.current_task()
    started = [task for task in asyncio.all_tasks() if task is not mine and _is_listener(task)]
    if started:
        await asyncio.wait(started, timeout=STOP_WITHIN / 2)


def _is_listener(task: asyncio.Task[object]) -> bool:
    return "slack_bolt" in str(getattr(getattr(task.get_coro(), "cr_code", None), "co_filename", ""))


def _relaying(house: House) -> AbstractAsyncContextManager[None]:
    relay = Relay(store=house.store, carriers=house.carriers(), clock=house.clock, executor=house.desk.work)
    return scheduling(relay, ticks(house), beside=[house.jobs()], stop_within=STOP_WITHIN)


def ticks(house: House) -> tuple[Tick, ...]:
    """What a process that serves does every so often, whether or not anybody asked."""
    settings, team = house.settings, house.installation.team

    async def sync_people() -> None:
        await meeting.sync(house.door, house.slack, team, settings.carnet_infobox_channel)

    async def put_away() -> None:
        await house.desk.work_on(lambda: tidy(house.store))

    async def follow_up() -> None:
        await house.desk.work_on(lambda: silence.follow_up(house.store, house.clock.now()))

    mornings = Mornings(store=house.store, executor=house.desk.work, now=house.clock.now)
    return (
        Tick(name="mornings", work=mornings.tick, every=SOON if settings.carnet_clock_url else timedelta(minutes=1)),
        Tick(name="people", work=sync_people, at=NIGHT),
        Tick(name="silence", work=follow_up, at=EARLY),
        Tick(name="tidy", work=put_away, every=timedelta(hours=1)),
    )


async def _troubles(house: House) -> list[str]:
    try:
        await house.desk.work_on(lambda: _queue(house))
    except Busy:
        return ["The database does not answer. Look at CARNET_DATABASE_URL and the database itself."]
    return []


def _queue(house: House) -> tuple[int, datetime | None]:
    with house.store.outside() as connection:
        return claims.queue(connection)


async def _figures(house: House) -> Figures:
    def counted() -> Figures:
        waiting, oldest = _queue(house)
        with house.store.read(house.desk.workspace(house.installation.team)) as session:
            troubled = outbox.count_troubled(session)
        overdue = (house.clock.now() - oldest).total_seconds() if oldest else 0.0
        return Figures(waiting=waiting, troubled=troubled, overdue=max(overdue, 0.0))

    return await house.desk.work_on(counted)
