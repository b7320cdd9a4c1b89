from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from aiohttp import web

from bot.slack.channel import SlackChannel
from bot.slack.web_api import relay_client
from crm.domain.delivery import Again, DeliveryKind, Needless, Never, Sent
from crm.store.tables import delivery
from tests.factories import INFOBOX
from tests.slack.parcels import packed, stands


@pytest.fixture
def channel(slack, session):
    return SlackChannel(lambda _team: relay_client("xoxb-carnet", session, base_url=f"{slack.url}/api/"))


async def test_a_message_is_posted_where_it_belongs_and_its_place_comes_back(channel, slack, agency):
    agency.entry(participants=["luc"])
    for parcel in packed(agency):
        receipt = await channel.deliver(parcel, channel.render(parcel).content)
        assert isinstance(receipt, Sent)
        assert set(receipt.receipt) == {"channel", "ts"}
    assert sorted(one["channel"] for one in slack.said("chat.postMessage")) == [INFOBOX, "U0LUC"]
    assert slack.tokens == {"Bearer xoxb-carnet"}


async def test_a_comment_goes_into_the_thread_and_an_update_changes_the_message(channel, slack, agency):
    entry = agency.entry()
    stands(agency, entry)
    agency.settle()
    agency.perform("comment", by="paul", entry=entry, text="Good.", origin="D1/1.1")
    comments = packed(agency)
    agency.perform("undo", by="emma", entry=entry)
    for parcel in (*comments, *packed(agency, kind=DeliveryKind.UPDATE)):
        await channel.deliver(parcel, channel.render(parcel).content)
    [comment], [update] = slack.said("chat.postMessage"), slack.said("chat.update")
    assert (comment["channel"], comment["thread_ts"]) == (INFOBOX, "1795478400.000300")
    assert (update["channel"], update["ts"]) == (INFOBOX, "1795478400.000300")
    assert "unfurl_links" not in update


def said_elsewhere(agency):
    """A comment that was repeated in the channel's thread, and where its message stands."""
    entry = agency.entry()
    stands(agency, entry)
    agency.settle()
    origin = "D1/1795478401.000200"
    agency.perform(
        "comment", by="paul", entry=entry, text="Good.", origin=origin, source="slack:msg:D1:1795478401.000200"
    )
    receipt = {"channel": INFOBOX, "ts": "1795478402.000100"}
    with agency.begin() as store:
        store.execute(delivery.update().where(delivery.c.comment_id.is_not(None)).values(state="sent", receipt=receipt))
    return {"entry": entry, "origin": origin}


async def test_an_edited_comment_is_edited_wherever_it_was_repeated(channel, slack, agency):
    agency.perform("edit-comment", by="paul", **said_elsewhere(agency), text="Very good.", mark="1795478500.1")
    [parcel] = packed(agency)
    assert isinstance(await channel.deliver(parcel, channel.render(parcel).content), Sent)
    [update] = slack.said("chat.update")
    assert (update["channel"], update["ts"]) == (INFOBOX, "1795478402.000100")
    assert "Very good." in str(update["blocks"])


async def test_a_deleted_comment_is_deleted_wherever_it_was_repeated(channel, slack, agency):
    agency.perform("delete-comment", by="paul", **said_elsewhere(agency))
    [parcel] = packed(agency)
    assert isinstance(await channel.deliver(parcel, channel.render(parcel).content), Sent)
    assert slack.said("chat.delete") == [{"channel": INFOBOX, "ts": "1795478402.000100"}]


async def test_a_comment_that_was_said_nowhere_else_changes_nothing_else(agency):
    entry = agency.entry()
    agency.settle()
    said = {"entry": entry, "origin": "C0INFOBOX/1.2"}
    agency.perform("comment", by="paul", **said, text="Good.")
    agency.settle()
    agency.perform("delete-comment", by="paul", **said)
    assert packed(agency) == []


async def test_without_the_entrys_own_message_nothing_is_said_about_it_in_the_channel(channel, slack, agency):
    entry = agency.entry()
    agency.settle()
    agency.perform("comment", by="paul", entry=entry, text="Good.", origin="D1/1.1")
    comments = packed(agency)
    agency.perform("undo", by="emma", entry=entry)
    owed = (*comments, *packed(agency, kind=DeliveryKind.UPDATE))
    found = [await channel.deliver(parcel, channel.render(parcel).content) for parcel in owed]
    assert found == [Needless(reason="the entry's own message is not there")] * 2
    assert slack.calls == []


@pytest.mark.parametrize(
    ("answer", "receipt"),
    [
        ({"error": "channel_not_found"}, Never(reason="channel_not_found")),
        ({"error": "invalid_blocks"}, Never(reason="invalid_blocks")),
        ({"error": "fatal_error"}, Again(reason="fatal_error")),
        ({"error": "ratelimited"}, Again(reason="ratelimited", after=timedelta(seconds=30))),
        (
            web.Response(status=429, headers={"Retry-After": "17"}, text='{"ok": false, "error": "ratelimited"}'),
            Again(reason="ratelimited", after=timedelta(seconds=17)),
        ),
        (web.Response(status=503, text="<html>", content_type="text/html"), Again(reason="503")),
        (web.Response(status=502, text="upstream"), Again(reason="502")),
        (web.Response(status=200, text="{", content_type="application/json"), Again(reason="200")),
    ],
    ids=["gone", "refused", "stumbles", "hurried", "hurried with a time", "html", "text", "half an answer"],
)
async def test_what_slack_answers_decides_whether_it_is_tried_again(channel, slack, agency, answer, receipt):
    if isinstance(answer, web.Response) and answer.status == 429:
        answer.content_type = "application/json"
    agency.entry()
    [parcel] = packed(agency)
    slack.answers["chat.postMessage"] = [answer]
    assert await channel.deliver(parcel, channel.render(parcel).content) == receipt
    assert len(slack.calls) == 1


async def test_a_slack_that_cannot_be_reached_is_tried_again(session, agency, unused_tcp_port):
    channel = SlackChannel(lambda _t: relay_client("x", session, base_url=f"http://127.0.0.1:{unused_tcp_port}/api/"))
    agency.entry()
    [parcel] = packed(agency)
    async with asyncio.timeout(5):
        found = await channel.deliver(parcel, channel.render(parcel).content)
    assert found == Again(reason="Slack unreachable: ClientConnectorError")


async def test_a_message_whose_connection_broke_may_have_arrived(channel, slack, agency):
    agency.entry()
    [parcel] = packed(agency)
    slack.lose("chat.postMessage")
    found = await channel.deliver(parcel, channel.render(parcel).content)
    assert found == Again(reason="Slack unreachable: ServerDisconnectedError", doubtful=True)
