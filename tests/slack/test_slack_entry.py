"""The whole of an entry in Slack: who was told, and undo where it is read."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from crm.store.tables import delivery
from tests.factories import NOW
from tests.slack.test_slack_card import shown
from tests.slack.test_slack_clicks import button, buttons, entries_of, opened


async def read(person, slack, entry, command="/client Acme"):
    """An entry's own view, laid over the card."""
    card = await opened(person, slack, command)
    chosen = next(one for one in buttons(card) if one["action_id"] == "entry:read" and one["value"] == entry)
    await person.click(chosen, view=card)
    return {**slack.said("views.push")[-1]["view"], "id": "V2", "previous_view_id": "V1", "state": {"values": {}}}


def told(view):
    [block] = [one for one in view["blocks"] if one.get("block_id") == "told"]
    return block["elements"][0]["text"].split("\n")


def became(agency, key, **values):
    with agency.begin() as session:
        session.execute(update(delivery).where(delivery.c.member_id == agency.id_of(key)).values(**values))


async def test_every_entry_can_be_opened_and_says_what_became_of_each_notice(nadia, slack, agency):
    agency.settle()
    people = ["paul", "lena", "theo", "luc", "rita"]
    entry = agency.entry(by="emma", participants=people)
    became(agency, "paul", state="sent", finished_at=NOW)
    became(agency, "theo", state="failed", reason="550 {no} such user")
    became(agency, "luc", state="skipped", reason="recipient may no longer see it")
    became(agency, "rita", state="bounced", reason=None)
    view = await read(nadia, slack, entry)
    assert told(view) == sorted(
        [
            "#infobox: waits",
            "Lena Brönnimann-Özdemir: waits",
            f"Paul Rüegsegger: mailed today {NOW.astimezone(agency_zone(agency, 'nadia')):%H:%M}",
            "Théo Aebischer: failed (550 {no} such user)",
            f"{name(agency, 'luc')}: not told (recipient may no longer see it)",
            f"{name(agency, 'rita')}: the mail came back",
        ]
    )


def name(agency, key):
    return agency.member(key).name


def agency_zone(agency, key):
    return ZoneInfo(agency.member(key).zone)


async def test_undo_where_an_entry_is_read_shows_it_struck_there_and_on_the_card(emma, slack, agency):
    entry = agency.perform("status", by="emma", clients=["acme"], status="meeting").result
    view = await read(emma, slack, entry)
    for _ in range(2):
        await emma.click(button(view, "entry:undo:here"), view=view)
    assert (agency.see(entry).undone, agency.record("acme").status) == (True, None)
    here, card = slack.said("views.update")[0], slack.said("views.update")[1]
    assert (here["view_id"], card["view_id"]) == ("V2", "V1")
    assert here["view"]["blocks"][0]["type"] == "alert"
    assert "entry:undo:here" not in str(here["view"])
    head = next(block for block in card["view"]["blocks"] if block.get("block_id") == f"entry:{entry}")
    assert head["elements"][0]["elements"][1]["style"] == {"bold": True, "strike": True}


@pytest.mark.parametrize(
    ("who", "days", "offered"),
    [("nadia", 90, True), ("emma", 29, True), ("emma", 31, False), ("paul", 0, False), ("rita", 0, False)],
)
async def test_undo_is_offered_to_whoever_may(window, slack, agency, who, days, offered):
    entry = agency.entry(by="emma", at=NOW - timedelta(days=days))
    view = await read(window.someone(who), slack, entry)
    assert ("entry:undo:here" in str(view)) is offered


async def test_a_forged_undo_says_why_not_in_the_view(rita, slack, agency):
    entry = agency.entry(by="emma")
    view = await read(rita, slack, entry)
    await rita.click({"action_id": "entry:undo:here", "value": f"{entry} 1"}, view=view)
    assert "Your role does not allow this." in str(shown(slack)["blocks"][0])
    assert not agency.see(entry).undone


async def test_from_an_entry_to_its_card(nadia, slack, agency):
    entry = agency.entry(clients=("elodie",))
    view = await read(nadia, slack, entry)
    await nadia.click(button(view, "entry:card"), view=view)
    assert shown(slack)["title"]["text"] == "Élodie Müller"


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (timedelta(hours=1), "today {at:%H:%M} · "),
        (timedelta(days=1), "tomorrow {at:%H:%M} · "),
        (timedelta(days=9), ", {at:%H:%M} "),
    ],
)
async def test_what_is_to_come_soon_is_said_in_the_reader_s_own_day(nadia, slack, agency, ahead, said):
    when = NOW + ahead
    entry = agency.entry(when=when.isoformat())
    card = await opened(nadia, slack, "/client Acme")
    assert entries_of(card)[0] == entry
    head = next(block for block in card["blocks"] if block.get("block_id") == f"entry:{entry}")
    assert said.format(at=when.astimezone(agency_zone(agency, "nadia"))) in str(head)
