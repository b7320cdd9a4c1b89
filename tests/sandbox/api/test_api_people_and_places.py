"""Members and conversations: listed by the page, opened, joined, and hidden from those who are not in them."""

from __future__ import annotations

import pytest
from sandbox_here import BOT, BOT_ID, CLAIRE, EMMA, GENERAL, INFOBOX, RANDOM, SOFIA, THOMAS


async def test_a_member_as_slack_tells_one(sandbox):
    user = (await sandbox.api("users.info", user=SOFIA, include_locale=True))["user"]
    told = {key: user[key] for key in ("id", "name", "real_name", "tz", "locale", "is_admin", "deleted")}
    assert told == {
        "id": SOFIA,
        "name": "sofia.marchetti",
        "real_name": "Sofía Marchetti-Delgado",
        "tz": "America/New_York",
        "locale": "en-US",
        "is_admin": False,
        "deleted": False,
    }
    profile = user["profile"]
    assert (profile["display_name"], profile["real_name_normalized"], profile["email"]) == (
        "Sofía",
        "Sofia Marchetti-Delgado",
        "sofia.marchetti@lemanique.example",
    )
    assert "locale" not in (await sandbox.api("users.info", user=SOFIA))["user"]
    assert (await sandbox.api("users.info", user="U0NOBODY01"))["error"] == "user_not_found"
    assert (await sandbox.api("users.profile.get", user=SOFIA))["profile"] == profile


async def test_members_come_page_by_page(sandbox):
    found, cursor = [], ""
    while True:
        page = await sandbox.api("users.list", limit=4, cursor=cursor)
        found += [one["id"] for one in page["members"]]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert found == [CLAIRE, "U0THOMAS1", EMMA, "U0JULIEN1", SOFIA, BOT]
    assert (await sandbox.api("users.list", cursor="xyz"))["error"] == "invalid_cursor"
    assert (await sandbox.api("users.list", limit=0, cursor=""))["ok"]
    assert (await sandbox.api("users.list", limit=1001))["error"] == "invalid_limit"


async def test_a_member_is_found_by_address(sandbox):
    answer = await sandbox.api("users.lookupByEmail", email="Thomas.Broennimann@lemanique.example")
    assert answer["user"]["id"] == THOMAS
    await sandbox.ask("PATCH", f"members/{THOMAS}", deleted=True)
    answer = await sandbox.api("users.lookupByEmail", email="thomas.broennimann@lemanique.example")
    assert answer["error"] == "users_not_found"


async def test_conversations_are_listed_by_kind(sandbox):
    public = await sandbox.api("conversations.list")
    assert [(one["name"], one["is_member"], one["num_members"]) for one in public["channels"]] == [
        ("general", False, 5),
        ("infobox", True, 6),
        ("random", False, 5),
    ]
    mine = await sandbox.api("users.conversations", types="public_channel,im")
    assert [one["name"] for one in mine["channels"]] == ["infobox"]
    hers = await sandbox.api("users.conversations", user=EMMA)
    assert [one["name"] for one in hers["channels"]] == ["general", "infobox", "random"]
    assert (await sandbox.api("conversations.list", types="telegram"))["error"] == "invalid_types"


async def test_a_direct_message_is_opened_once(sandbox):
    first = await sandbox.api("conversations.open", users=EMMA)
    second = await sandbox.api("conversations.open", users=[EMMA], return_im=True)
    assert (first["channel"]["id"], second["already_open"]) == (second["channel"]["id"], True)
    assert (second["channel"]["is_im"], second["channel"]["user"]) == (True, EMMA)
    several = await sandbox.api("conversations.open", users=f"{EMMA},{CLAIRE}", return_im=True)
    assert several["channel"]["is_mpim"]
    by_id = await sandbox.api("conversations.open", channel=first["channel"]["id"])
    assert by_id["channel"]["id"] == first["channel"]["id"]


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({}, "users_list_not_supplied"),
        ({"users": EMMA, "channel": GENERAL}, "channel_and_users_supplied"),
        ({"users": BOT}, "cannot_dm_bot"),
        ({"users": "U0NOBODY01"}, "user_not_found"),
        ({"users": ",".join([EMMA] * 9)}, "too_many_users"),
    ],
)
async def test_a_direct_message_that_cannot_be_opened(sandbox, sent, error):
    assert (await sandbox.api("conversations.open", **sent))["error"] == error


async def test_an_app_joins_leaves_creates_and_invites(sandbox):
    joined = await sandbox.api("conversations.join", channel=RANDOM)
    assert joined["channel"]["is_member"]
    assert (await sandbox.api("conversations.join", channel=RANDOM))["warning"] == "already_in_channel"
    assert (await sandbox.api("conversations.leave", channel=RANDOM))["ok"]
    assert (await sandbox.api("conversations.leave", channel=RANDOM))["not_in_channel"]
    made = (await sandbox.api("conversations.create", name="mandat-acme", is_private=True))["channel"]
    assert (made["is_private"], made["creator"]) == (True, BOT)
    assert (await sandbox.api("conversations.create", name="mandat-acme"))["error"] == "name_taken"
    assert (await sandbox.api("conversations.create", name="Mandat Acme"))["error"] == "invalid_name_specials"
    assert (await sandbox.api("conversations.invite", channel=made["id"], users=f"{EMMA},{CLAIRE}"))["ok"]
    assert (await sandbox.api("conversations.members", channel=made["id"]))["members"] == [BOT, EMMA, CLAIRE]
    again = await sandbox.api("conversations.invite", channel=made["id"], users=EMMA)
    assert again["error"] == "already_in_channel"
    assert (await sandbox.api("conversations.invite", channel=made["id"], users=BOT))["error"] == "cant_invite_self"
    assert (await sandbox.api("conversations.invite", channel=GENERAL, users=EMMA))["error"] == "not_in_channel"
    assert (await sandbox.api("conversations.join", channel=made["id"]))[
        "error"
    ] == "method_not_supported_for_channel_type"
    assert (await sandbox.api("conversations.leave", channel=made["id"]))["ok"]
    assert (await sandbox.api("conversations.info", channel=made["id"]))["error"] == "channel_not_found"


async def test_history_is_read_page_by_page_and_between_moments(sandbox):
    stamps = [(await sandbox.api("chat.postMessage", channel=INFOBOX, text=f"Note {n}"))["ts"] for n in range(5)]
    first = await sandbox.api("conversations.history", channel=INFOBOX, limit=3)
    assert ([one["text"] for one in first["messages"]], first["has_more"]) == (["Note 4", "Note 3", "Note 2"], True)
    cursor = first["response_metadata"]["next_cursor"]
    rest = await sandbox.api("conversations.history", channel=INFOBOX, limit=3, cursor=cursor)
    assert ([one["text"] for one in rest["messages"]], rest["has_more"]) == (["Note 1", "Note 0"], False)
    between = {"oldest": stamps[1], "latest": stamps[3]}
    inside = await sandbox.api("conversations.history", channel=INFOBOX, **between)
    whole = await sandbox.api("conversations.history", channel=INFOBOX, **between, inclusive=True)
    assert [len(one["messages"]) for one in (inside, whole)] == [1, 3]
    assert (await sandbox.api("conversations.history", channel=RANDOM))["error"] == "not_in_channel"
    assert (await sandbox.api("conversations.replies", channel=INFOBOX, ts="1.2"))["error"] == "thread_not_found"


async def test_the_team_the_app_and_reactions(sandbox):
    team = (await sandbox.api("team.info"))["team"]
    assert (team["id"], team["name"], team["domain"]) == ("T0LEMANIQ1", "Lémanique Talents", "lemanique-talents")
    bot = (await sandbox.api("bots.info", bot=BOT_ID))["bot"]
    assert (bot["id"], bot["user_id"], bot["name"]) == (BOT_ID, BOT, "Carnet")
    assert (await sandbox.api("bots.info", bot="B0OTHER001"))["error"] == "bot_not_found"
    ts = await sandbox.say(EMMA, INFOBOX, "Signé")
    assert (await sandbox.api("reactions.add", channel=INFOBOX, timestamp=ts, name="tada"))["ok"]
    twice = await sandbox.api("reactions.add", channel=INFOBOX, timestamp=ts, name="tada")
    assert twice["error"] == "already_reacted"
    assert (await sandbox.look("messages", channel=INFOBOX))["messages"][0]["reactions"] == [
        {"name": "tada", "users": [BOT], "count": 1}
    ]
    wrong = await sandbox.api("reactions.add", channel=INFOBOX, timestamp=ts, name="not a name")
    assert wrong["error"] == "invalid_name"
    gone = await sandbox.api("reactions.add", channel=INFOBOX, timestamp="1.2", name="tada")
    assert gone["error"] == "message_not_found"
