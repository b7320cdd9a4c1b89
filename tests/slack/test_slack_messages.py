from __future__ import annotations

import json
from datetime import timedelta

from bot.slack import reminders
from bot.slack.message import message
from crm.domain.delivery import DeliveryKind
from tests.factories import INFOBOX, NOW
from tests.slack.judge import JUDGE
from tests.slack.parcels import packed, stands

EVIL = "<!channel> *Bold* _it_ ~s~ `c` :tada: <@U0EMMA> & <https://x.example|Sons>"


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


def test_an_edited_entry_says_what_it_says_now_and_that_it_was_edited(agency):
    entry = agency.entry(note="Deux profils.")
    stands(agency, entry)
    agency.settle()
    agency.perform("edit-entry", by="emma", entry=entry, text="Trois profils.")
    [parcel] = packed(agency, kind=DeliveryKind.UPDATE)
    found = message(parcel)
    assert block(found, "body")["elements"][0]["elements"] == [{"type": "text", "text": "Trois profils."}]
    assert block(found, "foot")["elements"][1]["text"] == f"{entry} · edited"


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
    found = reminders.message(reminder)
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
