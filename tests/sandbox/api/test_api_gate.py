"""Who may call what, how arguments are read, and what is said of wrong ones."""

from __future__ import annotations

import json

import pytest
from sandbox_here import BOT, CLAIRE, GENERAL, INFOBOX, section

from sandbox.api.gate import METHODS


@pytest.mark.parametrize(
    ("method", "token", "error"),
    [
        ("auth.test", "", "not_authed"),
        ("auth.test", "xoxb-of-somebody-else", "invalid_auth"),
        ("auth.test", "xapp-1-sandbox-app-token", "not_allowed_token_type"),
        ("apps.connections.open", "xoxb-sandbox-bot-token", "not_allowed_token_type"),
        ("chat.postPoem", "xoxb-sandbox-bot-token", "unknown_method"),
    ],
)
async def test_a_call_without_the_right_token_is_refused(sandbox, method, token, error):
    assert (await sandbox.raw(method, token))["error"] == error


async def test_a_token_may_come_in_the_body(sandbox):
    answer = await sandbox.raw("auth.test", "", data={"token": "xoxb-sandbox-bot-token"})
    assert (answer["ok"], answer["user_id"]) == (True, BOT)


@pytest.mark.parametrize(
    ("method", "sent", "message"),
    [
        ("chat.postMessage", {"text": "x"}, "missing required field: channel"),
        ("chat.postMessage", {"channel": GENERAL, "colour": "red"}, "invalid additional property: colour"),
        ("chat.postMessage", {"channel": 7, "text": "x"}, "must provide a string [json-pointer:/channel]"),
        ("chat.postMessage", {"channel": GENERAL, "blocks": "[{"}, "must provide JSON [json-pointer:/blocks]"),
        ("users.list", {"limit": "many"}, "must provide an integer [json-pointer:/limit]"),
        ("users.info", {"user": CLAIRE, "include_locale": "perhaps"}, "must provide a boolean"),
    ],
)
async def test_wrong_arguments_are_named(sandbox, method, sent, message):
    answer = await sandbox.raw(method, json=sent)
    assert answer["error"] == "invalid_arguments"
    assert any(message in one for one in answer["response_metadata"]["messages"])


async def test_all_wrong_arguments_are_named_at_once(sandbox):
    answer = await sandbox.raw("chat.update", json={"colour": "red"})
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] invalid additional property: colour",
        "[ERROR] missing required field: channel",
        "[ERROR] missing required field: ts",
    ]


async def test_bodies_of_every_kind_are_read(sandbox):
    blocks = [section()]
    sent = {"channel": INFOBOX, "text": "Grüezi", "unfurl_links": False, "thread_ts": None}
    as_json = await sandbox.raw("chat.postMessage", json=sent | {"blocks": blocks})
    in_json = await sandbox.raw("chat.postMessage", json=sent | {"blocks": json.dumps(blocks)})
    form = {"channel": INFOBOX, "text": "Grüezi", "unfurl_links": "false", "blocks": json.dumps(blocks)}
    as_form = await sandbox.raw("chat.postMessage", data=form)
    texts = [
        (one["message"]["text"], one["message"]["blocks"][0]["text"]["text"]) for one in (as_json, in_json, as_form)
    ]
    assert texts == [("Grüezi", "Aïoli Frères")] * 3


async def test_empty_and_broken_bodies(sandbox):
    headers = {"content-type": "application/json"}
    async with sandbox.session.post(f"{sandbox.base}/api/api.test", data=b"", headers=headers) as empty:
        assert (await empty.json())["ok"]
    async with sandbox.session.post(f"{sandbox.base}/api/api.test", data=b"{", headers=headers) as broken:
        assert (await broken.json())["error"] == "invalid_json"
    async with sandbox.session.post(f"{sandbox.base}/api/api.test", data=b"[]", headers=headers) as listed:
        assert (await listed.json())["error"] == "json_not_object"
    async with sandbox.session.get(f"{sandbox.base}/api/api.test?error=my_error&foo=bar") as asked:
        assert await asked.json() == {"ok": False, "error": "my_error", "args": {"error": "my_error", "foo": "bar"}}


MANIFEST = {
    "display_information": {"name": "Carnet"},
    "features": {"bot_user": {"display_name": "carnet"}},
    "oauth_config": {"scopes": {"bot": ["chat:write", "users:read"]}},
}


async def test_scopes_of_the_manifest_hold(sandbox):
    assert (await sandbox.ask("PUT", "manifest", manifest=MANIFEST))["scopes"] == ["chat:write", "users:read"]
    refused = await sandbox.api("files.info", file="F0")
    expected = {"ok": False, "error": "missing_scope", "needed": "files:read", "provided": "chat:write,users:read"}
    assert refused == expected
    assert "email" not in (await sandbox.api("users.info", user=CLAIRE))["user"]["profile"]
    assert (await sandbox.api("users.lookupByEmail", email="claire.favre@lemanique.example"))[
        "needed"
    ] == "users:read.email"
    assert (await sandbox.api("conversations.list", types="im"))["needed"] == "im:read"
    assert (await sandbox.api("chat.postMessage", channel=INFOBOX, text="x", username="Sandy"))["needed"] == (
        "chat:write.customize"
    )
    async with sandbox.session.post(
        f"{sandbox.base}/api/auth.test", headers={"authorization": "Bearer xoxb-sandbox-bot-token"}
    ) as answer:
        assert answer.headers["x-oauth-scopes"] == "chat:write,users:read"


async def test_a_revoked_token_opens_nothing(sandbox):
    assert (await sandbox.api("auth.revoke", test=True))["revoked"] is False
    assert (await sandbox.api("auth.revoke"))["revoked"] is True
    assert (await sandbox.api("auth.test"))["error"] == "token_revoked"


async def test_every_call_is_recorded_with_its_verdict(sandbox):
    await sandbox.api("chat.postMessage", channel=INFOBOX, text="Bonjour")
    await sandbox.api("chat.postMessage", channel=INFOBOX, blocks=[{"type": "poem"}])
    good, bad = (await sandbox.look("records", kind="api"))["records"]
    assert (good["name"], good["sent"], good["red"]) == (
        "chat.postMessage",
        {"channel": INFOBOX, "text": "Bonjour"},
        False,
    )
    assert good["answer"]["ok"]
    assert (bad["red"], bad["problems"][0]) == (True, "invalid_blocks")
    assert "[json-pointer:/blocks/0/type]" in bad["problems"][1]
    assert [one["number"] for one in (await sandbox.look("records", kind="api", red="true"))["records"]] == [
        bad["number"]
    ]


async def test_rates_hold_when_asked(sandbox):
    await sandbox.ask("PATCH", "settings", rates=True)
    answers = [await sandbox.raw("chat.postMessage", json={"channel": INFOBOX, "text": "x"}) for _ in range(4)]
    assert [one["ok"] for one in answers] == [True, True, True, False]
    assert answers[-1] == {"ok": False, "error": "ratelimited"}
    headers = {"authorization": "Bearer xoxb-sandbox-bot-token"}
    async with sandbox.session.post(
        f"{sandbox.base}/api/chat.postMessage", headers=headers, json={"channel": INFOBOX, "text": "x"}
    ) as answer:
        assert (answer.status, int(answer.headers["retry-after"]) in (1, 2, 3)) == (429, True)
    listed = [await sandbox.raw("usergroups.list") for _ in range(METHODS["usergroups.list"].each_minute + 1)]
    assert [one["ok"] for one in listed] == [True] * 20 + [False]
