from __future__ import annotations

from crm.domain import richtext
from crm.views import members
from tests.slack.filling import inputs
from tests.slack.speaking import SAID, button, choices, newest, notes, words


async def test_where_several_clients_may_be_meant_one_is_chosen_by_its_button(say, slack, agency, emma):
    found = await say("info Müller: rappelé, rappelle-moi demain 9h")
    picks = [value for name, value in choices(found) if name == "said:pick"]
    assert sorted(picks) == [f"{SAID} CST-1", f"{SAID} CST-2"]
    assert "said:save" not in {name for name, _value in choices(found)}
    await emma.click(button(found, "said:pick", f"{SAID} CST-2"))
    complete = slack.said("respond")[0]
    assert "Hans Müller" in words(complete)
    await emma.click(button(complete, "said:save"))
    assert [richtext.plain(one.body) for one in notes(agency, "hans")] == ["rappelé"]


async def test_without_a_client_one_is_looked_for_in_the_answer_and_the_text_is_whole(say, slack, agency, emma):
    found = await say("note: a rappelé ce matin")
    select = button(found, "said:client")
    asked = {"block_id": f"said:{SAID}", "action_id": "said:client"}
    options = await emma.look_up("kern", **asked)
    [chosen] = [one for one in options.body["options"] if one["value"] == "CMP-2"]
    await emma.click({"type": "external_select", **asked, "selected_option": chosen})
    complete = slack.said("respond")[0]
    await emma.click(button(complete, "said:save"))
    assert [richtext.plain(one.body) for one in notes(agency, "kern")] == ["a rappelé ce matin"]
    assert select["type"] == "external_select"


async def test_a_choice_that_is_required_is_heard_by_its_name_in_any_language(say, slack, agency, emma):
    with agency.read() as session:
        wanted = members.statuses(session)[1]
    found = await say(f"statut Acme: {wanted.labels['de']}, veulent nous voir")
    await emma.click(button(found, "said:save"))
    entry = newest(agency)
    assert (entry.action, richtext.plain(entry.body)) == ("status", "veulent nous voir")
    assert [one.after for one in entry.changes] == [wanted.key]


async def test_what_is_missing_is_filled_in_in_the_form(say, slack, agency, emma):
    found = await say("statut Acme")
    assert "Il manque encore : Nouveau statut" in words(found)
    assert "said:save" not in {name for name, _value in choices(found)}
    await emma.click(button(found, "said:edit"))
    assert inputs(slack.said("views.open")[0]["view"])["clients"]["element"]["initial_options"][0]["value"] == "CMP-1"
    form = await say("modifier Acme", ts="1795478405.000100")
    await emma.click(button(form, "said:edit"))
    assert slack.said("views.open")[1]["view"]["callback_id"] == "act:edit"


async def test_of_namesakes_each_card_is_a_click_away(say, slack, emma):
    found = await say("montre la fiche de Müller")
    cards = [value for name, value in choices(found) if name == "entry:card"]
    assert sorted(cards) == ["CST-1", "CST-2"]
    await emma.click(button(found, "entry:card", "CST-2"))
    assert "Hans Müller" in str(slack.said("views.open")[0]["view"]["title"])
