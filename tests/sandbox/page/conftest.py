from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator

import pytest_asyncio
from page_stage import Stage
from page_town import PATIENCE, Town, town
from playwright.async_api import Browser, async_playwright

# A build machine has no display, no GPU and no wish to call home.
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium():
    """The system's Chromium; without one, Playwright's own."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stage(browser: Browser) -> AsyncIterator[Stage]:
    page = await browser.new_page(viewport={"width": 900, "height": 800})
    page.set_default_timeout(PATIENCE)
    stage = Stage(page=page)
    await page.route("**/*", stage.answer)
    yield stage
    await page.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def founded(browser: Browser) -> AsyncIterator[Town]:
    async with town(browser) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def place(founded: Town) -> AsyncIterator[Town]:
    """The town with nothing said in it yet; pages that a test opened are closed after it."""
    await founded.fresh()
    before = list(founded.browser.contexts)
    yield founded
    for context in founded.browser.contexts:
        if context not in before:
            await context.close()
