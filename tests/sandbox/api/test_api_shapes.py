"""Answers have the members that real Slack's have and no others, by recorded shapes where they are at hand."""

from __future__ import annotations

import importlib
import json
import sys
import time
from pathlib import Path

from sandbox_here import BOT_ID, CLAIRE, EMMA, GENERAL, INFOBOX, RANDOM, modal, section

from sandbox.api.gate import METHODS

SHARED = Path(__file__).parents[4] / "shared"
SAMPLES = SHARED / "slack-samples" / "api"
# The recorded answers of this method are refusals; the page of the method shows the member.
DOCUMENTED = ["/revoked: not a member that real Slack sends"]
HOME = {"type": "home", "blocks": [section()]}


async def calls(sandbox):
    """One good call of every method, in an order in which each is possible."""
    box = sandbox.running.box
    ts = (await sandbox.api("chat.postMessage", channel=INFOBOX, text="Acme"))["ts"]
    view = (await sandbox.api("views.open", trigger_id=box.triggers.give(EMMA), view=modal(section())))["view"]
    upload = await sandbox.api("files.getUploadURLExternal", filename="cv.pdf", length=2)
    async with sandbox.session.post(upload["upload_url"], data=b"cv") as sent:
        assert sent.status == 200
    queued = await sandbox.api("chat.scheduleMessage", channel=INFOBOX, text="x", post_at=int(time.time()) + 600)
    here, message = {"channel": INFOBOX}, {"channel": INFOBOX, "ts": ts}
    yield "api.test", {}
    yield "auth.test", {}
    yield "team.info", {}
    yield "bots.info", {"bot": BOT_ID}
    yield "blocks.validate", {"blocks": [section()]}
    yield "usergroups.list", {}
    yield "chat.postMessage", {**here, "text": "Re", "thread_ts": ts, "blocks": [section()]}
    yield "chat.update", {**message, "text": "Acme SA"}
    yield "chat.unfurl", {**message, "unfurls": {"https://acme.example": {"text": "Acme"}}}
    yield "chat.postEphemeral", {**here, "user": EMMA, "text": "x"}
    yield "chat.getPermalink", {**here, "message_ts": ts}
    yield "chat.scheduleMessage", {**here, "text": "x", "post_at": int(time.time()) + 900}
    yield "chat.scheduledMessages.list", {}
    yield "chat.deleteScheduledMessage", {**here, "scheduled_message_id": queued["scheduled_message_id"]}
    yield "reactions.add", {**here, "timestamp": ts, "name": "eyes"}
    yield "conversations.list", {"types": "public_channel,private_channel,im,mpim"}
    yield "conversations.info", {**here, "include_num_members": True}
    yield "conversations.members", here
    yield "conversations.history", here
    yield "conversations.replies", message
    yield "conversations.open", {"users": EMMA, "return_im": True}
    yield "conversations.create", {"name": "mandats"}
    yield "conversations.join", {"channel": RANDOM}
    yield "conversations.leave", {"channel": RANDOM}
    guest = (await sandbox.ask("POST", "members", real_name="Noël Duc", is_restricted=True))["member"]["id"]
    yield "conversations.invite", {"channel": INFOBOX, "users": guest}
    async for call in calls_on_people(box, view["id"]):
        yield call
    yield "files.getUploadURLExternal", {"filename": "a.pdf", "length": 3}
    yield "files.completeUploadExternal", {"files": [{"id": upload["file_id"]}], "channel_id": INFOBOX}
    yield "files.info", {"file": upload["file_id"]}
    yield "files.list", {}
    yield "files.delete", {"file": upload["file_id"]}
    yield "chat.delete", message
    yield "apps.connections.open", {}
    yield "auth.revoke", {"test": True}


async def calls_on_people(box, view):
    yield "users.list", {"include_locale": True}
    yield "users.info", {"user": CLAIRE, "include_locale": True}
    yield "users.lookupByEmail", {"email": "claire.favre@lemanique.example"}
    yield "users.conversations", {}
    yield "users.profile.get", {"user": CLAIRE}
    yield "views.open", {"trigger_id": box.triggers.give(CLAIRE), "view": modal(section())}
    yield "views.push", {"trigger_id": box.triggers.give(EMMA, view), "view": modal(section())}
    yield "views.update", {"view_id": view, "view": modal(section("Deux"))}
    yield "views.publish", {"user_id": EMMA, "view": HOME}


def differences(method, answer):
    """Members that real Slack does not send, or sends otherwise."""
    sample = SAMPLES / f"{method}.json"
    if not sample.exists():
        return []
    sys.path.insert(0, str(SHARED / "blockkit"))
    try:
        check = importlib.import_module("shape_check")
    finally:
        sys.path.pop(0)
    return [one for one in check.diff(json.loads(sample.read_text()), answer) if one not in DOCUMENTED]


async def test_every_method_answers_in_slack_s_shape(sandbox):
    called, wrong = [], {}
    async for method, sent in calls(sandbox):
        token = "xapp-1-sandbox-app-token" if METHODS[method].app_token else "xoxb-sandbox-bot-token"
        answer = await sandbox.raw(method, token, json=sent)
        called.append(method)
        if not answer["ok"]:
            wrong[method] = answer
        elif found := differences(method, answer):
            wrong[method] = found
    assert wrong == {}
    assert sorted(called) == sorted(METHODS)


async def test_a_refusal_has_slack_s_shape_too(sandbox):
    refused = await sandbox.raw("chat.postMessage", json={"channel": GENERAL, "blocks": [{"type": "poem"}]})
    assert sorted(refused) == ["error", "ok", "response_metadata"] or refused["error"] == "not_in_channel"
    unknown = await sandbox.raw("chat.postPoem")
    assert unknown == {"ok": False, "error": "unknown_method", "req_method": "chat.postPoem"}
