from __future__ import annotations

import asyncio

import pytest

from bot.slack import people
from crm import directory
from crm.store import people as stored
from tests.factories import INFOBOX, slack_user
from tests.slack.people import TEAM


def user(key, **more):
    profile = {"real_name": "Aimée Üzümcü-Blanc", "email": f"{key}@talents-jura.example", **more.pop("profile", {})}
    return {
        "id": slack_user(key),
        "team_id": TEAM,
        "name": key,
        "deleted": False,
        "real_name": profile["real_name"],
        "tz": "Europe/Zurich",
        "locale": "fr-CH",
        "profile": profile,
        "is_admin": False,
        "is_owner": False,
        "is_restricted": False,
        "is_bot": False,
        "updated": 1795478399,
        **more,
    }


def known(agency, key):
    with agency.read() as session:
        return stored.members(session, [slack_user(key)]).get(slack_user(key))


def open_for_entries(agency):
    """Does the next entry stand in the infobox channel, or with its author alone?"""
    agency.settle()
    agency.entry(by="emma" if known(agency, "emma").active else "nadia")
    return agency.owed("owed")[0][2] == INFOBOX


def infobox(agency):
    with agency.read() as session:
        return directory.describe(session)["infobox_channel"]


@pytest.fixture
def channels(slack):
    """The channels as Slack describes them; everybody of the agency and the bot read the infobox."""
    readers = ["U0CARNET", *(slack_user(key) for key in ("nadia", "paul", "emma"))]
    slack.channels = {
        INFOBOX: {"id": INFOBOX, "name": "infobox", "is_member": True, "readers": readers},
        "C0NEW": {"id": "C0NEW", "name": "infobox-2", "is_member": False, "readers": []},
    }
    return slack.channels


async def test_everybody_is_read_at_the_start_page_by_page(window, slack, agency, door, channels):
    slack.answers["users.list"] = [
        {"members": [user("aimee"), user("robot", is_bot=True)], "response_metadata": {"next_cursor": "page2"}},
        {"members": [user("guest", is_restricted=True), user("emma", locale="de-CH")]},
    ]
    await people.sync(door, window.client(), TEAM, "infobox")
    assert slack.said("users.list")[1]["cursor"] == "page2"
    assert (known(agency, "aimee").name, known(agency, "aimee").role.name) == ("Aimée Üzümcü-Blanc", "none")
    assert (known(agency, "robot"), known(agency, "guest")) == (None, None)
    assert known(agency, "emma").locale == "de-CH"
    assert (infobox(agency), open_for_entries(agency)) == (INFOBOX, True)


async def test_a_missing_infobox_is_no_reason_to_stop(window, slack, agency, door):
    await people.sync(door, window.client(), TEAM, "nowhere")
    assert slack.said("conversations.info") == []


async def test_a_newcomer_is_known_at_once_without_a_role(window, agency):
    await window.event({"type": "team_join", "user": user("aimee")})
    assert known(agency, "aimee").role.name == "none"


async def test_a_change_is_followed_and_older_news_changes_nothing(window, agency, door):
    await window.event({"type": "user_change", "user": user("emma", tz="Europe/Paris", locale="de-DE", updated=20)})
    await window.event({"type": "user_change", "user": user("emma", tz="Asia/Tokyo", updated=10)})
    assert (known(agency, "emma").zone, known(agency, "emma").locale) == ("Europe/Paris", "de-DE")
    assert known(agency, "emma").role.name == "consultant"


async def test_the_next_modal_speaks_the_new_language(window, slack, emma):
    await window.event({"type": "user_change", "user": user("emma", locale="de-CH")})
    await emma.command("/client nobody")
    first = slack.said("respond")[0]["text"]
    await window.event({"type": "user_change", "user": user("emma", locale="en-US", updated=1795478400)})
    await emma.command("/client nobody")
    assert slack.said("respond")[1]["text"] == "“nobody” was not found. Check the name or the number."
    assert first


async def test_an_event_without_a_language_asks_for_it(window, slack, agency):
    slack.people = [user("emma", locale="de-CH")]
    told = {name: value for name, value in user("emma").items() if name != "locale"}
    await window.event({"type": "user_change", "user": told})
    assert [one["user"] for one in slack.said("users.info")] == ["U0EMMA"]
    assert known(agency, "emma").locale == "de-CH"


@pytest.mark.parametrize("left", [{"deleted": True}, {"is_restricted": True}, {"is_ultra_restricted": True}])
async def test_who_left_or_became_a_guest_is_no_longer_active(window, slack, emma, agency, left):
    await window.event({"type": "user_change", "user": user("emma", **left)})
    assert not known(agency, "emma").active
    await emma.command("/crm-info")
    assert slack.said("respond")[0]["text"].startswith(("You are not known", "Vous n"))


@pytest.mark.parametrize("odd", [{"is_bot": True}, {"is_restricted": True}, {"is_stranger": True}, {"id": "USLACKBOT"}])
async def test_bots_guests_and_strangers_stay_unknown(window, agency, odd):
    await window.event({"type": "team_join", "user": user("aimee", **odd)})
    assert known(agency, "aimee") is None


@pytest.mark.parametrize(
    ("change", "is_open"),
    [
        ({}, True),
        ({"readers": ["U0CARNET", "U0NADIA", "U0GUEST"]}, False),
        ({"is_ext_shared": True}, False),
        ({"is_org_shared": True}, False),
        ({"is_archived": True}, False),
        ({"readers": ["U0NADIA"]}, False),
    ],
    ids=["all known", "a guest", "another team", "the organisation", "archived", "without us"],
)
async def test_who_reads_the_channel_decides_whether_entries_stand_there(window, agency, channels, change, is_open):
    channels[INFOBOX] |= change
    event = {"type": "member_joined_channel", "user": "U0GUEST", "channel": INFOBOX, "channel_type": "C", "team": TEAM}
    await window.event(event)
    assert open_for_entries(agency) is is_open


async def test_a_joiner_who_may_not_see_everything_ends_the_posts_there(window, agency, channels):
    channels[INFOBOX]["readers"] += ["U0NOA"]
    await window.event({"type": "member_joined_channel", "user": "U0NOA", "channel": INFOBOX, "team": TEAM})
    assert not open_for_entries(agency)
    channels[INFOBOX]["readers"].remove("U0NOA")
    await window.event({"type": "member_left_channel", "user": "U0NOA", "channel": INFOBOX, "team": TEAM})
    assert open_for_entries(agency)


@pytest.mark.parametrize(
    "event",
    [
        {"type": "channel_archive", "channel": INFOBOX, "user": "U0NADIA"},
        {"type": "channel_rename", "channel": {"id": INFOBOX, "name": "infobox", "created": 1}},
        {"type": "channel_deleted", "channel": INFOBOX},
        {"type": "group_archive", "channel": INFOBOX},
        {"type": "channel_shared", "channel": INFOBOX, "connected_team_id": "T0OTHER"},
    ],
    ids=lambda event: event["type"],
)
async def test_a_channel_that_we_cannot_look_into_is_closed(window, slack, agency, channels, event):
    slack.answers["conversations.info"] = [{"error": "channel_not_found"}]
    await window.event(event)
    assert not open_for_entries(agency)


async def test_the_administrator_is_told_what_becomes_of_the_infobox(window, slack, agency, channels):
    event = {"type": "member_joined_channel", "user": "U0GUEST", "channel": INFOBOX, "team": TEAM}
    readers = channels[INFOBOX]["readers"]
    await window.event(event)
    assert slack.said("chat.postMessage") == [], "nothing changed"
    steps = [
        ("U0NOA", "Noa Løvås may not view every client and now reads #infobox."),
        ("U0GUEST", "Entries are no longer"),
    ]
    for number, (joined, words) in enumerate(steps, 1):
        channels[INFOBOX]["readers"] = [*channels[INFOBOX]["readers"], joined]
        await window.event(event)
        told = slack.said("chat.postMessage")[number - 1]
        assert (told["channel"], told["text"].startswith(words)) == ("U0NADIA", True)
    channels[INFOBOX]["readers"] = readers
    await window.event(event)
    assert slack.said("chat.postMessage")[-1]["text"] == "Entries are posted in #infobox again."
    assert len(slack.said("chat.postMessage")) == 3


async def test_we_find_the_infobox_when_we_are_invited_at_last(window, slack, agency, channels):
    with agency.begin() as session:
        directory.set_infobox(session, None)
    await window.event({"type": "member_joined_channel", "user": "U0CARNET", "channel": INFOBOX, "team": TEAM})
    assert infobox(agency) == INFOBOX


async def test_of_two_looks_at_a_channel_the_later_is_kept(window, slack, agency, channels):
    slack.gates["conversations.info"] = asyncio.Event()
    event = {"type": "member_joined_channel", "user": "U0GUEST", "channel": INFOBOX, "team": TEAM}
    await window.event(event, wait=False)
    await slack.hear("conversations.info")
    channels[INFOBOX]["readers"] = [*channels[INFOBOX]["readers"], "U0GUEST"]
    await window.event({**event, "type": "member_left_channel"}, wait=False)
    slack.gates["conversations.info"].set()
    await window.settled()
    assert not open_for_entries(agency)
    assert len(slack.said("conversations.members")) == 2
