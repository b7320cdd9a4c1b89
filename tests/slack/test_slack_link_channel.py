"""A company's own channel in Slack: chosen, entered, looked into, and followed when its readers change."""

from __future__ import annotations

import pytest

from bot.slack import people
from bot.slack.message import message
from crm.store import places
from tests.factories import INFOBOX, slack_user
from tests.slack.filling import filled, inputs
from tests.slack.parcels import packed
from tests.slack.people import TEAM

READERS = ["U0CARNET", *(slack_user(key) for key in ("nadia", "paul", "emma"))]
INVITE = "Carnet is not in this channel. Type “/invite @carnet” there, then send this form once more."


@pytest.fixture
def channels(slack):
    """Channels as Slack describes them: Carnet is in none of them but the infobox."""
    described = (
        (INFOBOX, "infobox", {"is_member": True}),
        ("C0ACME", "acme", {"is_member": False}),
        ("C0PRIVATE", "acme-private", {"is_member": False, "is_private": True}),
        ("C0SHARED", "acme-shared", {"is_member": True, "is_ext_shared": True}),
        ("C0OLD", "acme-old", {"is_member": False, "is_archived": True}),
    )
    slack.channels = {key: {"id": key, "name": name, "readers": READERS, **more} for key, name, more in described}
    return slack.channels


async def form(person, slack, text="/crm-link-channel Acme"):
    await person.command(text)
    return {**slack.said("views.open")[-1]["view"], "id": f"V{len(slack.calls)}"}


async def link(person, slack, channel="C0ACME"):
    view = await form(person, slack)
    return await person.submit(view, filled(view, channel=channel))


def linked(agency):
    return agency.card("acme").details["channel"]


def where(agency):
    agency.settle()
    agency.entry(by="nadia")
    return agency.owed("owed")[0][2]


async def test_the_form_offers_channels_and_begins_with_the_one_that_stands(nadia, slack, agency, channels):
    view = await form(nadia, slack)
    element = inputs(view)["channel"]["element"]
    assert element["type"] == "conversations_select"
    assert element["filter"] == {"include": ["public", "private"], "exclude_external_shared_channels": True}
    assert "initial_conversation" not in element
    assert (await nadia.submit(view, filled(view, channel="C0ACME"))).body == ""
    again = inputs(await form(nadia, slack))["channel"]
    assert (again["element"]["initial_conversation"], again["label"]["text"]) == ("C0ACME", "Channel")


async def test_a_channel_that_the_person_does_not_read_is_not_given_away_by_the_form(nadia, emma, slack, channels):
    await link(nadia, slack)
    channels["C0ACME"]["readers"] = ["U0CARNET", "U0NADIA"]
    await nadia.window.event({"type": "member_left_channel", "user": "U0EMMA", "channel": "C0ACME", "team": TEAM})
    assert "initial_conversation" not in inputs(await form(emma, slack))["channel"]["element"]


async def test_carnet_joins_a_public_channel_and_posts_there(nadia, slack, agency, channels):
    assert (await link(nadia, slack)).body == ""
    assert [one["channel"] for one in slack.said("conversations.join")] == ["C0ACME"]
    assert (linked(agency), where(agency)) == ("#acme", "C0ACME")


@pytest.mark.parametrize(
    ("channel", "error", "words"),
    [
        ("C0PRIVATE", None, INVITE),
        ("C0GONE", "channel_not_found", INVITE),
        ("C0SHARED", None, "Entries cannot be posted in #acme-shared"),
        ("C0OLD", None, "Entries cannot be posted in #acme-old"),
    ],
)
async def test_a_channel_that_carnet_cannot_use_is_refused_at_its_field(
    nadia, slack, agency, channels, channel, error, words
):
    slack.answers["conversations.info"] = [{"error": error}] if error else []
    answer = await link(nadia, slack, channel)
    assert answer.body["response_action"] == "errors"
    assert answer.body["errors"]["channel"].startswith(words)
    assert (linked(agency), slack.said("conversations.join")) == (None, [])


@pytest.mark.parametrize("error", ["missing_scope", "restricted_action", "channel_not_found"])
async def test_where_slack_lets_nobody_join_carnet_asks_to_be_invited(nadia, slack, agency, channels, error):
    slack.answers["conversations.join"] = [{"error": error}]
    assert (await link(nadia, slack)).body["errors"] == {"channel": INVITE}
    assert linked(agency) is None


async def test_a_channel_that_the_person_is_not_in_is_refused(nadia, slack, agency, channels):
    channels["C0ACME"]["readers"] = ["U0CARNET", "U0PAUL"]
    answer = await link(nadia, slack)
    assert "is no channel that both you and Carnet are in" in answer.body["errors"]["channel"]


async def test_whoever_may_not_link_moves_carnet_nowhere(rita, nadia, slack, agency, channels):
    view = await form(nadia, slack)
    before = len(slack.calls)
    answer = await rita.submit(view, filled(view, channel="C0ACME"))
    assert "Your role does not allow this." in str(answer.body)
    assert (len(slack.calls), linked(agency)) == (before, None)


async def test_an_empty_field_takes_the_channel_away(nadia, slack, agency, channels):
    await link(nadia, slack)
    view = await form(nadia, slack)
    del inputs(view)["channel"]["element"]["initial_conversation"]
    assert (await nadia.submit(view, filled(view))).body == ""
    assert (linked(agency), where(agency)) == (None, INFOBOX)


@pytest.mark.parametrize(
    ("event", "change", "error"),
    [
        ("channel_archive", {"is_archived": True}, None),
        ("group_archive", {}, "channel_not_found"),
        ("member_left_channel", {"readers": ["U0NADIA", "U0EMMA"]}, None),
        ("member_joined_channel", {"readers": [*READERS, "U0GUEST"]}, None),
        ("channel_shared", {"is_ext_shared": True}, None),
    ],
)
async def test_a_channel_that_closes_takes_no_more_posts_and_the_owner_is_told(
    window, nadia, slack, agency, channels, event, change, error
):
    agency.set_member("emma", locale="en-GB")
    await link(nadia, slack)
    channels["C0ACME"] |= change
    slack.answers["conversations.info"] = [{"error": error}] if error else []
    told = {"type": event, "channel": "C0ACME", "user": "U0GUEST", "team": TEAM}
    await window.event(told)
    assert (where(agency), linked(agency)) == (INFOBOX, "#acme")
    [said] = slack.said("chat.postMessage")
    assert said["channel"] == "U0EMMA"
    assert said["text"].startswith("Entries are no longer posted in #acme: a guest or another team reads it")
    channels["C0ACME"] |= {"is_archived": False, "is_ext_shared": False, "readers": READERS}
    await window.event(told)
    assert slack.said("chat.postMessage")[1]["text"] == "Entries are posted in #acme again."
    assert where(agency) == "C0ACME"


async def test_the_owner_hears_of_a_reader_who_does_not_see_everything(window, nadia, slack, agency, channels):
    agency.set_member("emma", locale="en-GB")
    await link(nadia, slack)
    channels["C0ACME"]["readers"] = [*READERS, "U0NOA"]
    await window.event({"type": "member_joined_channel", "user": "U0NOA", "channel": "C0ACME", "team": TEAM})
    [said] = slack.said("chat.postMessage")
    assert said["text"].startswith("Noa Løvås may not view every client and now reads #acme.")
    assert said["text"].endswith("are not posted there.")


async def test_a_channel_that_matters_to_nobody_is_no_news(window, slack, agency, channels):
    for change in ({"is_archived": False}, {"is_archived": True}):
        channels["C0ACME"] |= change
        await window.event({"type": "channel_rename", "channel": {"id": "C0ACME", "name": "acme", "created": 1}})
    assert slack.said("chat.postMessage") == []


async def test_a_new_name_is_followed(window, nadia, slack, agency, channels):
    await link(nadia, slack)
    channels["C0ACME"]["name"] = "acme-sa"
    await window.event({"type": "channel_rename", "channel": {"id": "C0ACME", "name": "acme-sa", "created": 1}})
    assert linked(agency) == "#acme-sa"


async def test_what_was_missed_while_we_slept_is_looked_at_when_we_start(window, nadia, slack, agency, door, channels):
    await link(nadia, slack)
    channels["C0ACME"]["readers"] = [*READERS, "U0GUEST"]
    await people.sync(door, window.client(), TEAM, "infobox")
    with agency.read() as session:
        assert places.some(session, ["C0ACME"])["C0ACME"].open is False


async def test_the_author_reads_why_an_entry_came_to_them_and_the_others_do_not(slack, agency):
    agency.set_channel(open_to_members=False)
    agency.entry(by="nadia", participants=["luc"])
    said = {one.reader.slack_user: message(one)["blocks"] for one in packed(agency)}
    foot = {who: [one for one in said[slack_user(who)] if one.get("block_id") == "apart"] for who in ("nadia", "luc")}
    assert foot["luc"] == []
    [[line]] = [one["elements"] for one in foot["nadia"]]
    assert line["text"].startswith("A guest or another team reads #infobox")
