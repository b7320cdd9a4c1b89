from __future__ import annotations

import hashlib
import hmac
import time
from urllib.parse import urlencode

import pytest
from aiohttp import web
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.slack.app import Installation, create_app
from bot.slack.web_api import web_client
from tests.slack.filling import filled
from tests.slack.people import TEAM, Window

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


def asked(slack, **more):
    fields = {
        "command": "/toolbox",
        "text": "",
        "team_id": TEAM,
        "user_id": "U0NADIA",
        "trigger_id": "1.1",
        "response_url": f"{slack.url}/respond",
        **more,
    }
    return urlencode(fields)


def signed(body, *, secret=SECRET, at=None):
    at = str(int(time.time()) if at is None else at)
    mark = hmac.new(secret.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
    return {
        "content-type": ["application/x-www-form-urlencoded"],
        "x-slack-request-timestamp": [at],
        "x-slack-signature": [f"v0={mark}"],
    }


@pytest.fixture
def by_http(door, session, slack):
    installed = {TEAM: Installation(team=TEAM, token="xoxb-carnet", bot_user="U0CARNET")}
    client = web_client("", session, base_url=f"{slack.url}/api/")
    return create_app(door, client=client, installed=installed.get, signing_secret=SECRET)


async def test_a_signed_request_is_heard(by_http, slack):
    body = asked(slack)
    response = await by_http.async_dispatch(AsyncBoltRequest(body=body, headers=signed(body)))
    assert response.status == 200
    assert (await slack.hear("views.open"))["view"]["callback_id"] == "toolbox"


@pytest.mark.parametrize(
    "headers",
    [
        lambda body: signed(body, secret="wrong"),
        lambda body: signed(body, at=int(time.time()) - 400),
        lambda body: signed(body, at="yesterday"),
        lambda body: signed(f"{body}&x=1"),
        lambda _body: {},
    ],
    ids=["another secret", "an old one", "an odd clock", "another body", "unsigned"],
)
async def test_a_request_that_slack_did_not_sign_is_refused(by_http, slack, headers):
    body = asked(slack)
    response = await by_http.async_dispatch(AsyncBoltRequest(body=body, headers=headers(body)))
    assert (response.status, slack.calls) == (401, [])


async def test_without_a_secret_no_http_request_is_believed(app, slack):
    body = asked(slack)
    for secret in ("", "None", SECRET):
        response = await app.async_dispatch(AsyncBoltRequest(body=body, headers=signed(body, secret=secret)))
        assert response.status == 401


async def test_who_we_are_is_not_asked_for_at_every_request(nadia, slack):
    for _ in range(3):
        await nadia.command("/toolbox")
    assert [call.method for call in slack.calls] == ["views.open"] * 3
    assert slack.tokens == {"Bearer xoxb-carnet"}


async def test_a_team_that_did_not_install_us_is_told_so(app, slack):
    stranger = Window(app=app, slack=slack, team="T0OTHER").someone("nadia")
    answer = await stranger.command("/toolbox", wait=False)
    assert answer.status == 200
    assert slack.said("respond")[0]["text"].startswith("Carnet is not installed in this workspace.")


async def test_settings_of_an_installation_by_oauth_change_nothing_for_one_team(door, session, slack, monkeypatch):
    """Bolt reads these from the environment by itself, and would look for tokens in files."""
    monkeypatch.setenv("SLACK_CLIENT_ID", "111.222")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "secret")
    installed = {TEAM: Installation(team=TEAM, token="xoxb-carnet", bot_user="U0CARNET")}
    app = create_app(door, client=web_client("", session, base_url=f"{slack.url}/api/"), installed=installed.get)
    await Window(app=app, slack=slack).someone("nadia").command("/toolbox")
    assert [call.method for call in slack.calls] == ["views.open"]
    assert slack.tokens == {"Bearer xoxb-carnet"}


async def test_our_own_events_are_not_heard(window, slack):
    await window.event({"type": "message", "user": "U0CARNET", "bot_id": "B0CARNET", "ts": "1.1"}, wait=False)
    assert slack.calls == []


@pytest.mark.parametrize(
    "event",
    [
        {"type": "reaction_added", "user": "U0EMMA"},
        {"type": "message", "subtype": "channel_topic", "channel": "C1", "ts": "1.1"},
        {"type": "app_uninstalled"},
    ],
    ids=lambda event: event["type"],
)
async def test_an_event_that_nobody_wants_is_acknowledged(window, slack, event):
    assert (await window.event(event)).status == 200
    assert slack.calls == []


async def test_an_unknown_shortcut_is_acknowledged(nadia, slack):
    assert (await nadia.shortcut("from_another_time")).status == 200
    assert slack.calls == []


async def test_a_bug_is_told_with_a_reference_and_logged(nadia, slack, capsys):
    slack.answers["views.open"] = [{"error": "invalid_arguments"}]
    await nadia.command("/toolbox")
    [said] = slack.said("respond")
    reference = said["text"].rsplit(" ", 1)[1]
    assert said["text"].startswith("Something went wrong on our side; we are sorry.")
    assert f"reference={reference}" in capsys.readouterr().out


async def test_a_bug_that_shows_at_once_is_told_once(nadia, slack, desk):
    desk.interactive.shutdown()
    await nadia.command("/toolbox")
    [said] = slack.said("respond")
    assert said["text"].startswith("Something went wrong")


async def test_a_bug_in_a_form_leaves_what_was_typed(nadia, slack, agency):
    await nadia.command("/crm-info Acme")
    view = {**slack.said("views.open")[0]["view"], "id": "V1"}
    broken = {**filled(view, note="Called."), "clients": {"type": "multi_external_select", "selected_options": [{}]}}
    answer = await nadia.submit(view, broken)
    assert answer.body["response_action"] == "update"
    alert, *kept = answer.body["view"]["blocks"]
    assert (alert["level"], kept) == ("error", view["blocks"])


async def test_a_bug_behind_a_menu_leaves_it_empty(nadia, slack):
    answer = await nadia.type_ahead({"type": "modal", "callback_id": None}, "clients", "a")
    assert answer.body == {"options": []}


async def test_a_bug_behind_a_click_or_in_a_thread_is_told_where_it_was(nadia, window, slack, agency):
    slack.answers["views.open"] = [{"error": "fatal_error"}]
    await nadia.click({"action_id": "entry:card", "value": "CMP-1"}, message={"ts": "1.1"})
    assert slack.said("respond")[0]["text"].startswith("Something went wrong")
    reply = {
        "type": "message",
        "user": "U0EMMA",
        "ts": "2.1",
        "thread_ts": "1795478400.000300",
        "channel": "C0INFOBOX",
        "blocks": 7,
    }
    await window.event(reply)
    [said] = slack.said("chat.postEphemeral")
    assert (said["user"], said["thread_ts"]) == ("U0EMMA", "1795478400.000300")


async def test_a_modal_that_was_closed_meanwhile_is_no_bug(nadia, slack, agency):
    slack.answers["views.update"] = [{"error": "not_found"}]
    view = {"id": "V1", "type": "modal", "blocks": [], "state": {"values": {}}}
    await nadia.click({"action_id": "card:newest", "value": "CMP-1"}, view=view)
    assert [call.method for call in slack.calls] == ["views.update"]


async def test_a_busy_slack_is_waited_for_as_long_as_it_asks(nadia, slack):
    slack.answers["views.open"] = [
        web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "0"}),
        web.json_response({}, status=503),
    ]
    await nadia.command("/toolbox")
    assert [call.method for call in slack.calls] == ["views.open"] * 3


async def test_a_message_whose_answer_got_lost_is_not_posted_a_second_time(nadia, slack):
    slack.answers["views.open"] = [{"error": "trigger_expired"}]
    slack.lose("chat.postMessage")
    await nadia.shortcut("toolbox")
    assert len(slack.said("chat.postMessage")) == 2, "one lost, then the reference of the trouble"


async def test_a_view_whose_answer_got_lost_is_asked_for_again(nadia, slack):
    slack.lose("views.open")
    await nadia.command("/toolbox")
    assert len(slack.said("views.open")) == 2
