"""Twenty people look at a channel while fifty messages a second are said in it."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import statistics
import sys
import time
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import async_playwright

pytestmark = pytest.mark.soak

ROOT = Path(__file__).parents[2]
SECONDS = float(os.environ.get("SOAK_SECONDS", "60"))
SESSIONS, EACH_SECOND, LATE = 20, 50, 0.3
CHANNEL = "C0GENERAL1"
VIEWERS = ("U0CLAIRE01", "U0THOMAS1", "U0EMMA001", "U0SOFIA01")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
# A message's timestamp is the moment in which it was said; the page notes how long it took to be seen.
WATCH = """() => {
  window.seen = new Map();
  const look = (node) => {
    const ts = node.dataset?.ts;
    if (ts && !seen.has(ts)) seen.set(ts, Date.now() / 1000 - Number(ts));
  };
  new MutationObserver((changes) => changes.forEach(({ addedNodes }) => addedNodes.forEach(look)))
    .observe(document.getElementById("messages"), { childList: true });
}"""


def chromium():
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


async def sandbox():
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", "--port", "0", "--smtp-port", "0", cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    return process, (await process.stdout.readline()).decode().split()[-1]


async def flood(base):
    """Says something fifty times a second; gives the timestamps."""
    said, start = [], time.monotonic()
    async with aiohttp.ClientSession() as session:

        async def say(number):
            asked = {"user": "U0JULIEN1", "channel": CHANNEL, "text": f"Note {number}"}
            async with session.post(f"{base}/sandbox/act/message", json=asked) as answer:
                said.append((await answer.json())["ts"])

        async with asyncio.TaskGroup() as group:
            for number in range(int(SECONDS * EACH_SECOND)):
                group.create_task(say(number))
                await asyncio.sleep(max(0.0, start + (number + 1) / EACH_SECOND - time.monotonic()))
    return said


async def test_no_message_is_missed_and_none_is_late():
    process, base = await sandbox()
    try:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
            pages = [await browser.new_page() for _ in range(SESSIONS)]
            for number, page in enumerate(pages):
                await page.goto(f"{base}/?as={VIEWERS[number % len(VIEWERS)]}&channel={CHANNEL}")
                await page.locator("body[data-live]").wait_for(state="attached")
                await page.evaluate(WATCH)
            said = await flood(base)
            for page in pages:
                await page.locator(f'[data-ts="{said[-1]}"]').wait_for(state="attached", timeout=10_000)
            seen = [dict(json.loads(await page.evaluate("JSON.stringify([...seen])"))) for page in pages]
            await browser.close()
    finally:
        process.kill()
        await process.wait()
    waits = [wait for one in seen for wait in one.values()]
    # What the soak is run for.
    print(f"seen after {statistics.median(waits):.3f} s, p95 {statistics.quantiles(waits, n=20)[-1]:.3f} s")  # noqa: T201
    assert [len(set(said) - one.keys()) for one in seen] == [0] * SESSIONS
    assert statistics.quantiles(waits, n=20)[-1] <= LATE
