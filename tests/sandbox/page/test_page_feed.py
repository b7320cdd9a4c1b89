"""What a window is told as things happen: everything once, then only what is new, in few and finished pieces."""

from __future__ import annotations

import asyncio
import json
import re
from contextlib import ExitStack, asynccontextmanager

import pytest_asyncio
from sandbox_here import CLAIRE, EMMA, INFOBOX, RANDOM, SOFIA, THOMAS, here

from sandbox.page.drawing import Window
from sandbox.page.feeding import BEHIND, DRAWINGS, REST, Feeds
from sandbox.page.looking import Looking
from sandbox.whole import create_app


@pytest_asyncio.fixture
async def sandbox():
    async with here(app=create_app) as made:
        yield made


@asynccontextmanager
async def window(sandbox, user, channel, **more):
    """An open window, whose batches are read one after the other."""
    query = {"as": user, "channel": channel, **more}
    async with sandbox.session.get(f"{sandbox.base}/page/news", params=query) as stream:
        yield batches(stream)


async def batches(stream):
    async for row in stream.content:
        if row.startswith(b"data: "):
            yield json.loads(row.removeprefix(b"data: "))


async def drawing(told):
    """The next batch that has messages to draw; an app that is not there is news too."""
    while True:
        batch = await anext(told)
        if batch["html"] or batch["whole"]:
            return batch


async def counting(told):
    """The next batch that tells what is unread elsewhere."""
    while True:
        batch = await anext(told)
        if batch["unread"] or batch["sidebar"]:
            return batch


def badges(batch):
    """What the list of conversations says to be unread."""
    return re.findall(r'data-place="(\w+)"[^>]* class="unread">.*?aria-label="([\d+]+) unread"', batch["sidebar"])


def drawn(batch):
    return re.findall(r'data-ts="([\d.]+)"', batch["html"])


async def test_everything_is_told_once_and_then_only_what_is_new(sandbox):
    before = await sandbox.say(EMMA, INFOBOX, "Before")
    async with window(sandbox, SOFIA, INFOBOX) as told:
        first = await anext(told)
        assert (first["whole"], drawn(first), first["threads"]) == (True, [before], [""])
        after = await sandbox.say(EMMA, INFOBOX, "After")
        second = await drawing(told)
        assert (second["whole"], drawn(second), second["threads"]) == (False, [after], [after])
        assert "After" in second["html"]


async def test_what_happens_in_a_moment_comes_together_and_nothing_twice(sandbox):
    async with window(sandbox, SOFIA, INFOBOX) as told:
        await anext(told)
        said = [await sandbox.say(EMMA, INFOBOX, f"Line {number}") for number in range(40)]
        heard = [await drawing(told)]
        while drawn(heard[-1])[-1] != said[-1]:
            heard.append(await drawing(told))
    assert [ts for batch in heard for ts in drawn(batch)] == said
    assert len(heard) < len(said) / 2


async def test_windows_that_show_the_same_are_told_the_same_and_others_what_is_theirs(sandbox):
    async with (
        window(sandbox, SOFIA, INFOBOX) as one,
        window(sandbox, SOFIA, INFOBOX) as two,
        window(sandbox, EMMA, INFOBOX) as hers,
    ):
        for told in (one, two, hers):
            await anext(told)
        await sandbox.api("chat.postEphemeral", channel=INFOBOX, user=EMMA, text="For you alone")
        assert "For you alone" in (await drawing(hers))["html"]
        await sandbox.say(THOMAS, INFOBOX, "For everyone")
        first, second = await drawing(one), await drawing(two)
        assert first == second
        assert "For everyone" in first["html"]
        assert "For you alone" not in first["html"]


async def test_a_reply_brings_its_root_and_names_its_thread(sandbox):
    root = await sandbox.say(EMMA, INFOBOX, "Who calls?")
    await sandbox.say(EMMA, INFOBOX, "Between them")
    async with window(sandbox, SOFIA, INFOBOX) as told:
        await anext(told)
        await sandbox.say(THOMAS, INFOBOX, "I do", thread_ts=root)
        batch = await drawing(told)
    assert (batch["threads"], drawn(batch)) == ([root], [root])
    assert "1 reply" in batch["html"]


async def test_after_a_deletion_and_a_moved_clock_everything_is_told(sandbox):
    stays, goes = [await sandbox.say(EMMA, INFOBOX, words) for words in ("Stays", "Goes")]
    async with window(sandbox, SOFIA, INFOBOX) as told:
        assert drawn(await anext(told)) == [stays, goes]
        await sandbox.act("delete", EMMA, channel=INFOBOX, ts=goes)
        batch = await drawing(told)
        assert (batch["whole"], drawn(batch), batch["threads"]) == (True, [stays], [""])
        await sandbox.ask("POST", "clock", add=86_400)
        moved = await drawing(told)
        assert (moved["whole"], "clock" in moved["news"]) == (True, True)
        assert "Yesterday" in moved["html"]


async def test_of_other_conversations_only_the_number_is_told_as_far_as_one_counts(sandbox):
    direct = (await sandbox.look("direct", user=EMMA, **{"with": THOMAS}))["channel"]
    async with window(sandbox, SOFIA, RANDOM) as told:
        assert badges(await anext(told)) == []
        await sandbox.say(EMMA, direct, "Between us two")
        await sandbox.say(EMMA, INFOBOX, "Good morning")
        batch = await counting(told)
        assert (batch["unread"], batch["html"]) == ({INFOBOX: "1"}, "")
        for number in range(99):
            await sandbox.say(EMMA, INFOBOX, f"Line {number}")
        while batch["unread"] != {INFOBOX: "99+"}:
            batch = await counting(told)


async def test_what_is_drawn_before_ones_eyes_is_read_and_what_is_drawn_unseen_is_not(sandbox):
    for seen, unread in (({}, [(INFOBOX, "1")]), ({"looking": "yes"}, [])):
        async with window(sandbox, SOFIA, INFOBOX, **seen) as told:
            await anext(told)
            if not seen:
                await sandbox.say(EMMA, INFOBOX, "Good morning")
                await drawing(told)
        async with window(sandbox, SOFIA, INFOBOX) as told:
            assert badges(await anext(told)) == unread


async def test_a_home_tab_hears_of_messages_without_seeing_them(sandbox):
    direct = (await sandbox.look("direct", user=SOFIA))["channel"]
    async with window(sandbox, SOFIA, direct, tab="home") as told:
        assert badges(await anext(told)) == []
        await sandbox.api("chat.postMessage", channel=SOFIA, text="Rappel")
        batch = await counting(told)
        assert (badges(batch), batch["html"]) == ([(direct, "1")], "")


async def test_whoever_reads_too_slowly_is_told_everything_at_the_end(sandbox):
    feeds, window = Feeds(Looking(sandbox.running.box)), Window(user=SOFIA, channel=INFOBOX)
    with feeds.reading(window, seen=True) as slow, feeds.reading(window, seen=True) as quick:
        ts = await sandbox.say(EMMA, INFOBOX, "In the end")
        for number in range(BEHIND):
            feeds.open[window][0].hand(f"data: {number}\n\n")
            last = [quick.get_nowait() for _ in range(quick.qsize())][-1]
        whole = json.loads(slow.get_nowait().removeprefix("data: "))
        assert (whole["whole"], drawn(whole), "view" in whole["news"]) == (True, [ts], True)
        assert slow.qsize() < BEHIND / 2
        assert last == f"data: {BEHIND - 1}\n\n"
    assert feeds.open == {}


async def test_the_more_windows_are_open_the_longer_each_of_them_rests(sandbox):
    feeds = Feeds(Looking(sandbox.running.box))
    with ExitStack() as windows:
        rests = []
        for number in range(2 * DRAWINGS // 10):
            windows.enter_context(feeds.reading(Window(user=(SOFIA, EMMA)[number % 2], channel=INFOBOX), seen=False))
            rests.append(feeds.rest())
    assert (rests[0], rests[-1]) == (REST, 0.2)
    assert rests == sorted(rests)
    assert feeds.open == {}


async def test_a_window_ends_with_the_sandbox(sandbox):
    async with window(sandbox, CLAIRE, INFOBOX) as told:
        await anext(told)
        sandbox.running.box.farewell()
        async with asyncio.timeout(5):
            assert [batch async for batch in told] == []
