"""What the app says: posted, changed, taken back, whispered, and refused where Slack refuses."""

from __future__ import annotations

import time

import pytest
from sandbox_here import BOT, BOT_ID, CLAIRE, EMMA, GENERAL, INFOBOX, RANDOM, asked, button, plain, section

NOW = int(time.time())


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"channel": INFOBOX}, "no_text"),
        ({"channel": INFOBOX, "text": ""}, "no_text"),
        ({"channel": INFOBOX, "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": INFOBOX, "text": "x", "markdown_text": "x"}, "markdown_text_conflict"),
        ({"channel": INFOBOX, "blocks": {}}, "invalid_blocks_format"),
        ({"channel": INFOBOX, "blocks": [{"type": "poem"}]}, "invalid_blocks"),
        ({"channel": INFOBOX, "blocks": [section("x" * 3000)] * 5}, "msg_blocks_too_long"),
        ({"channel": INFOBOX, "attachments": [{"text": "x"}] * 101}, "too_many_attachments"),
        ({"channel": INFOBOX, "attachments": [{"blocks": [{"type": "poem"}]}]}, "invalid_attachments"),
        ({"channel": INFOBOX, "text": "x", "metadata": {"event_type": ""}}, "invalid_metadata_schema"),
        ({"channel": INFOBOX, "text": "x", "thread_ts": "yesterday"}, "invalid_arguments"),
        ({"channel": INFOBOX, "text": "x", "thread_ts": "1503435956.000247"}, "thread_not_found"),
        ({"channel": "C0NOWHERE1", "text": "x"}, "channel_not_found"),
        ({"channel": "#nowhere", "text": "x"}, "channel_not_found"),
        ({"channel": RANDOM, "text": "x"}, "not_in_channel"),
        ({"channel": BOT, "text": "x"}, "cannot_dm_bot"),
    ],
    ids=lambda one: one if isinstance(one, str) else str(sorted(one))[:60],
)
async def test_a_message_that_slack_refuses(sandbox, sent, error):
    assert (await sandbox.api("chat.postMessage", **sent))["error"] == error


async def test_a_message_is_kept_as_slack_keeps_it(sandbox):
    blocks = [section(), button("open"), asked("plain_text_input", "note")]
    answer = await sandbox.api("chat.postMessage", channel="#infobox", text="Acme", blocks=blocks)
    message = answer["message"]
    assert (answer["channel"], message["ts"], message["bot_id"], message["user"]) == (
        INFOBOX,
        answer["ts"],
        BOT_ID,
        BOT,
    )
    words, buttons, field = message["blocks"]
    assert words["block_id"]
    assert words["text"] == {"type": "mrkdwn", "text": "Aïoli Frères", "verbatim": False}
    assert buttons["elements"][0]["text"] == plain("Open") | {"emoji": True}
    assert (field["optional"], field["dispatch_action"]) == (False, False)
    history = await sandbox.api("conversations.history", channel=INFOBOX)
    assert history["messages"] == [message]


async def test_replies_make_a_thread(sandbox):
    root = (await sandbox.api("chat.postMessage", channel=INFOBOX, text="Acme"))["ts"]
    reply = await sandbox.say(EMMA, INFOBOX, "Merci", thread_ts=root)
    answer = await sandbox.api("chat.postMessage", channel=INFOBOX, text="Bien noté", thread_ts=reply)
    assert (answer["message"]["thread_ts"], answer["message"]["parent_user_id"]) == (root, BOT)
    top, first, second = (await sandbox.api("conversations.replies", channel=INFOBOX, ts=root))["messages"]
    assert (top["reply_count"], top["reply_users"], top["latest_reply"]) == (2, [EMMA, BOT], second["ts"])
    assert [first["text"], second["text"]] == ["Merci", "Bien noté"]
    shown = (await sandbox.api("conversations.history", channel=INFOBOX))["messages"]
    assert [one["ts"] for one in shown] == [root]
    aloud = await sandbox.api("chat.postMessage", channel=INFOBOX, text="À tous", thread_ts=root, reply_broadcast=True)
    assert aloud["message"]["subtype"] == "thread_broadcast"
    assert len((await sandbox.api("conversations.history", channel=INFOBOX))["messages"]) == 2
    assert (await sandbox.api("chat.delete", channel=INFOBOX, ts=root))["ok"]
    stone = (await sandbox.look("messages", channel=INFOBOX))["messages"][0]
    assert (stone["subtype"], stone["reply_count"]) == ("tombstone", 3)
    assert (await sandbox.api("chat.update", channel=INFOBOX, ts=root, text="x"))["error"] == "message_not_found"


async def test_the_last_reply_that_goes_ends_the_thread(sandbox):
    root = (await sandbox.api("chat.postMessage", channel=INFOBOX, text="Acme"))["ts"]
    reply = (await sandbox.api("chat.postMessage", channel=INFOBOX, text="x", thread_ts=root))["ts"]
    assert (await sandbox.api("chat.delete", channel=INFOBOX, ts=reply))["ok"]
    assert "reply_count" not in (await sandbox.look("messages", channel=INFOBOX))["messages"][0]
    reply = (await sandbox.api("chat.postMessage", channel=INFOBOX, text="x", thread_ts=root))["ts"]
    for ts in (root, reply):
        assert (await sandbox.api("chat.delete", channel=INFOBOX, ts=ts))["ok"]
    assert (await sandbox.look("messages", channel=INFOBOX))["messages"] == []


async def test_an_update_replaces_all(sandbox):
    ts = (await sandbox.api("chat.postMessage", channel=INFOBOX, text="Acme", blocks=[section()]))["ts"]
    answer = await sandbox.api("chat.update", channel=INFOBOX, ts=ts, text="Acme SA")
    assert (answer["text"], answer["ts"], "blocks" in answer["message"]) == ("Acme SA", ts, False)
    assert answer["message"]["edited"]["user"] == BOT_ID
    assert (await sandbox.api("chat.update", channel=INFOBOX, ts=ts, text="x" * 4001))["error"] == "msg_too_long"


async def test_an_app_changes_only_what_it_said_itself(sandbox):
    ts = await sandbox.say(EMMA, INFOBOX, "Bonjour")
    assert (await sandbox.api("chat.update", channel=INFOBOX, ts=ts, text="x"))["error"] == "cant_update_message"
    assert (await sandbox.api("chat.delete", channel=INFOBOX, ts=ts))["error"] == "cant_delete_message"
    assert (await sandbox.api("chat.delete", channel=INFOBOX, ts="1503435956.000247"))["error"] == "message_not_found"


async def test_a_whisper_is_heard_by_one_member(sandbox):
    answer = await sandbox.api("chat.postEphemeral", channel=INFOBOX, user=EMMA, text="Rien que pour vous")
    assert answer["message_ts"]
    assert (await sandbox.api("conversations.history", channel=INFOBOX))["messages"] == []
    assert [one["text"] for one in (await sandbox.look("ephemerals", user=EMMA))["messages"]] == ["Rien que pour vous"]
    assert (await sandbox.look("ephemerals", user=CLAIRE))["messages"] == []
    stranger = await sandbox.api("chat.postEphemeral", channel=INFOBOX, user="U0NOBODY01", text="x")
    assert stranger["error"] == "user_not_found"
    await sandbox.act("leave", EMMA, channel=INFOBOX)
    away = await sandbox.api("chat.postEphemeral", channel=INFOBOX, user=EMMA, text="x")
    assert away["error"] == "user_not_in_channel"


async def test_a_member_is_reached_by_a_direct_message(sandbox):
    answer = await sandbox.api("chat.postMessage", channel=EMMA, text="Rappel")
    assert answer["channel"].startswith("D")
    assert [one["text"] for one in (await sandbox.look("direct", user=EMMA))["messages"]] == ["Rappel"]
    await sandbox.ask("PATCH", f"members/{EMMA}", deleted=True)
    assert (await sandbox.api("chat.postMessage", channel=EMMA, text="x"))["error"] == "user_disabled"


async def test_a_look_for_one_message(sandbox):
    answer = await sandbox.api("chat.postMessage", channel=INFOBOX, text="x", username="Horloge", icon_emoji=":clock1:")
    shown = {key: answer["message"][key] for key in ("username", "icons", "subtype")}
    assert shown == {"username": "Horloge", "icons": {"emoji": ":clock1:"}, "subtype": "bot_message"}


async def test_metadata_is_read_back_only_when_asked_for(sandbox):
    metadata = {"event_type": "note", "event_payload": {"entry": 7}}
    await sandbox.api("chat.postMessage", channel=INFOBOX, text="x", metadata=metadata)
    plainly = await sandbox.api("conversations.history", channel=INFOBOX)
    wholly = await sandbox.api("conversations.history", channel=INFOBOX, include_all_metadata=True)
    assert ("metadata" in plainly["messages"][0], wholly["messages"][0]["metadata"]) == (False, metadata)


async def test_permalinks_and_previews(sandbox):
    ts = await sandbox.say(EMMA, INFOBOX, "https://carnet.example/i/12")
    link = (await sandbox.api("chat.getPermalink", channel=INFOBOX, message_ts=ts))["permalink"]
    assert link == f"{sandbox.base}/archives/{INFOBOX}/p{ts.replace('.', '')}"
    assert (await sandbox.api("chat.getPermalink", channel=INFOBOX, message_ts="1.2"))["error"] == "message_not_found"
    unfurls = {"https://carnet.example/i/12": {"blocks": [section()]}}
    assert (await sandbox.api("chat.unfurl", channel=INFOBOX, ts=ts, unfurls=unfurls))["ok"]
    shown = (await sandbox.look("messages", channel=INFOBOX))["messages"][0]["attachments"][0]
    assert (shown["from_url"], shown["id"]) == ("https://carnet.example/i/12", 1)
    wrong = await sandbox.api("chat.unfurl", channel=INFOBOX, ts=ts, unfurls=["x"])
    assert wrong["error"] == "invalid_unfurls_format"
    nothing = await sandbox.api("chat.unfurl", channel=INFOBOX, ts="1.2", unfurls=unfurls)
    assert nothing["error"] == "cannot_unfurl_message"


@pytest.mark.parametrize(
    ("days", "error"),
    [(-1, "time_in_past"), (121, "time_too_far"), (None, "invalid_arguments")],
)
async def test_a_message_cannot_be_scheduled_at_any_time(sandbox, days, error):
    at = "soon" if days is None else NOW + days * 24 * 3600
    assert (await sandbox.api("chat.scheduleMessage", channel=INFOBOX, text="x", post_at=at))["error"] == error


async def test_scheduled_messages_are_listed_taken_back_and_said(sandbox):
    later = await sandbox.api("chat.scheduleMessage", channel=INFOBOX, text="Demain", post_at=NOW + 86_400)
    soon = await sandbox.api(
        "chat.scheduleMessage", channel=INFOBOX, text="Tout de suite", post_at=int(time.time()) + 1
    )
    listed = (await sandbox.api("chat.scheduledMessages.list", channel=INFOBOX))["scheduled_messages"]
    assert [one["id"] for one in listed] == [soon["scheduled_message_id"], later["scheduled_message_id"]]
    said = (await sandbox.look("messages", channel=INFOBOX, wait=10))["messages"]
    assert [one["text"] for one in said] == ["Tout de suite"]
    id_ = later["scheduled_message_id"]
    assert (await sandbox.api("chat.deleteScheduledMessage", channel=INFOBOX, scheduled_message_id=id_))["ok"]
    again = await sandbox.api("chat.deleteScheduledMessage", channel=INFOBOX, scheduled_message_id=id_)
    assert again["error"] == "invalid_scheduled_message_id"
    full = [
        await sandbox.api("chat.scheduleMessage", channel=INFOBOX, text="x", post_at=NOW + 86_400) for _ in range(31)
    ]
    assert [one.get("error") for one in full] == [None] * 30 + ["restricted_too_many"]


async def test_nobody_speaks_in_an_archived_channel(sandbox):
    sandbox.running.box.workspace.conversation(INFOBOX).archived = True
    assert (await sandbox.api("chat.postMessage", channel=INFOBOX, text="x"))["error"] == "is_archived"
    assert (await sandbox.api("conversations.list", exclude_archived=True))["channels"][0]["id"] == GENERAL
