"""The card in Slack: its people, its filter, and every step in the same view."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.factories import NOW, a_source
from tests.slack.filling import filled, inputs
from tests.slack.test_slack_clicks import button, buttons, entries_of, opened


def shown(slack):
    return {**slack.said("views.update")[-1]["view"], "id": "V1", "state": {"values": {}}}


def texts_of(view):
    return [
        block["text"]["text"] for block in view["blocks"] if block["type"] in {"section", "header"} and "text" in block
    ]


def hire(agency, count):
    items = [
        ({"first_name": f"Anna{n:02}", "last_name": "Test", "company": "acme", "function": "Chef"}, a_source())
        for n in range(count)
    ]
    agency.perform_many("add-contact", by="nadia", items=items)


async def test_the_people_of_a_company_stand_on_its_card_each_with_a_way_to_theirs(nadia, slack, agency):
    hire(agency, 1)
    card = await opened(nadia, slack, "/client Acme")
    assert "🟢 Anna00 Test\nChef" in texts_of(card)
    assert not [one for one in buttons(card) if one["action_id"] == "card:people"]
    to_anna = next(one for one in buttons(card) if one["action_id"] == "card:open")
    await nadia.click(to_anna, view=card)
    theirs = shown(slack)
    assert theirs["title"]["text"] == "Anna00 Test"
    back = next(one for one in buttons(theirs) if one["action_id"] == "card:open")
    assert (back["text"]["text"], back["value"]) == ("Acme Précision SA", agency.numbers["acme"])
    await nadia.click(back, view=theirs)
    assert shown(slack)["title"]["text"] == "Acme Précision SA"


async def test_all_contacts_are_walked_page_by_page_and_back_to_the_card(nadia, slack, agency):
    hire(agency, 65)
    card = await opened(nadia, slack, "/client Acme")
    on_card = [line for line in texts_of(card) if line.startswith("🟢 Anna")]
    assert len(on_card) == 10
    await nadia.click(button(card, "card:people"), view=card)
    seen, view = [], shown(slack)
    while True:
        seen += [line.split("\n")[0] for line in texts_of(view) if line.startswith("🟢")]
        if not [one for one in buttons(view) if one["action_id"] == "card:people"]:
            break
        await nadia.click(button(view, "card:people"), view=view)
        view = shown(slack)
    assert len(seen) == len(set(seen)) == 66
    back = next(one for one in buttons(view) if one["text"]["text"] == "Back to the card")
    await nadia.click(back, view=view)
    assert shown(slack)["callback_id"] == "card"


async def filtered(person, slack, card, **values):
    """The card after its filter form was filled in."""
    await person.click(button(card, "card:filter"), view=card)
    form = shown(slack)
    answer = await person.submit(form, filled(form, **values))
    return {**answer.body["view"], "id": "V1"} if "view" in answer.body else answer.body


async def test_an_infobox_is_filtered_and_seen_whole_again(nadia, slack, agency):
    note = agency.entry(by="emma", note="Wants two profiles")
    status = agency.perform("status", by="paul", clients=["acme"], status="meeting").result
    card = await opened(nadia, slack, "/client Acme")
    found = await filtered(nadia, slack, card, words="two prof")
    assert entries_of(found) == [note]
    assert "Shown: “two prof”" in json.dumps(found, ensure_ascii=False)
    found = await filtered(
        nadia,
        slack,
        found,
        words="",
        action="status",
        author=agency.tokens["paul"],
        since="2020-01-01",
        until="2099-12-31",
    )
    assert entries_of(found) == [status]
    assert "Shown: From 1 Jan 2020 · Until 31 Dec 2099 · Status · Paul Rüegsegger" in str(found)


async def test_the_filter_s_words_stay_until_they_are_cleared(nadia, slack, agency):
    made = [agency.entry(note=f"Even {n}" if n % 2 else f"Odd {n}", at=NOW - timedelta(days=n)) for n in range(60)]
    card = await opened(nadia, slack, "/client Acme")
    found = await filtered(nadia, slack, card, words="even")
    seen = entries_of(found)
    await nadia.click(button(found, "card:older"), view=found)
    older = shown(slack)
    seen += entries_of(older)
    assert seen == [one for n, one in enumerate(made) if n % 2]
    await nadia.click(button(older, "card:newest"), view=older)
    assert entries_of(shown(slack)) == entries_of(found)
    await nadia.click(button(older, "card:filter"), view=older)
    form = shown(slack)
    assert inputs(form)["words"]["element"]["initial_value"] == "even"
    await nadia.click(button(form, "card:back"), view=form)
    assert entries_of(shown(slack)) == entries_of(found)
    await nadia.click(button(found, "card:clear"), view=found)
    assert len(entries_of(shown(slack))) == 20
    assert "card:clear" not in str(shown(slack))


async def test_nothing_found_is_said_and_a_wrong_day_stands_at_its_field(nadia, slack, agency):
    card = await opened(nadia, slack, "/client Acme")
    assert "Nothing of that kind is here." in texts_of(await filtered(nadia, slack, card, words="zzz"))
    answer = await filtered(nadia, slack, card, since="2026-03-02", until="2026-03-01")
    assert answer == {"response_action": "errors", "errors": {"until": "The last day is before the first."}}


async def test_the_author_is_found_by_typing(nadia, slack, agency):
    card = await opened(nadia, slack, "/client Acme")
    await nadia.click(button(card, "card:filter"), view=card)
    found = await nadia.type_ahead(shown(slack), "author", "rueg")
    assert [one["text"]["text"] for one in found.body["options"]] == ["Paul Rüegsegger"]


async def test_another_client_s_card_begins_unfiltered(nadia, slack, agency):
    card = await opened(nadia, slack, "/client CST-1")
    found = await filtered(nadia, slack, card, words="zzz")
    await nadia.click(next(one for one in buttons(found) if one["action_id"] == "card:open"), view=found)
    assert entries_of(shown(slack))


async def test_what_is_looked_for_stands_at_once_below_the_name(nadia, slack, agency):
    hire(agency, 3)
    agency.entry(note="Even")
    card = await opened(nadia, slack, "/client Acme")
    found = await filtered(nadia, slack, card, words="even")
    assert [line for line in texts_of(card) if line.startswith("🟢 Anna")]
    assert [line for line in texts_of(found) if line.startswith("🟢 Anna")] == []


@pytest.mark.parametrize("kept", ["", "{", "[]", "7", '{"card": 7}', '{"card":"CMP-1","since":"x"}', "CMP-1"])
async def test_a_view_with_foreign_words_in_it_shows_the_card_or_says_why_not(nadia, slack, agency, kept):
    card = await opened(nadia, slack, "/client Acme")
    forged = {**card, "private_metadata": kept}
    for action in ("card:newest", "card:filter"):
        await nadia.click({"action_id": action, "value": "CMP-1"}, view=forged)
    await nadia.click({"action_id": "card:people", "value": kept or "x"}, view=forged)
    assert len(slack.said("views.update")) == 3
