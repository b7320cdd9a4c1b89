"""Two clients are merged by their form: picked, compared field by field, and found under one number afterwards."""

from __future__ import annotations

import json

import pytest

from tests.slack.filling import filled, inputs, labels
from tests.slack.test_slack_clicks import button, buttons, opened


async def form(person, slack, command="/crm-merge Acme"):
    await person.command(command)
    return {**slack.said("views.open")[-1]["view"], "id": "V1", "state": {"values": {}}, "hash": "1.a"}


def about(view):
    return next(block["text"]["text"] for block in view["blocks"] if block.get("block_id") == "about")


def picked(block, number):
    return {"values": {block: {"v": {"type": "external_select", "selected_option": {"value": number}}}}}


async def compared(person, slack, view, number="CMP-2"):
    """The form with both, after the second was picked."""
    await person.click({"action_id": "v", "block_id": "with"}, view={**view, "state": picked("with", number)})
    return {**slack.said("views.update")[-1]["view"], "id": "V1"}


def twin(agency, name="ACME Precision SA", **fields):
    [number] = agency.perform("add-company", by="nadia", name=name, confirm="yes", **fields).records
    return number


async def test_the_first_is_picked_then_the_second_and_both_stand_side_by_side(nadia, slack, agency):
    view = await form(nadia, slack, "/crm merge")
    assert list(labels(view)) == ["client"]
    await nadia.click({"action_id": "v", "block_id": "client"}, view={**view, "state": picked("client", "CMP-1")})
    second = {**slack.said("views.update")[-1]["view"], "id": "V1"}
    assert (about(second), list(labels(second))) == ("🟢 Acme Précision SA (CMP-1)", ["with"])
    view = await compared(nadia, slack, second)
    assert about(view).splitlines() == [
        "🟢 Acme Précision SA (CMP-1)",
        "🟢 Kern & Söhne GmbH (CMP-2)",
        "All of CMP-2 goes over to CMP-1; its number will lead there.",
        "Taken over, since only the second has it: Phone",
        "Where they differ, choose:",
    ]
    assert {slack.said("views.update")[-1]["view_id"]} == {"V1"}


async def test_each_difference_is_a_choice_between_the_two_values(nadia, slack, agency):
    agency.perform("status", by="nadia", clients=["acme"], status="meeting")
    agency.perform("status", by="nadia", clients=["kern"], status="client")
    view = await compared(nadia, slack, await form(nadia, slack))
    offered = {
        name: [one["text"]["text"] for one in block["element"]["options"]] for name, block in inputs(view).items()
    }
    assert offered == {
        "name": ["Acme Précision SA", "Kern & Söhne GmbH"],
        "status": ["Meeting", "Client"],
        "owner": ["Emma Quéloz", "Théo Aebischer"],
    }
    assert {block["element"]["initial_option"]["value"] for block in inputs(view).values()} == {"first"}
    assert json.loads(view["private_metadata"])["other"] == "CMP-2"
    answer = await nadia.submit(view, filled(view, status="second"))
    assert answer.body == ""
    card = agency.card("acme")
    assert (card.record.name, card.record.status, card.details["phone"]) == (
        "Acme Précision SA",
        "client",
        "+41 61 555 02 00",
    )


async def test_the_old_number_opens_the_new_card(nadia, slack, agency):
    agency.perform("merge", by="nadia", client="acme", **{"with": "kern"})
    await nadia.command("/client CMP-2")
    card = slack.said("views.open")[-1]["view"]
    assert card["blocks"][0]["text"]["text"] == "🟢 Acme Précision SA  (CMP-1)"
    info = await opened(nadia, slack, "/crm-info CMP-2")
    assert [one["value"] for one in inputs(info)["clients"]["element"]["initial_options"]] == ["CMP-1"]
    view = {**await form(nadia, slack, "/crm-info"), "id": "V9"}
    answer = await nadia.submit(view, filled(view, clients=["CMP-2", "CMP-1"], note="Called."))
    assert answer.body == ""
    assert [str(one.number) for one in agency.card("acme").entries[0].records] == ["CMP-1"]


async def test_whoever_presses_continue_sees_both_before_anything_is_done(nadia, slack, agency):
    view = await form(nadia, slack)
    answer = await nadia.submit(view, filled(view, **{"with": "CMP-2"}))
    assert answer.body["response_action"] == "update"
    assert "CMP-2" in about(answer.body["view"])
    assert agency.card("kern").record.name == "Kern & Söhne GmbH"


async def test_a_card_says_whom_it_looks_like_and_compares(nadia, slack, agency):
    other = twin(agency, website="https://acme.example")
    card = await opened(nadia, slack, "/client CMP-1")
    [line] = [block for block in card["blocks"] if str(block.get("block_id")).startswith("like:")]
    assert line["text"]["text"] == f"👥 Looks like ACME Precision SA ({other}): same name and same domain"
    await nadia.click(button(card, "merge:with"), view=card)
    pushed = slack.said("views.push")[0]["view"]
    assert pushed["callback_id"] == "act:merge"
    assert other in about(pushed)
    answer = await nadia.submit({**pushed, "id": "V2", "previous_view_id": "V1"}, filled(pushed))
    assert answer.body == ""
    shown = slack.said("views.update")[-1]
    assert (shown["view_id"], "Looks like" in str(shown["view"])) == ("V1", False)
    assert "merged two clients" in str(shown["view"])


async def test_look_alikes_are_offered_where_the_second_is_chosen(nadia, slack, agency):
    other = twin(agency)
    view = await form(nadia, slack, "/crm-merge CMP-1")
    await nadia.click(button(view, "merge:with"), view=view)
    assert other in about(slack.said("views.update")[-1]["view"])


async def test_two_that_say_the_same_have_nothing_to_choose(nadia, slack, agency):
    agency.perform("edit", by="nadia", client="hopital", name="Acme Précision SA", owner="emma", confirm="yes")
    view = await compared(nadia, slack, await form(nadia, slack, "/crm-merge CMP-1"), "CMP-3")
    assert inputs(view) == {}
    assert (await nadia.submit(view, {})).body == ""
    assert agency.card("hopital").record.number == agency.record("acme").number


@pytest.mark.parametrize(("who", "may"), [("nadia", True), ("emma", False), ("rita", False)])
async def test_only_whoever_may_merge_both_is_shown_the_way(window, slack, agency, who, may):
    other = twin(agency)
    card = await opened(window.someone(who), slack, "/client CMP-1")
    assert f" ACME Precision SA ({other})" in str(card["blocks"])
    assert ("merge:with" in {one["action_id"] for one in buttons(card)}) is may
    await window.someone(who).click({"action_id": "merge:with", "value": f"CMP-1 {other}"}, view=card)
    assert (slack.said("views.push")[-1]["view"]["callback_id"] == "act:merge") is may


async def test_a_company_is_offered_companies_only(nadia, slack, agency):
    view = await form(nadia, slack)
    found = (await nadia.type_ahead(view, "with", "kern")).body["options"]
    assert [one["value"] for one in found] == ["CMP-2"]
    assert agency.record("hans").company_name == "Kern & Söhne GmbH"


async def test_what_is_no_pair_is_refused_in_words(nadia, slack, agency):
    view = await form(nadia, slack)
    answer = await nadia.submit(view, filled(view, **{"with": "CST-1"}))
    assert answer.body["errors"] == {"with": "Choose two companies, or two contacts."}
