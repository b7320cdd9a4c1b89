from __future__ import annotations

import asyncio

import pytest

from tests.slack.filling import inputs, labels


def chosen(view, field="clients"):
    return [option["value"] for option in inputs(view)[field]["element"].get("initial_options", ())]


def texts(view):
    return [block["text"]["text"] for block in view["blocks"] if "text" in block]


async def test_a_command_opens_its_form_with_the_client_chosen_and_the_text_filled_in(nadia, slack, agency):
    answer = await nadia.command("/crm-info Acme Called back, see &lt;our&gt; notes &amp; ask <@U0PAUL|paul>")
    assert (answer.status, answer.body) == (200, "")
    assert [call.method for call in slack.calls] == ["views.open"]
    view = slack.said("views.open")[0]["view"]
    assert (view["title"]["text"], view["callback_id"], chosen(view)) == ("Info", "act:info", [agency.numbers["acme"]])
    said = inputs(view)["note"]["element"]["initial_value"]["elements"][0]["elements"]
    assert said == [
        {"type": "text", "text": "Called back, see <our> notes & ask "},
        {"type": "user", "user_id": "U0PAUL"},
    ]


async def test_a_name_with_a_special_letter_arrives_escaped_and_is_found(nadia, slack, agency):
    await nadia.command("/crm-info Kern &amp; Söhne: wants three people")
    assert chosen(slack.said("views.open")[0]["view"]) == [agency.numbers["kern"]]


async def test_a_text_that_names_nobody_is_kept_whole(nadia, slack):
    await nadia.command("/crm-info Tomorrow: call them")
    view = slack.said("views.open")[0]["view"]
    assert chosen(view) == []
    assert (
        inputs(view)["note"]["element"]["initial_value"]["elements"][0]["elements"][0]["text"] == "Tomorrow: call them"
    )


@pytest.mark.parametrize("key", ["nadia", "emma", "paul"], ids=["en", "fr", "de"])
async def test_the_form_has_every_field_in_its_order(window, slack, key):
    await window.someone(key).command("/crm-info")
    view = slack.said("views.open")[0]["view"]
    asked = ["participants", "clients", "note", "when", "remind", "calendar", "attachments"]
    assert list(labels(view)) == asked[: len(labels(view))]
    assert all(len(view[name]["text"]) <= 24 for name in ("title", "submit", "close"))


async def test_an_english_form_has_the_labels_that_were_agreed(nadia, slack):
    await nadia.command("/crm-status")
    found = list(labels(slack.said("views.open")[0]["view"]).values())
    assert found[:6] == ["Participants", "Clients", "New status", "Description", "Date and time", "Remind me"]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("/crm info Acme", "Info"),
        ("/crm Add company Fonderie", "Add company"),
        ("/crm add-contact", "Add contact"),
        ("/crm STATUS", "Status"),
        ("/crm Ajouter une société Fonderie", "Add company"),
        ("/crm firma hinzufugen", "Add company"),
        ("/crm statut Acme", "Status"),
        ("/crm", "Toolbox"),
        ("/toolbox", "Toolbox"),
        ("/toolbox Acme", "Toolbox"),
        ("/client", "Client card"),
        ("/client acme", "Acme Précision SA"),
        ("/client Elodie Müller", "Élodie Müller"),
        ("/client cst-2", "Hans Müller"),
    ],
)
async def test_every_way_to_say_it_opens_the_same_modal(nadia, slack, typed, title):
    await nadia.command(typed)
    assert slack.said("views.open")[0]["view"]["title"]["text"] == title


async def test_the_text_behind_crm_goes_into_the_form_of_the_action(nadia, slack, agency):
    await nadia.command("/crm Info Kern sounds busy")
    view = slack.said("views.open")[0]["view"]
    assert chosen(view) == [agency.numbers["kern"]]
    assert "sounds busy" in str(inputs(view)["note"])


async def test_several_clients_of_one_name_are_offered(nadia, slack, agency):
    await nadia.command("/client Müller")
    view = slack.said("views.open")[0]["view"]
    assert texts(view) == [
        "Several clients answer to “Müller”. Which one?",
        f"🟢 Élodie Müller · Acme Précision SA ({agency.numbers['elodie']})",
        f"🟢 Hans Müller · Kern & Söhne GmbH ({agency.numbers['hans']})",
    ]
    await nadia.click(view["blocks"][2]["accessory"], view={**view, "id": "V1"})
    card = slack.said("views.update")[0]
    assert (card["view_id"], card["view"]["title"]["text"]) == ("V1", "Élodie Müller")


@pytest.mark.parametrize("asked", ["help", "aide", "Hilfe", "nonsense"])
async def test_help_lists_what_the_member_may_do(nadia, slack, asked):
    await nadia.command(f"/crm {asked}")
    [said] = slack.said("respond")
    assert said["response_type"] == "ephemeral"
    assert ("“nonsense”" in said["text"]) == (asked == "nonsense")
    for command in ("/crm-info", "/crm-status", "/crm-add-company", "/toolbox [client]", "/client"):
        assert f"`{command}" in said["text"]


async def test_help_for_a_reader_leaves_out_what_they_may_not_do(rita, slack):
    await rita.command("/crm help <!channel>")
    assert "/crm-info" not in slack.said("respond")[0]["text"]
    assert "<!channel>" not in slack.said("respond")[0]["text"]


@pytest.mark.parametrize(
    ("who", "typed", "sentence"),
    [
        ("rita", "/crm-info Acme", "Your role does not allow this. An administrator can change that."),
        ("nadia", "/client Nobody & Sons", "“Nobody &amp; Sons” was not found. Check the name or the number."),
        ("stranger", "/toolbox", "You are not known here yet. Ask an administrator of your workspace to add you."),
        ("stranger", "/crm help", "You are not known here yet. Ask an administrator of your workspace to add you."),
        ("nadia", "/crm-nonsense", "Carnet does not know this command. Type “/crm help” to see what there is."),
    ],
)
async def test_a_command_that_is_refused_says_why_to_the_person_alone(window, slack, who, typed, sentence):
    await window.someone(who).command(typed)
    assert [(call.method, call.args["text"], call.args["response_type"]) for call in slack.calls] == [
        ("respond", sentence, "ephemeral")
    ]


async def test_a_member_without_a_role_is_told_so_in_the_toolbox(window, slack):
    await window.someone("noa").command("/toolbox")
    assert "Your role does not allow any action yet." in texts(slack.said("views.open")[0]["view"])[-1]


async def test_a_late_command_says_so_and_offers_a_button_with_a_new_trigger(nadia, slack, agency):
    slack.answers["views.open"] = [{"error": "expired_trigger_id"}]
    await nadia.command("/crm-info Acme Called back")
    [said] = slack.said("respond")
    assert said["text"] == ("That took too long for Slack to open the form. Please try once more; nothing was lost.")
    await nadia.click(said["blocks"][1]["elements"][0])
    view = slack.said("views.open")[1]["view"]
    assert (chosen(view), "Called back" in str(view)) == ([agency.numbers["acme"]], True)
    assert slack.said("respond")[1]["delete_original"] is True


@pytest.mark.parametrize(
    "answer",
    [
        {"error": "trigger_expired"},
        {"error": "exchanged_trigger_id"},
        {
            "error": "invalid_arguments",
            "response_metadata": {"messages": ["[ERROR] `trigger_id` expired [json-pointer:/trigger_id]"]},
        },
    ],
)
async def test_every_word_that_slack_has_for_a_late_trigger_is_known(nadia, slack, answer):
    slack.answers["views.open"] = [answer]
    await nadia.command("/toolbox")
    assert "took too long" in slack.said("respond")[0]["text"]


async def test_a_text_too_long_for_a_button_gets_the_sentence_alone(nadia, slack):
    slack.answers["views.open"] = [{"error": "trigger_expired"}]
    await nadia.command("/crm-info " + "é" * 2500)
    assert "blocks" not in slack.said("respond")[0]


@pytest.mark.parametrize("value", ["", "[]", '["/crm-nonsense", ""]', '{"a": 1}', "[1, 2]"])
async def test_a_forged_button_is_answered_in_words(nadia, slack, value):
    await nadia.click({"action_id": "again", "value": value})
    assert slack.said("respond")[0]["text"].startswith("Carnet does not know this command.")


async def test_a_slow_start_shows_that_it_is_loading_and_then_the_form(nadia, slack, hands):
    hands.hold()
    await nadia.command("/crm-info Acme", wait=False)
    loading = await slack.hear("views.open")
    assert loading["view"]["callback_id"] == "loading"
    hands.release()
    form = await slack.hear("views.update")
    assert (form["view_id"], form["view"]["callback_id"]) == ("V1", "act:info")


async def test_a_slow_start_that_ends_in_a_refusal_says_why_where_it_was_loading(rita, slack, hands):
    hands.hold()
    await rita.command("/crm-info Acme", wait=False)
    await slack.hear("views.open")
    hands.release()
    view = (await slack.hear("views.update"))["view"]
    assert (view["title"]["text"], texts(view)) == (
        "Not possible",
        ["Your role does not allow this. An administrator can change that."],
    )
    assert slack.said("respond") == []


async def test_fifty_commands_are_acknowledged_while_everybody_is_busy(window, slack, door, hands):
    hands.hold()
    for _ in range(20):
        door.desk.work.submit(hands.released.wait, 5)
    people = [window.someone(key) for key in ("nadia", "emma", "paul", "rita", "lena")] * 10
    # Slack waits three seconds; a machine that runs all tests at once gets two more.
    async with asyncio.timeout(5):
        answers = await asyncio.gather(*(one.command("/toolbox", wait=False) for one in people))
    assert {(one.status, one.body) for one in answers} == {(200, "")}
    await slack.hear("views.open", 50)
    hands.release()
    await slack.hear("views.update", 50)
