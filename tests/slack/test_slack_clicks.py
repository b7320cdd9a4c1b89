from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from tests.factories import NOW
from tests.slack.filling import filled, inputs


def buttons(view):
    """Every button of a view, by its action and the start of its value."""
    found = [one for block in view["blocks"] if block["type"] == "actions" for one in block["elements"]]
    return found + [block["accessory"] for block in view["blocks"] if "accessory" in block]


def button(view, action):
    return next(one for one in buttons(view) if one["action_id"] == action)


def entries_of(view):
    return [block["block_id"].removeprefix("entry:") for block in view["blocks"] if block["type"] == "rich_text"]


async def opened(person, slack, command):
    await person.command(command)
    return {**slack.said("views.open")[-1]["view"], "id": "V1", "state": {"values": {}}, "hash": "1.a"}


async def test_an_action_takes_the_place_of_the_toolbox_with_the_client_that_was_picked(nadia, slack, agency):
    view = await opened(nadia, slack, "/toolbox")
    picked = {"values": {"client": {"v": {"type": "external_select", "selected_option": {"value": "CMP-2"}}}}}
    await nadia.click(button(view, "open:info"), view={**view, "state": picked})
    form = slack.said("views.update")[0]
    assert (form["view_id"], form["view"]["callback_id"]) == ("V1", "act:info")
    chosen = inputs(form["view"])["clients"]["element"]["initial_options"]
    assert [one["value"] for one in chosen] == [agency.numbers["kern"]]


async def test_info_over_the_card_is_pushed_and_shows_on_the_card_afterwards(emma, slack, agency):
    card = await opened(emma, slack, "/client Acme")
    await emma.click(button(card, "card:info"), view=card)
    form = slack.said("views.push")[0]["view"]
    assert len(form["private_metadata"]) < 60
    answer = await emma.submit(
        {**form, "id": "V2", "previous_view_id": "V1"}, filled(form, note="Wants two profiles by Friday.")
    )
    refreshed = slack.said("views.update")[0]
    assert (answer.body, refreshed["view_id"]) == ("", "V1")
    assert "Wants two profiles by Friday." in str(refreshed["view"])


async def test_a_card_that_was_closed_meanwhile_is_no_trouble(emma, slack, agency):
    card = await opened(emma, slack, "/client Acme")
    await emma.click(button(card, "card:info"), view=card)
    form = slack.said("views.push")[0]["view"]
    slack.answers["views.update"] = [{"error": "not_found"}]
    answer = await emma.submit({**form, "id": "V2", "previous_view_id": "V1"}, filled(form, note="Called."))
    assert (answer.body, slack.said("chat.postMessage")) == ("", [])


async def test_the_toolbox_of_a_card_has_its_client_chosen(nadia, slack, agency):
    card = await opened(nadia, slack, "/client Kern")
    await nadia.click(button(card, "card:toolbox"), view=card)
    view = slack.said("views.update")[0]["view"]
    assert inputs(view)["client"]["element"]["initial_option"]["value"] == agency.numbers["kern"]


async def test_a_long_infobox_is_walked_page_by_page_and_back(nadia, slack, agency):
    made = [agency.entry(note=f"Note {day}", at=NOW - timedelta(days=day)) for day in range(1, 46)]
    view = await opened(nadia, slack, "/client Acme")
    # Those who added the client are the newest of all.
    first = entries_of(view)
    seen = list(first)
    while any(one["action_id"] == "card:older" for one in buttons(view)):
        await nadia.click(button(view, "card:older"), view=view)
        view = {**slack.said("views.update")[-1]["view"], "id": "V1"}
        seen += entries_of(view)
    assert (len(first), len(seen), len(set(seen))) == (20, len(made) + 2, len(made) + 2)
    assert [one for one in seen if one in made] == made
    await nadia.click(button(view, "card:newest"), view=view)
    assert entries_of(slack.said("views.update")[-1]["view"]) == first


async def test_a_long_entry_is_cut_on_the_card_and_read_whole(nadia, slack, agency):
    long = "Sie suchen drei Personen. " * 40
    entry = agency.entry(note=long, clients=("kern",))
    for word in ("Erste", "Zweite", "Dritte"):
        agency.perform("comment", by="paul", entry=entry, text=f"{word} Antwort.")
    view = await opened(nadia, slack, "/client Kern")
    assert long.strip() not in str(view)
    assert "1 earlier comment" in str(view)
    await nadia.click(button(view, "entry:read"), view=view)
    whole = slack.said("views.push")[0]["view"]
    assert long.strip() in str(whole)
    assert all(word in str(whole) for word in ("Erste", "Zweite", "Dritte"))


async def test_what_was_undone_is_struck_on_the_card(nadia, slack, agency):
    entry = agency.entry()
    agency.perform("undo", by="nadia", entry=entry)
    view = await opened(nadia, slack, "/client Acme")
    head = next(block for block in view["blocks"] if block.get("block_id") == f"entry:{entry}")
    assert head["elements"][0]["elements"][1]["style"] == {"bold": True, "strike": True}
    assert "undone" in str(head)


async def test_a_message_opens_the_card_of_its_client(emma, slack, agency):
    await emma.click({"action_id": "entry:card", "value": agency.numbers["acme"]}, message={"ts": "1.1"})
    assert slack.said("views.open")[0]["view"]["title"]["text"] == "Acme Précision SA"


async def test_undo_from_the_message_is_done_once_however_often_it_is_pressed(nadia, slack, agency):
    entry = agency.perform("status", by="nadia", clients=["acme"], status="meeting", description="").result
    pressed = {"action_id": "entry:undo", "value": f"{entry} 17"}
    for _ in range(2):
        await nadia.click(pressed, message={"ts": "1.1"})
    assert (agency.see(entry).undone, agency.record("acme").status) == (True, None)
    assert [one["text"] for one in slack.said("respond")] == ["Done. The entry stays readable, struck through."] * 2
    # The message drawn afterwards has another button, which undoes again.
    agency.perform("undo", by="nadia", entry=entry)
    await nadia.click({**pressed, "value": f"{entry} 23"}, message={"ts": "1.1"})
    assert agency.see(entry).undone


async def test_undo_says_what_it_left_alone(nadia, slack, agency):
    first = agency.perform("status", by="nadia", clients=["acme"], status="meeting", description="").result
    agency.perform("status", by="nadia", clients=["acme"], status="client", description="")
    await nadia.click({"action_id": "entry:undo", "value": f"{first} 1"}, message={"ts": "1.1"})
    assert "was changed since and stays as it is." in slack.said("respond")[0]["text"]


@pytest.mark.parametrize(
    ("action", "value", "sentence"),
    [
        ("entry:undo", "E-999 1", "“E-999” was not found. Check the name or the number."),
        ("entry:undo", "", "Please fill in “Entry”."),
        ("entry:card", "CMP-999", "“CMP-999” was not found. Check the name or the number."),
        ("entry:card", "'; --", "“'; --” was not found. Check the name or the number."),
        ("open:nonsense", "nonsense", "“nonsense” was not found. Check the name or the number."),
        ("open:undo", "undo", "“undo” was not found. Check the name or the number."),
        ("entry:read", "E-x", "“E-x” was not found. Check the name or the number."),
    ],
)
async def test_a_forged_button_is_answered_in_words(nadia, slack, action, value, sentence):
    await nadia.click({"action_id": action, "value": value}, message={"ts": "1.1"})
    assert [one["text"] for one in slack.said("respond")] == [sentence]


async def test_a_stranger_may_press_nothing(window, slack, agency):
    entry = agency.entry()
    stranger = window.someone("stranger")
    for action, value in (("entry:undo", f"{entry} 1"), ("entry:card", "CMP-1"), ("open:info", "info")):
        await stranger.click({"action_id": action, "value": value}, message={"ts": "1.1"})
    said = {one["text"] for one in slack.said("respond")}
    assert said == {"You are not known here yet. Ask an administrator of your workspace to add you."}
    assert not agency.see(entry).undone


async def test_a_refusal_in_a_modal_is_said_in_the_modal(rita, slack, agency):
    view = await opened(rita, slack, "/toolbox")
    await rita.click({"action_id": "open:info", "value": "info"}, view=view)
    shown = slack.said("views.update")[0]["view"]
    assert shown["callback_id"] == "toolbox"
    assert shown["blocks"][0]["text"]["text"] == "Your role does not allow this. An administrator can change that."


async def test_a_late_click_says_so_in_a_direct_message(emma, slack, agency):
    card = await opened(emma, slack, "/client Acme")
    slack.answers["views.push"] = [{"error": "expired_trigger_id"}]
    await emma.click(button(card, "card:info"), view=card)
    [said] = slack.said("chat.postMessage")
    assert (said["channel"], "blocks" in said) == ("U0EMMA", False)


async def test_a_button_that_nobody_knows_is_acknowledged(nadia, slack):
    assert (await nadia.click({"action_id": "old", "value": "x"}, message={"ts": "1.1"})).status == 200
    assert slack.calls == []


async def test_a_slow_info_is_laid_over_the_card_as_loading_and_filled_in_there(emma, slack, agency, hands):
    card = await opened(emma, slack, "/client Acme")
    hands.hold()
    pressing = asyncio.create_task(emma.click(button(card, "card:info"), view=card))
    assert (await slack.hear("views.push"))["view"]["callback_id"] == "loading"
    hands.release()
    await pressing
    [filled_in] = slack.said("views.update")
    assert (filled_in["view_id"], filled_in["view"]["callback_id"]) == ("V2", "act:info")


async def test_a_slow_card_of_a_chosen_client_is_loading_first(nadia, slack, agency, hands):
    view = await opened(nadia, slack, "/client")
    hands.hold()
    answer = await nadia.submit(view, filled(view, client=agency.numbers["kern"]), wait=False)
    assert answer.body["view"]["callback_id"] == "loading"
    hands.release()
    await nadia.window.settled()
    assert slack.said("views.update")[0]["view"]["title"]["text"] == "Kern & Söhne GmbH"
