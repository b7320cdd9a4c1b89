"""Searching the notes in Slack: by command, from the little form, page by page, and on to the whole entry."""

from __future__ import annotations

import pytest

from tests.slack.filling import filled, inputs
from tests.slack.test_slack_card import shown
from tests.slack.test_slack_clicks import button, buttons, entries_of, opened


async def test_a_command_searches_all_notes_and_comments_with_their_clients(nadia, slack, agency):
    first = agency.entry(clients=("acme",), note="They want Sauerkraut")
    second = agency.entry(clients=("kern",), note="Called")
    agency.perform("comment", by="theo", entry=second, text="Sauerkraut?")
    view = await opened(nadia, slack, "/crm search sauer")
    assert (view["callback_id"], entries_of(view)) == ("search", [second, first])
    assert inputs(view)["words"]["element"]["initial_value"] == "sauer"
    assert "Kern & Söhne GmbH" in str(view)


@pytest.mark.parametrize("command", ["/crm search", "/crm Suche", "/crm rechercher"])
async def test_without_words_it_says_what_to_type_and_searches_then(nadia, slack, agency, command):
    entry = agency.entry(note="Ravioli")
    view = await opened(nadia, slack, command)
    assert "Type a few words" in str(view)
    answer = await nadia.submit(view, filled(view, words="ravi"))
    assert (answer.body["response_action"], entries_of(answer.body["view"])) == ("update", [entry])
    answer = await nadia.submit(view, filled(view, words="zzz"))
    assert "Nothing was found for “zzz”." in str(answer.body["view"])


async def test_what_was_found_is_walked_page_by_page_and_back(nadia, slack, agency):
    items = [({"clients": ["acme"], "note": f"Even {n}" if n % 2 else f"Odd {n}"}, f"test:walk:{n}") for n in range(90)]
    made = [one.result for one in agency.perform_many("info", by="emma", items=items)]
    view = await opened(nadia, slack, "/crm search even")
    first = entries_of(view)
    seen = list(first)
    while any(one["action_id"] == "search:older" for one in buttons(view)):
        await nadia.click(button(view, "search:older"), view=view)
        view = shown(slack)
        seen += entries_of(view)
    assert seen == [one for n, one in reversed(list(enumerate(made))) if n % 2]
    await nadia.click(button(view, "search:newest"), view=view)
    assert entries_of(shown(slack)) == first


async def test_from_the_little_form_to_the_search_and_on_to_the_card(nadia, slack, agency):
    entry = agency.entry(clients=("elodie",), note="Ravioli")
    form = await opened(nadia, slack, "/client")
    await nadia.click(button(form, "search:open"), view=form)
    search = shown(slack)
    assert search["callback_id"] == "search"
    found = (await nadia.submit(search, filled(search, words="ravioli"))).body["view"]
    found = {**found, "id": "V1"}
    await nadia.click(button(found, "entry:read"), view=found)
    whole = slack.said("views.push")[-1]["view"]
    assert entry in str(whole)
    await nadia.click(button(whole, "entry:card"), view={**whole, "id": "V2"})
    assert shown(slack)["title"]["text"] == "Élodie Müller"


async def test_only_what_somebody_may_see_is_found(window, slack, agency):
    agency.set_role("tried", {"view": "own"})
    agency.set_member("theo", role="tried")
    hidden = agency.entry(by="nadia", clients=("acme",), note="Ravioli")
    mine = agency.entry(by="nadia", clients=("kern",), note="Ravioli")
    view = await opened(window.someone("theo"), slack, "/crm search ravioli")
    assert (entries_of(view), hidden in str(view)) == ([mine], False)


@pytest.mark.parametrize("value", ["", "x", "0", "99999999999999999999", "-1"])
async def test_a_forged_page_shows_what_there_is(nadia, slack, agency, value):
    agency.entry(note="Ravioli")
    view = await opened(nadia, slack, "/crm search ravioli")
    await nadia.click({"action_id": "search:older", "value": value}, view=view)
    assert shown(slack)["callback_id"] == "search"


async def test_the_help_names_it(nadia, slack, agency):
    await nadia.command("/crm help")
    assert "/crm search" in slack.said("respond")[0]["text"]


async def test_a_name_that_is_misspelt_is_offered_and_never_taken_for_granted(nadia, slack, agency):
    view = await opened(nadia, slack, "/client precisoin")
    assert view["callback_id"] == "picker"
    assert "Nobody is called “precisoin”, but nearly so. Who is meant?" in str(view)
    assert [one["value"] for one in buttons(view) if one["action_id"] == "card:open"] == ["CMP-1", "CST-1"]
    found = await nadia.type_ahead(view, "client", "precisoin")
    assert [one["value"] for one in found.body["options"]] == ["CMP-1", "CST-1"]


async def test_a_slash_text_with_an_error_chooses_nobody(nadia, slack, agency):
    view = await opened(nadia, slack, "/crm-info precisoin called")
    assert "initial_options" not in inputs(view)["clients"]["element"]
