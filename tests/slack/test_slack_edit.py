"""Clients are edited by their form: picked, filled in with what stands, asked about, and shown on the card."""

from __future__ import annotations

import json

from tests.slack.filling import filled, inputs, labels
from tests.slack.test_slack_clicks import button, buttons, opened


async def form(person, slack, command="/crm-edit Acme"):
    await person.command(command)
    return {**slack.said("views.open")[-1]["view"], "id": "V1"}


def begins(view):
    """What stands in a form before anybody types."""
    found = {}
    for name, block in inputs(view).items():
        element = block["element"]
        chosen = element.get("initial_option") or {}
        found[name] = element.get("initial_value") or chosen.get("value")
    return {name: value for name, value in found.items() if value}


def alerts(view):
    return [block["text"]["text"] for block in view["blocks"] if block["type"] == "alert"]


async def test_the_form_is_that_of_the_kind_filled_in_with_what_stands(nadia, slack, agency):
    agency.perform("edit", by="nadia", client="elodie", salutation="ms", status="client", notes="Le matin.")
    view = await form(nadia, slack, "/crm edit Élodie Müller")
    assert begins(view) == {
        "first_name": "Élodie",
        "last_name": "Müller",
        "company": agency.numbers["acme"],
        "salutation": "ms",
        "email": "elodie@acme.example",
        "owner": agency.tokens["emma"],
        "status": "client",
        "notes": "Le matin.",
    }
    assert view["blocks"][0]["text"]["text"] == "🟢 Élodie Müller · Acme Précision SA (CST-1)"
    assert {"client", "new_company"}.isdisjoint(labels(view))
    assert json.loads(view["private_metadata"])["client"] == "CST-1"


async def test_without_a_client_it_is_picked_first_and_the_same_view_becomes_the_form(nadia, slack, agency):
    view = await form(nadia, slack, "/crm-edit")
    assert (labels(view), view["blocks"][0]["dispatch_action"]) == ({"client": "Client"}, True)
    answer = await nadia.type_ahead(view, "client", "kern")
    assert answer.body["options"][0]["value"] == agency.numbers["kern"]
    state = filled(view, client=agency.numbers["kern"])
    values = {"values": {name: {"v": one} for name, one in state.items()}}
    picked = {"action_id": "v", "block_id": "client", "type": "external_select", **state["client"]}
    await nadia.click(picked, view={**view, "state": values, "hash": "1.a"})
    [update] = slack.said("views.update")
    assert (update["view_id"], begins(update["view"])["name"]) == ("V1", "Kern & Söhne GmbH")
    # Whoever presses Enter instead gets there, too.
    answer = await nadia.submit(view, state)
    assert (answer.body["response_action"], begins(answer.body["view"])["name"]) == ("update", "Kern & Söhne GmbH")


async def test_the_card_has_a_button_for_it_and_shows_afterwards_what_is_known_now(emma, slack, agency):
    card = await opened(emma, slack, "/client Acme")
    await emma.click(button(card, "card:edit"), view=card)
    view = slack.said("views.push")[0]["view"]
    values = filled(view, phone="+41 32 555 01 10", name="Acme Précision Holding SA")
    answer = await emma.submit({**view, "id": "V2", "previous_view_id": "V1"}, values)
    refreshed = slack.said("views.update")[0]
    assert (answer.body, refreshed["view_id"]) == ("", "V1")
    shown = str(refreshed["view"])
    assert "Acme Précision SA → Acme Précision Holding SA" in shown
    assert "Téléphone" in shown
    assert "+41 32 555 01 10" in shown


async def test_whoever_may_not_edit_a_client_sees_no_button_and_is_refused_in_words(emma, slack, agency):
    card = await opened(emma, slack, "/client Kern")
    assert "card:edit" not in [one["action_id"] for one in buttons(card)]
    await emma.click({"action_id": "card:edit", "value": agency.numbers["kern"]}, view=card)
    assert "Kern & Söhne GmbH" in str(slack.said("views.push")[0]["view"]["blocks"])
    assert slack.said("views.push")[0]["view"]["callback_id"] == "note"


async def test_a_manager_edits_the_clients_of_their_group_from_the_card(window, slack, agency):
    paul = window.someone("paul")
    assert button(await opened(paul, slack, "/client Acme"), "card:edit")["value"] == agency.numbers["acme"]
    assert "card:edit" not in str(await opened(paul, slack, "/client Hôpital"))


async def test_nothing_changed_is_said_on_top_and_a_wrong_value_at_its_field(nadia, slack, agency):
    view = await form(nadia, slack)
    answer = await nadia.submit(view, filled(view))
    assert alerts(answer.body["view"]) == ["Nothing was changed: this is what stands here already."]
    answer = await nadia.submit(view, filled(view, phone="call me", email="bureau"))
    assert set(answer.body["errors"]) == {"phone", "email"}


async def test_a_look_alike_is_shown_and_saved_all_the_same(nadia, slack, agency):
    view = await form(nadia, slack, "/crm-edit Kern")
    answer = await nadia.submit(view, filled(view, name="Acme Précision SA"))
    asked = {**answer.body["view"], "id": "V1"}
    assert labels(asked)["confirm"] == "Save it all the same"
    answer = await nadia.submit(asked, filled(asked, name="Acme Précision SA", confirm=["confirm"]))
    assert (answer.body, agency.card("kern").record.name) == ("", "Acme Précision SA")


async def test_two_who_edit_at_once_the_second_is_asked_and_what_only_the_first_did_stays(nadia, slack, agency):
    view = await form(nadia, slack)
    agency.perform("edit", by="emma", client="acme", city="Courroux", phone="+41 32 555 01 11")
    typed = {"city": "Moutier", "industry": "Décolletage"}
    answer = await nadia.submit(view, filled(view, **typed))
    asked = {**answer.body["view"], "id": "V1"}
    assert alerts(asked) == [
        "City: Emma Quéloz has changed this to “Courroux” meanwhile.",
        "Tick the box to put yours in its place; without it theirs stays, and the rest is saved.",
    ]
    assert labels(asked)["mine"] == "Put mine in its place"
    # The question and its box stand together, above a form that is longer than the screen.
    assert [block["type"] for block in asked["blocks"][:4]] == ["alert", "alert", "input", "section"]
    answer = await nadia.submit(asked, filled(asked, **typed, mine=["mine"]))
    details = agency.card("acme").details
    assert (answer.body, details["city"], details["industry"], details["phone"]) == (
        "",
        "Moutier",
        "Décolletage",
        "+41 32 555 01 11",
    )


async def test_two_questions_after_each_other_have_a_box_each_and_one_of_them_is_looked_at(nadia, slack, agency):
    view = await form(nadia, slack, "/crm-edit Kern")
    agency.perform("edit", by="theo", client="kern", city="Muttenz")
    typed = {"city": "Liestal", "name": "Acme Précision SA"}
    asked = {**(await nadia.submit(view, filled(view, **typed))).body["view"], "id": "V1"}
    typed["mine"] = ["mine"]
    again = {**(await nadia.submit(asked, filled(asked, **typed))).body["view"], "id": "V1"}
    assert [name for name, block in inputs(again).items() if block["element"].get("focus_on_load")] == ["confirm"]
    answer = await nadia.submit(again, filled(again, **typed, confirm=["confirm"]))
    assert (answer.body, agency.card("kern").details["city"]) == ("", "Liestal")


async def test_a_box_that_stays_empty_leaves_theirs(nadia, slack, agency):
    view = await form(nadia, slack)
    agency.perform("edit", by="emma", client="acme", city="Courroux")
    typed = {"city": "Moutier", "industry": "Décolletage"}
    asked = {**(await nadia.submit(view, filled(view, **typed))).body["view"], "id": "V1"}
    answer = await nadia.submit(asked, filled(asked, **typed))
    details = agency.card("acme").details
    assert (answer.body, details["city"], details["industry"]) == ("", "Courroux", "Décolletage")


async def test_a_form_that_was_tampered_with_is_refused_in_words(nadia, slack, agency):
    view = await form(nadia, slack)
    kept = json.loads(view["private_metadata"])
    for forged in ({**kept, "seen": "99999-1"}, {**kept, "seen": "x"}, {**kept, "client": "CMP-999"}):
        answer = await nadia.submit(
            {**view, "private_metadata": json.dumps(forged)}, filled(view, phone="+41 32 555 01 10")
        )
        assert alerts(answer.body["view"])
    assert agency.card("acme").details["phone"] is None


async def test_a_client_of_somebody_who_left_keeps_its_owner_in_the_form(nadia, slack, agency):
    agency.set_member("emma", active=False)
    view = await form(nadia, slack)
    assert begins(view)["owner"] == agency.tokens["emma"]
    assert (await nadia.submit(view, filled(view, phone="+41 32 555 01 10"))).body == ""
    assert agency.card("acme").owner == "Emma Quéloz"


async def test_a_status_that_is_no_longer_offered_still_stands_in_the_form(nadia, slack, agency):
    agency.perform("edit", by="nadia", client="acme", status="former")
    agency.forget_status("former")
    view = await form(nadia, slack)
    assert begins(view)["status"] == "former"
    assert (await nadia.submit(view, filled(view, phone="+41 32 555 01 10"))).body == ""
    assert agency.record("acme").status == "former"
