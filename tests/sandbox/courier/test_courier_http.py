"""Signed HTTP: proven addresses, signatures that hold, three retries, and a person who is told at once."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

import pytest
from aiohttp import web
from app_here import line, web_app
from sandbox_here import EMMA, INFOBOX, here
from slack_sdk.signature import SignatureVerifier

VERIFIER = SignatureVerifier("sandbox-signing-secret")


async def test_an_address_must_return_the_challenge(sandbox):
    answer = await sandbox.ask("PUT", "request-url", url=f"{sandbox.base}/nowhere")
    assert answer["error"] == "invalid_request_url"
    assert (await sandbox.look("app"))["app"]["request_url"] == ""
    assert (await sandbox.ask("PUT", "request-url", url=""))["ok"]


async def test_every_kind_of_payload_is_signed_and_in_its_form(sandbox):
    async with web_app(sandbox) as app:
        await sandbox.say(EMMA, INFOBOX, "Grüezi")
        headers, body = await app.next()
        assert VERIFIER.is_valid_request(body, headers)
        assert not VERIFIER.is_valid_request(body + b" ", headers)
        assert headers["content-type"] == "application/json"
        assert json.loads(body)["event"]["text"] == "Grüezi"
        assert "x-slack-retry-num" not in headers
        await sandbox.act("command", EMMA, channel=INFOBOX, text="/client Brönnimann & Söhne")
        headers, body = await app.next()
        assert VERIFIER.is_valid_request(body, headers)
        assert parse_qs(body.decode())["text"] == ["Brönnimann & Söhne"]
        await sandbox.act("shortcut", EMMA, callback_id="add_note")
        headers, body = await app.next()
        assert headers["content-type"] == "application/x-www-form-urlencoded"
        assert json.loads(parse_qs(body.decode())["payload"][0])["callback_id"] == "add_note"


async def test_an_event_is_tried_three_times_more(sandbox):
    failures = [web.Response(status=500), web.Response(status=404), 2.5, web.Response(status=503)]
    await sandbox.hurry(1.5)
    async with web_app(sandbox, *failures) as app:
        await sandbox.say(EMMA, INFOBOX, "Bonjour")
        seen = [await app.next() for _ in range(4)]
        assert len({body for _, body in seen}) == 1
        assert [headers.get("x-slack-retry-num") for headers, _ in seen] == [None, "1", "2", "3"]
        reasons = [headers.get("x-slack-retry-reason") for headers, _ in seen]
        assert reasons == [None, "http_error", "http_error", "http_timeout"]
        records = (await sandbox.look("records", kind="event", least=4, wait=5))["records"]
        assert [one["problems"][0] for one in records] == [
            "http_service_error",
            "http_service_error",
            "operation_timeout",
            "http_service_error",
        ]


async def test_no_retry_when_the_app_says_so(sandbox):
    headers = {"x-slack-no-retry": "1"}
    async with web_app(sandbox, web.Response(status=500, headers=headers)) as app:
        await sandbox.say(EMMA, INFOBOX, "Bonjour")
        await app.next()
        await sandbox.say(EMMA, INFOBOX, "Encore")
        _, body = await app.next()
        assert json.loads(body)["event"]["text"] == "Encore"


@pytest.mark.parametrize(
    ("answer", "error"),
    [(web.Response(status=500), "http_service_error"), (2.5, "operation_timeout")],
    ids=["failure", "late"],
)
async def test_a_person_is_told_at_once_when_the_app_fails(sandbox, answer, error):
    await sandbox.hurry(1.5)
    async with web_app(sandbox, answer) as app:
        told = await sandbox.act("command", EMMA, channel=INFOBOX, text="/client")
        assert (told["ok"], told["error"]) == (False, error)
        await app.next()
        assert app.requests.empty()


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        (web.Response(text="Bonjour"), "Bonjour"),
        (web.json_response({"text": "Bonjour", "response_type": "ephemeral"}), "Bonjour"),
        (web.Response(text="{", content_type="application/json"), "{"),
    ],
    ids=["words", "json", "broken"],
)
async def test_words_in_an_acknowledgement_are_shown_to_the_person(sandbox, answer, shown):
    async with web_app(sandbox, answer):
        assert (await sandbox.act("command", EMMA, channel=INFOBOX, text="/client"))["ok"]
        whispered = (await sandbox.look("ephemerals", user=EMMA))["messages"]
        assert [one["text"] for one in whispered] == [shown]


async def test_an_answer_that_cannot_be_shown_is_a_red_mark(sandbox):
    async with web_app(sandbox, web.json_response({"blocks": [{"type": "poem"}]})):
        assert (await sandbox.act("command", EMMA, channel=INFOBOX, text="/client"))["ok"]
        assert (await sandbox.look("ephemerals", user=EMMA))["messages"] == []
        red = (await sandbox.look("records", kind="answer", red="true"))["records"]
        assert red[0]["problems"][0] == "/client: invalid_blocks"


async def test_back_to_socket_mode():
    async with here() as sandbox, web_app(sandbox), line(sandbox) as app:
        assert (await sandbox.ask("PUT", "request-url", url=""))["ok"]
        await sandbox.say(EMMA, INFOBOX, "Bonjour")
        await app.ack(await app.frame())


async def test_an_app_that_is_down_is_not_found(sandbox):
    async with web_app(sandbox) as app:
        url = app.url
    assert (await sandbox.look("app"))["app"]["request_url"] == url
    told = await sandbox.act("command", EMMA, channel=INFOBOX, text="/client")
    assert told["error"] == "no_app"
