"""Faults strike the app's calls as often as they were asked to, and answers may be given five times."""

from __future__ import annotations

import time

import aiohttp
import pytest
from sandbox_here import CLAIRE, EMMA, GENERAL, INFOBOX, button, section
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)

HEADERS = {"authorization": "Bearer xoxb-sandbox-bot-token"}


async def fault(sandbox, kind, **more):
    assert (await sandbox.ask("POST", "faults", kind=kind, **more))["ok"]


async def test_the_sdk_waits_when_it_is_told_to(sandbox):
    sandbox.slack.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
    await fault(sandbox, "ratelimited", match="chat.*", seconds=1)
    started = time.monotonic()
    assert (await sandbox.slack.chat_postMessage(channel=INFOBOX, text="Enfin"))["ok"]
    assert time.monotonic() - started >= 1
    first, second = (await sandbox.look("records", kind="api"))["records"]
    assert (first["status"], first["red"], second["status"], second["red"]) == (429, True, 200, False)


@pytest.mark.parametrize("code", [500, 503])
async def test_the_sdk_tries_again_after_a_failure(sandbox, code):
    sandbox.slack.retry_handlers.append(AsyncServerErrorRetryHandler(max_retry_count=2))
    await fault(sandbox, "status", match="chat.postMessage", code=code, times=1)
    assert (await sandbox.slack.chat_postMessage(channel=INFOBOX, text="Enfin"))["ok"]
    assert [one["status"] for one in (await sandbox.look("records", kind="api"))["records"]] == [code, 200]


async def test_a_fault_strikes_where_and_as_often_as_asked(sandbox):
    await fault(sandbox, "error", match="users.*", error="fatal_error", times=2)
    answers = [await sandbox.api(method) for method in ("auth.test", "users.list", "users.list", "users.list")]
    assert [one.get("error") for one in answers] == [None, "fatal_error", "fatal_error", None]
    await fault(sandbox, "error", match="auth.test", times=0)
    assert [(await sandbox.api("auth.test"))["error"] for _ in range(3)] == ["internal_error"] * 3
    [left] = (await sandbox.look("faults"))["faults"]
    assert (left["kind"], left["match"], left["times"]) == ("error", "auth.test", 0)
    assert (await sandbox.ask("DELETE", "faults"))["ok"]
    assert (await sandbox.api("auth.test"))["ok"]
    assert (await sandbox.ask("POST", "faults", kind="earthquake"))["error"] == "invalid_arguments"


@pytest.mark.parametrize(("kind", "said"), [("drop", []), ("lost", ["Perdu"])])
async def test_a_connection_is_dropped_before_or_after_the_work(sandbox, kind, said):
    await fault(sandbox, kind, match="chat.postMessage")
    sent = {"channel": INFOBOX, "text": "Perdu"}
    with pytest.raises(aiohttp.ClientError):
        await sandbox.session.post(f"{sandbox.base}/api/chat.postMessage", json=sent, headers=HEADERS)
    assert [one["text"] for one in (await sandbox.look("messages", channel=INFOBOX))["messages"]] == said
    assert (await sandbox.api("chat.postMessage", **sent))["ok"]


async def test_a_call_hangs_until_the_client_has_enough(sandbox):
    await fault(sandbox, "timeout", match="auth.test")
    with pytest.raises(TimeoutError):
        await sandbox.session.post(
            f"{sandbox.base}/api/auth.test", headers=HEADERS, timeout=aiohttp.ClientTimeout(total=0.1)
        )
    await fault(sandbox, "timeout", match="auth.test", seconds=0.01)
    with pytest.raises(aiohttp.ClientError):
        await sandbox.session.post(f"{sandbox.base}/api/auth.test", headers=HEADERS)


async def test_a_slow_network(sandbox):
    await fault(sandbox, "latency", match="*", seconds=0.1)
    started = time.monotonic()
    assert (await sandbox.api("auth.test"))["ok"]
    assert time.monotonic() - started >= 0.1


async def clicked(sandbox, ts, **more):
    """Where the app may answer a click."""
    await sandbox.act("click", EMMA, channel=INFOBOX, ts=ts, action_id="open", **more)
    return (await sandbox.look("records", kind="block_actions"))["records"][-1]["sent"]["response_url"]


async def posted(sandbox, url, **body):
    async with sandbox.session.post(url, json=body) as answer:
        return answer.status


async def test_five_answers_and_no_more(sandbox):
    ts = (await sandbox.api("chat.postMessage", channel=INFOBOX, text="Acme", blocks=[button("open")]))["ts"]
    url = await clicked(sandbox, ts)
    statuses = [await posted(sandbox, url, text=f"Réponse {number}") for number in range(6)]
    assert statuses == [200] * 5 + [404]
    assert len((await sandbox.look("ephemerals", user=EMMA))["messages"]) == 5
    assert await posted(sandbox, f"{sandbox.base}/hooks/never-given", text="x") == 404


async def test_answers_replace_delete_and_speak_aloud(sandbox):
    ts = (await sandbox.api("chat.postMessage", channel=INFOBOX, text="Acme", blocks=[button("open")]))["ts"]
    url = await clicked(sandbox, ts)
    assert await posted(sandbox, url, text="À tous", response_type="in_channel", thread_ts=ts) == 200
    assert (await sandbox.look("messages", channel=INFOBOX, thread=ts))["messages"][-1]["text"] == "À tous"
    assert await posted(sandbox, url, text="Réglé", replace_original=True) == 200
    assert (await sandbox.look("messages", channel=INFOBOX))["messages"][0]["text"] == "Réglé"
    assert await posted(sandbox, url, delete_original=True) == 200
    assert (await sandbox.look("messages", channel=INFOBOX))["messages"][0]["subtype"] == "tombstone"
    assert await posted(sandbox, url, delete_original=True) == 404


async def test_a_whisper_is_replaced_and_deleted_by_answers_only(sandbox):
    await sandbox.api("chat.postEphemeral", channel=INFOBOX, user=EMMA, text="Acme", blocks=[section(), button("open")])
    [whisper] = (await sandbox.look("ephemerals", user=EMMA))["messages"]
    url = await clicked(sandbox, whisper["ts"], is_ephemeral=True)
    sent = (await sandbox.look("records", kind="block_actions"))["records"][-1]["sent"]
    assert ("message" in sent, sent["container"]["is_ephemeral"]) == (False, True)
    assert await posted(sandbox, url, text="Réglé", replace_original=True) == 200
    [whisper] = (await sandbox.look("ephemerals", user=EMMA))["messages"]
    assert (whisper["text"], "blocks" in whisper) == ("Réglé", False)
    assert await posted(sandbox, url, delete_original=True) == 200
    assert (await sandbox.look("ephemerals", user=EMMA))["messages"] == []
    assert await posted(sandbox, url, text="x", replace_original=True) == 404


@pytest.mark.parametrize(
    "body", [{}, {"text": "x", "colour": "red"}, {"blocks": [{"type": "poem"}]}, {"text": "x", "response_type": "all"}]
)
async def test_a_wrong_answer_is_refused_and_recorded(sandbox, body):
    ts = (await sandbox.api("chat.postMessage", channel=INFOBOX, text="Acme", blocks=[button("open")]))["ts"]
    assert await posted(sandbox, await clicked(sandbox, ts), **body) == 400
    assert (await sandbox.look("records", name="response_url", red="true"))["records"]


async def test_an_answer_cannot_change_what_people_said(sandbox):
    ts = await sandbox.say(CLAIRE, INFOBOX, "Bonjour")
    await sandbox.act("shortcut", EMMA, callback_id="note", channel=INFOBOX, ts=ts)
    url = (await sandbox.look("records", kind="message_action"))["records"][-1]["sent"]["response_url"]
    assert await posted(sandbox, url, text="x", replace_original=True) == 404
    assert await posted(sandbox, url, delete_original=True) == 404
    await fault(sandbox, "status", match="response_url")
    assert await posted(sandbox, url, text="x") == 500
    assert (await sandbox.look("messages", channel=GENERAL))["messages"] == []
