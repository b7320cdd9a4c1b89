"""The web door from outside: health, figures, and nobody but Slack at Slack's address."""

from __future__ import annotations

import asyncio
import time

import httpx
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier

from bot.web.app import Health, create_web
from bot.web.metrics import Figures
from bot.web.server import serving

SECRET = "0123456789abcdef"


def health(*troubles, waiting=0):
    async def found():
        return list(troubles)

    async def figures():
        return Figures(waiting=waiting, troubled=2, overdue=61.5)

    return Health(troubles=found, figures=figures)


def client(web):
    return httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url="http://carnet.example")


async def test_a_process_is_alive_even_when_it_is_not_ready():
    async with client(create_web(health("The database does not answer."))) as web:
        assert (await web.get("/healthz")).text == "ok"
        answer = await web.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "troubles": ["The database does not answer."]}


async def test_figures_are_in_the_format_that_prometheus_reads():
    async with client(create_web(health(waiting=7))) as web:
        answer = await web.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert [line for line in answer.text.splitlines() if not line.startswith("#")] == [
        "carnet_deliveries_waiting 7",
        "carnet_deliveries_troubled 2",
        "carnet_delivery_overdue_seconds 61.5",
    ]


@pytest.mark.parametrize(
    ("secret", "age", "status"),
    [(SECRET, 0, 200), ("another secret", 0, 401), (SECRET, 600, 401)],
    ids=["Slack's", "forged", "replayed"],
)
async def test_slacks_requests_are_taken_with_a_fresh_signature_of_slack_only(secret, age, status):
    app = AsyncApp(signing_secret=SECRET, authorize=lambda: None)
    body, at = '{"type": "url_verification", "challenge": "c4rn3t"}', str(int(time.time()) - age)
    headers = {
        "content-type": "application/json",
        "x-slack-request-timestamp": at,
        "x-slack-signature": SignatureVerifier(secret).generate_signature(timestamp=at, body=body),
    }
    async with client(create_web(health(), app)) as web:
        assert (await web.post("/slack/events", content=body, headers=headers)).status_code == status


async def test_without_an_app_there_is_no_such_address():
    async with client(create_web(health())) as web:
        assert (await web.post("/slack/events", json={})).status_code == 404


async def test_a_port_that_is_taken_is_said_at_once():
    async with serving(create_web(health()), "127.0.0.1", 0) as port:
        async with httpx.AsyncClient() as web:
            assert (await web.get(f"http://127.0.0.1:{port}/healthz")).text == "ok"
        with pytest.raises(OSError, match="in use"):
            async with serving(create_web(health()), "127.0.0.1", port):
                await asyncio.sleep(0)
