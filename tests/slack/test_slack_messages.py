from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest
from aiohttp import web
from sqlalchemy import select

from bot.slack.channel import SlackChannel
from bot.slack.message import message
from bot.slack.web_api import relay_client
from crm.domain.delivery import Again, DeliveryKind, Needless, Never, Sent
from crm.store.tables import delivery, link
from crm.views.parcels import Parcel, parcels
from tests.factories import INFOBOX, NOW
from tests.slack.judge import JUDGE

EVIL = "<!channel> *Bold* _it_ ~s~ `c` :tada: <@U0EMMA> & <https://x.example|Sons>"


@pytest.fixture
def channel(slack, session):
    return SlackChannel(lambda _team: relay_client("xoxb-carnet", session, base_url=f"{slack.url}/api/"))


def packed(agency, **wanted) -> list[Parcel]:
    """The Slack deliveries that are owed, as the relay packs them."""
    with agency.read() as store:
        rows = store.rows(select(delivery).where(delivery.c.state == "owed", delivery.c.channel == "slack"))
        found = parcels(store, [row.id for row in rows])
    return [one for one in found if isinstance(one, Parcel) and all(getattr(one, k) == v for k, v in wanted.items())]


def stands(agency, entry, place=INFOBOX, ts="1795478400.000300", member=None):
    with agency.begin() as store:
        store.insert(link, [{"place": place, "mark": ts, "entry_id": int(entry[2:]), "member_id": member}])


def block(found, block_id):
    return next(one for one in found["blocks"] if one.get("block_id") == block_id)


def runs(found, block_id="head"):
    return [(one["text"], one.get("style", {})) for one in block(found, block_id)["elements"][0]["elements"]]


def test_an_entry_says_who_did_what_with_whom_and_what_changed(agency):
    agency.perform(
        "status", by="emma", clients=["acme"], status="meeting", description="On *Monday*.", participants=["paul"]
    )
    [parcel] = packed(agency)
    found = message(parcel)
    assert JUDGE.check_message({"channel": INFOBOX, **found}) == []
    assert found["text"] == "Emma Quéloz changed the status: Acme Précision SA"
    assert runs(found) == [
        ("🚦 ", {}),
        ("Acme Précision SA", {"bold": True}),
        ("\nEmma Quéloz changed the status", {}),
        ("\nStatus: – → Meeting", {}),
    ]
    assert {"type": "text", "text": "Monday", "style": {"bold": True}} in block(found, "body")["elements"][0][
        "elements"
    ]
    date, rest = block(found, "foot")["elements"]
    assert date["text"].startswith(f"<!date^{int(NOW.timestamp())}^")
    assert rest["text"] == f"{parcel.entry.number} · With Paul Rüegsegger"
    buttons = [(one["action_id"], one["value"]) for one in block(found, "buttons")["elements"]]
    assert buttons == [("entry:card", agency.numbers["acme"]), ("entry:undo", f"{parcel.entry.number} {parcel.id}")]
    assert found["metadata"]["event_payload"] == {"delivery": parcel.id, "entry": parcel.entry.number}


def test_no_name_or_text_can_ring_a_channel_or_draw_anything(agency):
    done = agency.perform("add-company", by="nadia", name=EVIL, confirm="yes")
    agency.settle()
    entry = agency.entry(by="nadia", clients=done.records, note="Called.")
    [parcel] = packed(agency)
    found = message(parcel)
    assert JUDGE.check_message({"channel": INFOBOX, **found}) == []
    assert (EVIL, {"bold": True}) in runs(found), "rich text says it as it is"
    assert "<" not in found["text"]
    marked = [one for one in json.loads(json.dumps(found["blocks"])) if one["type"] in {"section", "header"}]
    assert marked == [], "no mrkdwn is drawn from names"
    stands(agency, entry)
    agency.perform("comment", by="paul", entry=entry, text="<!here> look", origin="D1/1.1")
    [comment] = packed(agency, kind=DeliveryKind.COMMENT)
    said = message(comment)
    assert "<!here>" not in said["text"]
    assert block(said, "body")["elements"][0]["elements"][0]["text"] == "<!here> look"


def test_a_broadcast_that_somebody_typed_is_repeated_as_words(agency):
    rich = {"type": "rich_text_section", "elements": [{"type": "broadcast", "range": "channel"}]}
    agency.entry(note={"type": "rich_text", "elements": [rich]})
    [parcel] = packed(agency)
    assert block(message(parcel), "body")["elements"][0]["elements"] == [{"type": "text", "text": "@channel"}]


def test_an_undone_entry_is_struck_and_has_nothing_left_to_undo(agency):
    entry = agency.entry()
    stands(agency, entry)
    agency.settle()
    agency.perform("undo", by="emma", entry=entry)
    [parcel] = packed(agency, kind=DeliveryKind.UPDATE)
    found = message(parcel)
    assert JUDGE.check_message({"channel": INFOBOX, **found}) == []
    assert runs(found)[1] == ("Acme Précision SA", {"bold": True, "strike": True})
    assert runs(found)[-1] == ("\nThis was undone.", {"italic": True})
    assert [one["action_id"] for one in block(found, "buttons")["elements"]] == ["entry:card"]


def test_a_long_text_is_cut_and_many_clients_are_counted(agency):
    for number in range(8):
        agency.perform("add-company", by="nadia", name=f"Ateliers Froidevaux {number}", confirm="yes")
    agency.settle()
    numbers = [f"CMP-{number}" for number in range(4, 12)]
    agency.entry(by="nadia", clients=numbers, note="Sehr lange Notiz. " * 600)
    [parcel] = packed(agency)
    found = message(parcel)
    assert JUDGE.check_message({"channel": INFOBOX, **found}) == []
    assert runs(found)[1][0].endswith("Ateliers Froidevaux 4 and 3 more")
    assert len(json.dumps(found["blocks"])) < 13_000


def test_an_upcoming_entry_says_when_and_its_reminder_what_is_coming(agency):
    agency.set_member("luc", tell_by="slack")
    agency.perform(
        "info",
        by="luc",
        clients=["acme"],
        note="Call.",
        when=str(int((NOW + timedelta(days=1)).timestamp())),
        remind="1h",
    )
    [reminder] = packed(agency, kind=DeliveryKind.REMINDER)
    found = message(reminder)
    assert JUDGE.check_message({"channel": "U0LUC", **found}) == []
    assert runs(found, "reminder")[0][0].startswith("⏰ ")
    [entry] = packed(agency, kind=DeliveryKind.ENTRY)
    assert "25 Nov 2026" in runs(message(entry))[-1][0]


def test_a_comment_outside_its_thread_says_what_it_is_about(agency):
    entry = agency.entry(by="emma", participants=["luc"])
    stands(agency, entry)
    agency.settle()
    agency.perform("comment", by="emma", entry=entry, text="They said yes.")
    found = {one.reader.name or "channel": message(one) for one in packed(agency, kind=DeliveryKind.COMMENT)}
    [lone] = [one for one in found.values() if any(block_["type"] == "context" for block_ in one["blocks"])]
    assert JUDGE.check_message({"channel": "U0LUC", **lone}) == []
    assert block(lone, "foot")["elements"][0]["text"].endswith(
        f"Acme Précision SA · Emma Quéloz a écrit une note · {entry}"
    ) or (entry in block(lone, "foot")["elements"][0]["text"])
    [threaded] = [one for one in found.values() if one is not lone]
    assert [one["type"] for one in threaded["blocks"]] == ["rich_text", "rich_text"]


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
