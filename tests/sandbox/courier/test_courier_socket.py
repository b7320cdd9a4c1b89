"""Socket Mode: an address for one connection, each payload to one of them, and again until it is taken."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from app_here import line
from sandbox_here import EMMA, INFOBOX

LINK = "/link/?ticket=never-given"


async def test_an_address_opens_one_connection(sandbox):
    url = (await sandbox.raw("apps.connections.open", "xapp-1-sandbox-app-token"))["url"]
    async with sandbox.session.ws_connect(url) as socket:
        hello = await socket.receive_json()
        assert (hello["type"], hello["num_connections"], hello["connection_info"]) == (
            "hello",
            1,
            {"app_id": "A0SANDBOX1"},
        )
        for used in (url, sandbox.base.replace("http", "ws") + LINK):
            async with sandbox.session.ws_connect(used) as second:
                assert (await second.receive()).type == aiohttp.WSMsgType.CLOSE


async def test_an_event_that_is_not_taken_comes_again(sandbox):
    await sandbox.hurry()
    async with line(sandbox) as app:
        ts = await sandbox.say(EMMA, INFOBOX, "Bonjour")
        first = await app.frame()
        await sandbox.hurry(30)
        second = await app.frame()
        assert (first["type"], first["retry_attempt"], first["accepts_response_payload"]) == ("events_api", 0, False)
        assert (second["retry_attempt"], second["retry_reason"]) == (1, "timeout")
        assert first["payload"] == second["payload"]
        assert first["payload"]["event"]["ts"] == ts
        await app.ack(second)
        await sandbox.say(EMMA, INFOBOX, "Encore")
        assert (await app.frame())["payload"]["event"]["text"] == "Encore"
        records = (await sandbox.look("records", kind="event", least=2, wait=5))["records"]
        assert [one["problems"] for one in records[:2]] == [["operation_timeout"], []]


async def test_an_app_that_comes_back_gets_what_it_missed(sandbox):
    await sandbox.say(EMMA, INFOBOX, "Personne?")
    assert (await sandbox.look("records", kind="event", wait=5))["records"][0]["problems"] == ["no_app"]
    async with line(sandbox) as app:
        frame = await app.frame()
        assert (frame["payload"]["event"]["text"], frame["retry_attempt"]) == ("Personne?", 1)
        await app.ack(frame)


async def test_each_payload_goes_to_one_connection_in_turn(sandbox):
    async with line(sandbox) as first, line(sandbox) as second:
        assert len((await sandbox.look("connections"))["connections"]) == 2
        for words in ("un", "deux"):
            await sandbox.say(EMMA, INFOBOX, words)
        frames = [await first.frame(), await second.frame()]
        assert {one["payload"]["event"]["text"] for one in frames} == {"un", "deux"}
        for app, frame in zip((first, second), frames, strict=True):
            await app.ack(frame)


async def test_no_more_than_ten_connections(sandbox):
    sockets = []
    for _ in range(11):
        url = (await sandbox.raw("apps.connections.open", "xapp-1-sandbox-app-token"))["url"]
        sockets.append(await sandbox.session.ws_connect(url))
    frame = await sockets[-1].receive_json()
    assert (frame["type"], frame["reason"]) == ("disconnect", "too_many_websockets")
    for socket in sockets:
        await socket.close()


@pytest.mark.parametrize("reason", ["refresh_requested", "link_disabled"])
async def test_a_connection_is_asked_to_go(sandbox, reason):
    async with line(sandbox) as app:
        assert (await sandbox.ask("POST", "disconnect", reason=reason))["closed"] == 1
        frame = await app.frame()
        assert (frame["type"], frame["reason"], "debug_info" in frame) == ("disconnect", reason, True)
        assert (await app.socket.receive()).type == aiohttp.WSMsgType.CLOSE


async def test_a_warned_connection_gets_nothing_new(sandbox):
    async with line(sandbox) as old:
        await sandbox.ask("POST", "disconnect", reason="warning")
        assert (await old.frame())["reason"] == "warning"
        async with line(sandbox) as new:
            for _ in range(2):
                await sandbox.say(EMMA, INFOBOX, "Bonjour")
                await new.ack(await new.frame())


async def test_a_connection_is_cut_without_a_word(sandbox):
    async with line(sandbox) as app:
        command = asyncio.create_task(sandbox.act("command", EMMA, channel=INFOBOX, text="/client"))
        assert (await app.frame())["payload"]["command"] == "/client"
        assert (await sandbox.ask("POST", "disconnect", reason="cut"))["closed"] == 1
        assert (await command)["error"] == "no_app"
        assert (await app.socket.receive()).type == aiohttp.WSMsgType.CLOSE
    assert (await sandbox.ask("POST", "disconnect", reason="bored"))["error"] == "invalid_arguments"


async def test_a_command_waits_for_its_answer_and_no_longer(sandbox):
    async with line(sandbox) as app:
        command = asyncio.create_task(sandbox.act("command", EMMA, channel=INFOBOX, text="/client  Acme "))
        frame = await app.frame()
        payload = frame["payload"]
        assert (frame["type"], frame["accepts_response_payload"]) == ("slash_commands", True)
        assert (payload["command"], payload["text"], payload["user_id"], payload["channel_name"]) == (
            "/client",
            "Acme",
            EMMA,
            "infobox",
        )
        await app.ack(frame, text="Acme SA", response_type="in_channel")
        assert (await command)["ack_body"] == {"text": "Acme SA", "response_type": "in_channel"}
        said = (await sandbox.look("messages", channel=INFOBOX))["messages"]
        assert [one["text"] for one in said] == ["Acme SA"]
        await sandbox.hurry()
        late = await sandbox.act("command", EMMA, channel=INFOBOX, text="/client")
        assert (late["ok"], late["error"]) == (False, "operation_timeout")
        assert (await sandbox.look("records", kind="command", red="true"))["records"][0]["problems"] == [
            "operation_timeout"
        ]


@pytest.mark.parametrize("junk", ["no json", "[]", '{"envelope_id": "never sent"}', '{"envelope_id": 7}'])
async def test_frames_that_answer_nothing_do_no_harm(sandbox, junk):
    async with line(sandbox) as app:
        await app.socket.send_str(junk)
        await sandbox.say(EMMA, INFOBOX, "Bonjour")
        await app.ack(await app.frame())
