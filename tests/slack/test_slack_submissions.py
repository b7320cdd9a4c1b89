from __future__ import annotations

import threading

import pytest

from tests.factories import NOW
from tests.slack.filling import filled, state


async def form(person, slack, command="/crm-info Acme", number=1):
    """The form as Slack sends it back: with an id, and what Slack adds."""
    await person.command(command)
    view = slack.said("views.open")[-1]["view"]
    return {**view, "id": f"V{number}", "hash": "1.a", "team_id": "T0JURA", "bot_id": "B0CARNET", "root_view_id": "V1"}


def alerts(answer):
    return [block["text"]["text"] for block in answer.body["view"]["blocks"] if block["type"] == "alert"]


def notes(agency, key="acme"):
    return [one.number for one in agency.card(key).entries if one.action == "info"]


async def test_a_sent_form_is_an_entry_and_its_notices_are_owed(emma, slack, agency):
    view = await form(emma, slack)
    answer = await emma.submit(
        view, filled(view, note="Wants *two profiles*.", participants=[agency.tokens["paul"], "L-1"])
    )
    assert (answer.status, answer.body) == (200, "")
    [number] = notes(agency)
    entry = agency.see(number)
    assert (entry.author_name, entry.participants) == ("Emma Quéloz", ("Paul Rüegsegger",))
    assert agency.owed("owed") == [("entry", "slack", "C0INFOBOX"), ("entry", "mail", "paul")]


async def test_errors_stand_under_their_fields_in_the_members_language(nadia, slack, agency):
    view = await form(nadia, slack, "/crm-info")
    values = filled(view, clients=[], participants=[agency.tokens["jan"]])
    answer = await nadia.submit(view, values)
    assert answer.body == {
        "response_action": "errors",
        "errors": {
            "participants": "Jan Wyss is no longer active and cannot take part.",
            "clients": "Please fill in “Clients”.",
            "note": "Please fill in “Note”.",
        },
    }
    assert notes(agency) == []


async def test_what_has_no_field_is_said_on_top_and_what_was_typed_stays(nadia, slack, agency):
    view = await form(nadia, slack)
    values = {**filled(view, note=""), "salary": {"type": "plain_text_input", "value": "1"}}
    answer = await nadia.submit(view, values)
    assert answer.body["response_action"] == "update"
    assert alerts(answer) == ["Note: Please fill in “Note”.", "“salary” is not part of this form."]
    again = answer.body["view"]
    assert [one for one in again["blocks"] if one["type"] != "alert"] == view["blocks"]
    assert not set(again) & {"id", "hash", "team_id", "bot_id", "root_view_id", "state"}
    # The next refusal takes the place of this one.
    second = await nadia.submit({**again, "id": "V1"}, {**values, "salary": {"type": "plain_text_input", "value": "2"}})
    assert len(alerts(second)) == 2


async def test_a_look_alike_is_shown_before_it_is_saved_and_then_saved_all_the_same(nadia, slack, agency):
    view = await form(nadia, slack, "/crm-add-company acme precision sa")
    answer = await nadia.submit(view, filled(view))
    [question] = alerts(answer)
    assert question.startswith(f"This looks like Acme Précision SA ({agency.numbers['acme']}), already here.")
    asked = {**answer.body["view"], "id": "V1"}
    assert asked["blocks"][1]["label"]["text"] == "Add it all the same"
    # Sent once more without the tick it asks again, and the box is there once.
    unsure = await nadia.submit(asked, filled(asked, name="acme precision sa"))
    assert [block["block_id"] for block in unsure.body["view"]["blocks"]].count("confirm") == 1
    sure = await nadia.submit(asked, filled(asked, name="acme precision sa", confirm=["confirm"]))
    assert sure.body == ""
    assert agency.record("CMP-4").name == "acme precision sa"


async def test_a_double_click_and_a_repeated_request_have_one_effect(emma, slack, agency):
    view = await form(emma, slack)
    for note in ("Called back.", "Called back.", "Something else."):
        assert (await emma.submit(view, filled(view, note=note))).body == ""
    assert len(notes(agency)) == 1


async def test_a_refused_form_is_taken_once_it_is_mended(emma, slack, agency):
    view = await form(emma, slack)
    refused = await emma.submit(view, filled(view))
    assert refused.body["response_action"] == "errors"
    assert (await emma.submit(view, filled(view, note="Now."))).body == ""
    assert len(notes(agency)) == 1


@pytest.mark.parametrize(
    ("values", "answer"),
    [
        ({"clients": ["CMP-999"]}, {"clients": "“CMP-999” was not found. Check the name or the number."}),
        ({"clients": ["PRF-1"]}, {"clients": "“PRF-1” was not found. Check the name or the number."}),
        ({"clients": ["'; --"]}, {"clients": "“'; --” was not found. Check the name or the number."}),
        ({"participants": ["M-99"]}, {"participants": "“M-99” was not found. Check the name or the number."}),
        ({"remind": "1y"}, {"remind": "“1y” is not one of the choices of “Remind me”."}),
        ({"note": "é" * 12_001}, {"note": "At most 12000 characters, please; this has 12001."}),
    ],
    ids=["unknown client", "another kind", "nonsense", "unknown person", "unknown choice", "too long"],
)
async def test_a_forged_value_is_refused_in_words(nadia, slack, agency, values, answer):
    view = await form(nadia, slack)
    found = await nadia.submit(view, filled(view, **{"note": "Called.", **values}))
    assert found.body == {"response_action": "errors", "errors": answer}
    assert notes(agency) == []


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("rita", "Your role does not allow this. An administrator can change that."),
        ("noa", "Your role does not allow this. An administrator can change that."),
        ("stranger", "You are not known here yet. Ask an administrator of your workspace to add you."),
    ],
)
async def test_a_form_is_worth_nothing_to_who_may_not_do_it(window, nadia, slack, agency, who, sentence):
    view = await form(nadia, slack)
    answer = await window.someone(who).submit(view, filled(view, note="Let me in."))
    assert alerts(answer)[-1] == sentence
    assert notes(agency) == []


@pytest.mark.parametrize("callback", ["act:nonsense", "act:undo", "act:comment", "", "toolbox2"])
async def test_a_form_that_we_never_drew_is_refused_in_words(nadia, slack, agency, callback):
    view = await form(nadia, slack)
    answer = await nadia.submit({**view, "callback_id": callback}, filled(view, note="Forged."))
    assert answer.body["view"]["blocks"][0]["text"]["text"] == (
        "This form is not known here any more. Please open it again."
    )
    assert notes(agency) == []


@pytest.mark.parametrize(
    "metadata", ["", "{", "[]", '{"card": "CMP-999"}', '{"card": ["x"]}', '{"card": "CST-1"}', "1"]
)
async def test_forged_metadata_changes_nothing_but_the_card_below(emma, slack, agency, metadata):
    view = await form(emma, slack)
    answer = await emma.submit(
        {**view, "private_metadata": metadata, "previous_view_id": "V0"}, filled(view, note="Called.")
    )
    assert (answer.body, len(notes(agency))) == ("", 1)
    assert [call["view_id"] for call in slack.said("views.update")] == (["V0"] if "CST-1" in metadata else [])


async def test_a_form_in_the_future_becomes_an_upcoming_entry_with_its_reminder(emma, slack, agency):
    view = await form(emma, slack)
    later = int(NOW.timestamp()) + 7 * 24 * 3600
    await emma.submit(view, filled(view, note="Call again.", when=later, remind="1d"))
    assert agency.see(notes(agency)[0]).upcoming(NOW)
    assert ("reminder", "mail", "emma") in agency.owed("owed")


async def test_a_slow_store_is_waited_for_with_the_form_still_there(nadia, slack, agency, hands):
    view = await form(nadia, slack)
    hands.hold()
    saving = await nadia.submit(view, filled(view, note="Called."), wait=False)
    assert alerts(saving) == ["This takes a moment. The form says so when it is saved."]
    assert [one for one in saving.body["view"]["blocks"] if one["type"] != "alert"] == view["blocks"]
    hands.release()
    saved = await slack.hear("views.update")
    assert (saved["view_id"], saved["view"]["title"]["text"]) == ("V1", "Saved")
    assert len(notes(agency)) == 1


async def test_a_slow_refusal_is_said_in_the_form_with_what_was_typed(nadia, slack, agency, hands):
    view = await form(nadia, slack)
    hands.hold()
    await nadia.submit(view, filled(view, clients=[]), wait=False)
    hands.release()
    refused = (await slack.hear("views.update"))["view"]
    said = [block["text"]["text"] for block in refused["blocks"] if block["type"] == "alert"]
    assert said == ["Clients: Please fill in “Clients”.", "Note: Please fill in “Note”."]
    assert [one for one in refused["blocks"] if one["type"] != "alert"] == view["blocks"]


async def test_a_store_that_cannot_write_is_told_and_nothing_is_lost(nadia, slack, agency):
    view = await form(nadia, slack)
    taken, release = threading.Event(), threading.Event()

    def hold():
        with agency.begin():
            taken.set()
            release.wait(10)

    writer = threading.Thread(target=hold)
    writer.start()
    taken.wait(5)
    answer = await nadia.submit(view, filled(view, note="Called."))
    release.set()
    writer.join()
    assert alerts(answer) == ["Carnet is busy at the moment. Nothing was saved; please send it again in a few seconds."]
    assert (await nadia.submit(view, filled(view, note="Called."))).body == ""
    assert len(notes(agency)) == 1


async def test_a_closed_form_is_acknowledged(emma, slack):
    view = await form(emma, slack)
    assert (await emma.close(view)).status == 200


async def test_the_client_chosen_in_the_toolbox_opens_their_card(nadia, slack, agency):
    await nadia.command("/toolbox")
    view = {**slack.said("views.open")[0]["view"], "id": "V1"}
    none = await nadia.submit(view, filled(view))
    assert none.body == {"response_action": "errors", "errors": {"client": "Choose a client first."}}
    found = await nadia.submit(view, filled(view, client=agency.numbers["kern"]))
    assert found.body["view"]["title"]["text"] == "Kern & Söhne GmbH"
    gone = await nadia.submit(view, filled(view, client="CMP-99"))
    assert alerts(gone) == ["“CMP-99” was not found. Check the name or the number."]
    odd = await nadia.submit(view, {"client": state({"type": "external_select"}, "nonsense")})
    assert odd.body["response_action"] == "errors"
