"""Which events the app hears, and that they look like Slack's."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

import pytest
from app_here import line
from sandbox_here import BOT, CLAIRE, EMMA, GENERAL, INFOBOX, RANDOM, section

SHARED = Path(__file__).parents[4] / "shared"
EVENTS = {
    "message": "MessagePayload",
    "message_changed": "MessageChangedPayload",
    "message_deleted": "MessageDeletedPayload",
    "file_share": "MessageFileSharePayload",
    "thread_broadcast": "MessageThreadBroadcastPayload",
    "app_mention": "AppMentionPayload",
    "app_home_opened": "AppHomeOpenedPayload",
    "member_joined_channel": "MemberJoinedChannelPayload",
    "team_join": "TeamJoinPayload",
    "user_change": "UserChangePayload",
    "file_shared": "FileSharedPayload",
    "reaction_added": "ReactionAddedPayload",
    "tokens_revoked": "TokensRevokedPayload",
}
# Newer than the recorded samples; documented on the pages of the events.
NEWER = ("/context_team_id", "/context_enterprise_id", "/is_ext_shared_channel", "/event_context")
STAMPED = "/event/event_ts"


def differences(sample, payload):
    if not sample.exists():
        return []
    sys.path.insert(0, str(SHARED / "blockkit"))
    try:
        check = importlib.import_module("shape_check")
    finally:
        sys.path.pop(0)
    found = list(check.diff(json.loads(sample.read_text()), payload))
    return [one for one in found if not one.startswith(NEWER) and "/blocks: " not in one]


async def everything(sandbox):
    """Does what causes every event, once."""
    root = await sandbox.say(EMMA, INFOBOX, f"Bonjour <@{BOT}>")
    await sandbox.act("edit", EMMA, channel=INFOBOX, ts=root, text="Bonsoir")
    await sandbox.say(EMMA, INFOBOX, "À tous", thread_ts=root, reply_broadcast=True)
    gone = await sandbox.say(EMMA, INFOBOX, "Erreur")
    await sandbox.act("delete", EMMA, channel=INFOBOX, ts=gone)
    file = (await sandbox.upload(EMMA, "cv.pdf", b"cv"))["file"]
    await sandbox.say(EMMA, INFOBOX, "CV", files=[file["id"]])
    await sandbox.api("views.publish", user_id=EMMA, view={"type": "home", "blocks": [section()]})
    await sandbox.act("home", EMMA)
    await sandbox.api("reactions.add", channel=INFOBOX, timestamp=root, name="eyes")
    guest = (await sandbox.ask("POST", "members", real_name="Noël Duc", email="noel.duc@lemanique.example"))["member"]
    await sandbox.act("join", guest["id"], channel=INFOBOX)
    await sandbox.act("leave", guest["id"], channel=INFOBOX)
    await sandbox.ask("PATCH", f"members/{CLAIRE}", locale="de-CH")
    await sandbox.api("auth.revoke")


async def test_every_event_has_slack_s_shape(sandbox):
    async with line(sandbox) as app:
        await everything(sandbox)
        seen, wrong = {}, {}
        while "tokens_revoked" not in seen:
            frame = await app.frame()
            await app.ack(frame)
            event = frame["payload"]["event"]
            seen.setdefault(event.get("subtype") or event["type"], frame["payload"])
    for name, sample in EVENTS.items():
        found = differences(SHARED / "slack-samples" / "events" / f"{sample}.json", seen[name])
        if found := [one for one in found if (name, STAMPED) != ("user_change", one.partition(":")[0])]:
            wrong[name] = found
    assert wrong == {}
    assert sorted(seen.keys() - EVENTS.keys()) == ["member_left_channel"]
    changed = seen["message_changed"]["event"]
    assert (changed["previous_message"]["text"], changed["message"]["text"]) == (f"Bonjour <@{BOT}>", "Bonsoir")
    assert changed["message"]["edited"]["user"] == EMMA
    assert seen["message_deleted"]["event"]["previous_message"]["text"] == "Erreur"
    assert seen["user_change"]["event"]["user"]["locale"] == "de-CH"
    assert seen["app_home_opened"]["event"]["view"]["type"] == "home"


async def test_a_reply_names_its_thread_and_whose_it_is(sandbox):
    async with line(sandbox) as app:
        root = (await sandbox.api("chat.postMessage", channel=INFOBOX, text="Acme"))["ts"]
        await app.ack(await app.frame())
        await sandbox.say(EMMA, INFOBOX, "Merci", thread_ts=root)
        event = (await app.frame())["payload"]["event"]
    told = {key: event[key] for key in ("thread_ts", "parent_user_id", "user", "text", "channel", "channel_type")}
    assert told == {
        "thread_ts": root,
        "parent_user_id": BOT,
        "user": EMMA,
        "text": "Merci",
        "channel": INFOBOX,
        "channel_type": "channel",
    }
    assert event["blocks"][0]["type"] == "rich_text"


async def test_an_app_hears_nothing_where_it_is_not(sandbox):
    async with line(sandbox) as app:
        await sandbox.say(EMMA, RANDOM, f"Pause? <@{BOT}>")
        await sandbox.say(EMMA, INFOBOX, "Bonjour")
        assert (await app.frame())["payload"]["event"]["text"] == "Bonjour"


async def test_an_app_hears_what_its_manifest_subscribes(sandbox):
    settings = {"event_subscriptions": {"bot_events": ["message.im", "app_home_opened"]}}
    manifest = {"display_information": {"name": "Carnet"}, "settings": settings}
    assert (await sandbox.ask("PUT", "manifest", manifest=manifest))["events"] == ["message.im", "app_home_opened"]
    async with line(sandbox) as app:
        await sandbox.say(EMMA, INFOBOX, "Bonjour")
        direct = (await sandbox.look("direct", user=EMMA))["channel"]
        await sandbox.say(EMMA, direct, "En privé")
        event = (await app.frame())["payload"]["event"]
        assert (event["text"], event["channel_type"]) == ("En privé", "im")


async def test_events_come_twice_or_later_in_bad_weather(sandbox):
    async with line(sandbox) as app:
        await sandbox.ask("POST", "faults", kind="repeat", match="message")
        await sandbox.say(EMMA, INFOBOX, "un")
        first, again = await app.frame(), await app.frame()
        assert first["payload"] == again["payload"]
        assert first["envelope_id"] != again["envelope_id"]
        for frame in (first, again):
            await app.ack(frame)
        await sandbox.ask("POST", "faults", kind="reorder", match="message")
        for words in ("deux", "trois"):
            await sandbox.say(EMMA, INFOBOX, words)
        frames = [await app.frame(), await app.frame()]
        assert [one["payload"]["event"]["text"] for one in frames] == ["trois", "deux"]
        for frame in frames:
            await app.ack(frame)
        await sandbox.ask("POST", "faults", kind="reorder", match="message")
        await sandbox.say(EMMA, INFOBOX, "quatre")
        assert (await app.frame())["payload"]["event"]["text"] == "quatre"


async def test_a_slow_event_holds_nobody_up(sandbox):
    await sandbox.ask("POST", "faults", kind="event_latency", match="message", seconds=0.3)
    async with line(sandbox) as app:
        await sandbox.say(EMMA, INFOBOX, "lent")
        await sandbox.say(EMMA, INFOBOX, "vite")
        frames = [await app.frame(), await app.frame()]
        assert [one["payload"]["event"]["text"] for one in frames] == ["vite", "lent"]


async def test_a_socket_that_is_dropped_under_an_event(sandbox):
    async with line(sandbox):
        await sandbox.ask("POST", "faults", kind="drop_socket", match="message")
        await sandbox.say(EMMA, INFOBOX, "Allô?")
        await sandbox.look("records", kind="event", wait=5)
    async with line(sandbox) as app:
        frame = await app.frame()
        assert frame["payload"]["event"]["text"] == "Allô?"
        await app.ack(frame)


@pytest.mark.parametrize(
    ("act", "asked", "error"),
    [
        ("message", {"channel": "C0NOWHERE1", "text": "x"}, "channel_not_found"),
        ("message", {"channel": GENERAL}, "no_text"),
        ("message", {"channel": GENERAL, "text": "x", "thread_ts": "1.2"}, "thread_not_found"),
        ("message", {"channel": GENERAL, "text": "x", "files": ["F0"]}, "file_not_found"),
        ("message", {"channel": GENERAL, "text": "x", "blocks": [{"type": "poem"}]}, "invalid_blocks"),
        ("edit", {"channel": GENERAL, "ts": "1.2", "text": "x"}, "message_not_found"),
        ("leave", {"channel": GENERAL}, "cant_leave_general"),
        ("join", {"channel": GENERAL}, "already_in_channel"),
        ("command", {"channel": INFOBOX, "text": "/x", "thread_ts": "1.2"}, "not_supported_in_threads"),
        ("submit", {}, "view_not_found"),
        ("click", {"action_id": "x"}, "view_not_found"),
        ("message", {}, "invalid_arguments"),
        ("message", {"channel": GENERAL, "colour": "red"}, "invalid_arguments"),
    ],
)
async def test_what_a_member_cannot_do(sandbox, act, asked, error):
    assert (await sandbox.act(act, EMMA, **asked))["error"] == error


async def test_members_change_only_what_is_theirs(sandbox):
    ts = await sandbox.say(CLAIRE, INFOBOX, "Bonjour")
    assert (await sandbox.act("edit", EMMA, channel=INFOBOX, ts=ts, text="x"))["error"] == "cant_update_message"
    assert (await sandbox.act("delete", EMMA, channel=INFOBOX, ts=ts))["error"] == "cant_delete_message"
    hers = await sandbox.say(EMMA, INFOBOX, "Salut")
    assert (await sandbox.act("delete", CLAIRE, channel=INFOBOX, ts=hers))["ok"]
    await sandbox.act("leave", EMMA, channel=INFOBOX)
    assert (await sandbox.act("message", EMMA, channel=INFOBOX, text="x"))["error"] == "not_in_channel"
    for nobody, error in (("U0NOBODY01", "user_not_found"), (BOT, "user_disabled")):
        assert (await sandbox.act("message", nobody, channel=GENERAL, text="x"))["error"] == error
