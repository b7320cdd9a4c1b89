"""A flood of messages, browsers that look at it, and who has work with it: python -m tests.soak.flooding 1 20."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import statistics
import sys
import time
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import psutil
from playwright.async_api import async_playwright

ROOT = Path(__file__).parents[2]
SECONDS = float(os.environ.get("SOAK_SECONDS", "60"))
EACH_SECOND = 50
CHANNEL, SPEAKER = "C0GENERAL1", "U0JULIEN1"
VIEWERS = ("U0CLAIRE01", "U0THOMAS1", "U0EMMA001", "U0SOFIA01")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
# The page itself notes when it has drawn a message: a task that is asked for while a picture is made runs after it.
WATCH = """() => {
  window.seen = {};
  let waiting = [];
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    for (const ts of waiting) seen[ts] ??= Date.now() / 1000;
    waiting = [];
  };
  const look = (changes) => {
    const nodes = changes.flatMap(({ addedNodes }) => [...addedNodes]);
    waiting.push(...nodes.map(({ dataset }) => dataset?.ts).filter(Boolean));
    requestAnimationFrame(() => port2.postMessage(null));
  };
  new MutationObserver(look).observe(document.getElementById("messages"), { childList: true });
}"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Flood:
    """What was said when, when each page had drawn it, and the seconds of a processor by kind of process."""

    said: dict[str, float]
    seen: list[dict[str, float]]
    spent: dict[str, float]

    def missed(self):
        return [len(self.said.keys() - one.keys()) for one in self.seen]

    def waits(self):
        """From the moment in which somebody pressed Enter."""
        return sorted(at - self.said[ts] for one in self.seen for ts, at in one.items() if ts in self.said)

    def figures(self):
        waits = self.waits()
        cuts = statistics.quantiles(waits, n=100)
        spent = ", ".join(f"{kind} {seconds:.2f}" for kind, seconds in sorted(self.spent.items()))
        return (
            f"{len(self.seen)} browsers: p50 {cuts[49]:.3f} s, p95 {cuts[94]:.3f} s, p99 {cuts[98]:.3f} s, "
            f"latest {waits[-1]:.3f} s, missed {sum(self.missed())}; processors busy: {spent}"
        )


def chromium():
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@asynccontextmanager
async def sandbox():
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", "--port", "0", "--smtp-port", "0", cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    try:
        yield (await process.stdout.readline()).decode().split()[-1]
    finally:
        process.kill()
        await process.wait()


async def say_all(base, seconds):
    """Says something fifty times a second; gives the timestamps, each with the moment in which it was due."""
    said, start, ahead = {}, time.monotonic(), time.time() - time.monotonic()
    async with aiohttp.ClientSession() as session:

        async def say(number, due):
            asked = {"user": SPEAKER, "channel": CHANNEL, "text": f"Note {number}"}
            async with session.post(f"{base}/sandbox/act/message", json=asked) as answer:
                said[(await answer.json())["ts"]] = due + ahead

        async with asyncio.TaskGroup() as group:
            for number in range(int(seconds * EACH_SECOND)):
                due = start + number / EACH_SECOND
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                group.create_task(say(number, due))
    return said


def kind(process):
    """Which part a process plays."""
    words = process.cmdline()
    flags = [word for word in words if word.startswith(("--type=", "--utility-sub-type=network"))]
    if process.pid == os.getpid():
        return "flood"
    if "sandbox" in words:
        return "server"
    if any("network" in word for word in flags):
        return "network"
    if flags:
        return {"renderer": "pages", "gpu-process": "drawing"}.get(flags[0].partition("=")[2], "rest")
    return "browser" if "chromium" in process.name() else "rest"


def spent():
    """Seconds of a processor so far, by kind of process."""
    found, me = Counter(), psutil.Process()
    for process in (me, *me.children(recursive=True)):
        try:
            times = process.cpu_times()
            found[kind(process)] += times.user + times.system
        except psutil.NoSuchProcess:
            continue
    return found


async def look_on(browser, base, number):
    page = await browser.new_page()
    await page.goto(f"{base}/?as={VIEWERS[number % len(VIEWERS)]}&channel={CHANNEL}")
    await page.locator("body[data-live]").wait_for(state="attached")
    await page.evaluate(WATCH)
    return page


async def flooded(browsers, seconds=SECONDS):
    """A flood, and everything that is to be known of it."""
    async with sandbox() as base, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        pages = [await look_on(browser, base, number) for number in range(browsers)]
        before, start = spent(), time.monotonic()
        said = await say_all(base, seconds)
        after, took = spent(), time.monotonic() - start
        last = max(said)
        for page in pages:
            await page.locator(f'[data-ts="{last}"]').wait_for(state="attached", timeout=60_000)
        seen = [json.loads(await page.evaluate("JSON.stringify(seen)")) for page in pages]
        await browser.close()
    return Flood(said=said, seen=seen, spent={kind: (after[kind] - before[kind]) / took for kind in after})


if __name__ == "__main__":
    for count in map(int, sys.argv[1:] or ("1", "5", "10", "20")):
        print(asyncio.run(flooded(count)).figures(), flush=True)  # noqa: T201  # what it is run for
