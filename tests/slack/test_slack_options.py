from __future__ import annotations

import pytest


def values(answer):
    return [one["value"] for one in answer.body["options"]]


async def form(person, slack, command):
    await person.command(command)
    return {**slack.said("views.open")[-1]["view"], "id": "V1"}


async def test_clients_are_suggested_by_what_was_typed_accents_or_not(nadia, slack, agency):
    view = await form(nadia, slack, "/crm-info")
    answer = await nadia.type_ahead(view, "clients", "muller ha")
    assert [(one["value"], one["text"]["text"], one["text"]["emoji"]) for one in answer.body["options"]] == [
        (agency.numbers["hans"], f"🟢 Hans Müller · Kern & Söhne GmbH ({agency.numbers['hans']})", False)
    ]
    assert values(await nadia.type_ahead(view, "clients", "cst-1")) == [agency.numbers["elodie"]]
    assert values(await nadia.type_ahead(view, "clients", "zzz")) == []


async def test_twenty_are_suggested_and_no_more(nadia, slack, agency):
    for number in range(25):
        agency.perform("add-company", by="nadia", name=f"Boulangerie Schaffter {number}", confirm="yes")
    view = await form(nadia, slack, "/crm-info")
    assert len(values(await nadia.type_ahead(view, "clients", "schaffter"))) == 20


async def test_only_what_the_member_may_do_it_with_is_suggested(emma, slack, agency):
    view = await form(emma, slack, "/crm-status")
    assert values(await emma.type_ahead(view, "clients", "Müller")) == [agency.numbers["elodie"]]


async def test_only_companies_are_suggested_for_a_company(nadia, slack, agency):
    view = await form(nadia, slack, "/crm-add-contact")
    assert values(await nadia.type_ahead(view, "company", "kern")) == [agency.numbers["kern"]]


async def test_people_and_lists_come_in_two_groups(nadia, slack, agency):
    view = await form(nadia, slack, "/crm-info")
    groups = (await nadia.type_ahead(view, "participants", "")).body["option_groups"]
    assert [group["label"]["text"] for group in groups] == ["People", "Distribution lists"]
    people = [one["text"]["text"] for one in groups[0]["options"]]
    assert "Emma Quéloz" in people
    assert "Jan Wyss" not in people, "who left is not suggested"
    lists = (await nadia.type_ahead(view, "participants", "jura")).body["option_groups"][-1]
    assert [one["value"] for one in lists["options"]] == ["L-1"]


async def test_an_owner_is_a_person(nadia, slack, agency):
    view = await form(nadia, slack, "/crm-add-company")
    assert values(await nadia.type_ahead(view, "owner", "emma")) == [agency.tokens["emma"]]


@pytest.mark.parametrize("command", ["/toolbox", "/client"])
async def test_clients_are_suggested_where_a_card_is_opened(rita, slack, agency, command):
    view = await form(rita, slack, command)
    assert values(await rita.type_ahead(view, "client", "acme pre")) == [
        agency.numbers["acme"],
        agency.numbers["elodie"],
    ]


@pytest.mark.parametrize(("callback", "block"), [("act:nonsense", "clients"), ("act:info", "x"), ("act:info", "note")])
async def test_nothing_is_suggested_for_a_forged_field(nadia, slack, callback, block):
    view = await form(nadia, slack, "/crm-info")
    assert values(await nadia.type_ahead({**view, "callback_id": callback}, block, "a")) == []


async def test_nothing_is_suggested_to_a_stranger(window, nadia, slack):
    view = await form(nadia, slack, "/crm-info")
    assert values(await window.someone("stranger").type_ahead(view, "clients", "acme")) == []


async def test_a_menu_is_answered_in_time_even_when_everybody_is_busy(nadia, slack, hands):
    view = await form(nadia, slack, "/crm-info")
    hands.hold()
    assert values(await nadia.type_ahead(view, "clients", "acme")) == []
