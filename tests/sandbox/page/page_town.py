"""A sandbox with its pages and an app in it, and members who look at it in a real browser."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from page_app import MANIFEST, Heard, listeners
from playwright.async_api import Browser, Page, expect
from sandbox_here import Here
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.box import packed
from sandbox.running import running
from sandbox.whole import create_app

PICTURES = os.environ.get("PICTURES")  # the folder for whoever wants to look at pages
PATIENCE = 15_000
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 320, "height": 640}

expect.set_options(timeout=PATIENCE)


@dataclass(kw_only=True)
class Town:
    """Where everything runs; pages are opened for a member, at a place."""

    here: Here
    heard: Heard
    browser: Browser

    @property
    def base(self):
        return self.here.base

    async def fresh(self):
        """Everything that was said before is forgotten."""
        await self.here.ask("POST", "reset")
        self.heard.submissions.clear()
        self.heard.closed.clear()
        self.heard.actions.clear()

    async def page(self, path="/", *, size=WIDE, **query):
        context = await self.browser.new_context(viewport=size, locale="en-GB", reduced_motion="reduce")
        page = await context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.errors = []
        await page.goto(f"{self.base}{path}?{'&'.join(f'{key}={value}' for key, value in query.items())}")
        return page

    async def workspace(self, user, channel="", **more):
        page = await self.page("/", **{"as": user, "channel": channel} | more)
        await page.locator("body[data-live]").wait_for(state="attached")
        return page


async def picture(page: Page, name, *, narrow=False):
    """Nothing may overflow the window; and a picture of it for whoever wants to look."""
    sizes = {"1440": WIDE} | ({"320": NARROW} if narrow else {})
    for label, size in reversed(sizes.items()):
        await page.set_viewport_size(size)
        if PICTURES:
            await page.screenshot(path=Path(PICTURES) / f"page-{name}-{label}.png")
        over = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert over <= 0, f"{name} is {over} pixels too wide for {label}"


@asynccontextmanager
async def town(browser: Browser) -> AsyncIterator[Town]:
    # Connections that are kept would be closed by the server while tests of other files run.
    once = aiohttp.TCPConnector(force_close=True)
    async with running(create_app(packed())) as served, aiohttp.ClientSession(connector=once) as session:
        slack = AsyncWebClient(token="xoxb-sandbox-bot-token", base_url=f"{served.base}/api/", session=session)
        here, heard = Here(running=served, session=session, slack=slack), Heard()
        assert (await here.ask("PUT", "manifest", manifest=MANIFEST))["ok"]
        app = AsyncApp(client=slack, signing_secret="unused")
        listeners(app, heard)
        handler = AsyncSocketModeHandler(app, "xapp-1-sandbox-app-token", web_client=slack)
        await handler.connect_async()
        await here.look("connections", wait=5)
        yield Town(here=here, heard=heard, browser=browser)
        await handler.close_async()
