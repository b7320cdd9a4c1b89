"""Clients change hands and company by their forms: what is chosen, ticked, suggested and refused there."""

from __future__ import annotations

from tests.slack.filling import filled


async def form(person, slack, command):
    await person.command(command)
    return {**slack.said("views.open")[-1]["view"], "id": "V1"}


def suggested(answer):
    return [one["value"] for one in answer.body["options"]]


async def test_a_ticked_box_takes_the_contacts_along_and_both_owners_are_told(nadia, slack, agency):
    view = await form(nadia, slack, "/crm-assign Acme: she knows them")
    values = filled(view, to=agency.tokens["theo"], with_contacts=["with_contacts"])
    assert (await nadia.submit(view, values)).body == ""
    assert [agency.card(key).owner for key in ("acme", "elodie")] == ["Théo Aebischer"] * 2
    told = {(channel, who) for _kind, channel, who in agency.owed("owed")}
    assert told == {("slack", "C0INFOBOX"), ("mail", "emma"), ("mail", "theo")}
    await nadia.command(f"/client {agency.numbers['elodie']}")
    card = str(slack.said("views.open")[-1]["view"]["blocks"])
    assert "Emma Quéloz → Théo Aebischer" in card


async def test_a_contact_of_somebody_else_is_named_at_the_box(emma, slack, agency):
    agency.own("elodie", "theo")
    view = await form(emma, slack, "/crm-assign Acme")
    answer = await emma.submit(view, filled(view, to=agency.tokens["theo"], with_contacts=["with_contacts"]))
    assert set(answer.body["errors"]) == {"with_contacts"}
    assert "Élodie Müller" in answer.body["errors"]["with_contacts"]
    assert agency.card("acme").owner == "Emma Quéloz"


async def test_only_contacts_move_and_only_to_a_company(nadia, slack, agency):
    view = await form(nadia, slack, "/crm-assign-company Elodie Müller")
    assert suggested(await nadia.type_ahead(view, "clients", "acme")) == [agency.numbers["elodie"]]
    assert suggested(await nadia.type_ahead(view, "company", "kern")) == [agency.numbers["kern"]]
    values = filled(view, company=agency.numbers["kern"], clients=[agency.numbers["elodie"]])
    assert (await nadia.submit(view, values)).body == ""
    await nadia.command("/client Kern")
    assert "Acme Précision SA → Kern" in str(slack.said("views.open")[-1]["view"]["blocks"])


async def test_a_client_that_is_made_inactive_has_a_red_dot_wherever_it_is_offered(nadia, slack, agency):
    view = await form(nadia, slack, "/crm-activate Acme")
    assert (await nadia.submit(view, filled(view, state="inactive"))).body == ""
    answer = await nadia.type_ahead(await form(nadia, slack, "/crm-info"), "clients", "acme")
    assert [one["text"]["text"][0] for one in answer.body["options"]] == ["🟢", "🔴"]
