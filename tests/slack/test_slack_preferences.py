"""How somebody is told is theirs to choose; an entry says who was told, and may be muted where it is read."""

from __future__ import annotations

import pytest

from crm.domain import richtext
from crm.domain.preferences import FIELDS, chosen
from tests.slack.filling import filled, labels
from tests.slack.test_slack_clicks import button
from tests.slack.test_slack_edit_entry import read


async def form(person, slack, text):
    await person.command(f"/crm {text}")
    return {**slack.said("views.open")[-1]["view"], "id": "V1", "hash": "1.a"}


def begun(view):
    """What each field of a form shows first."""
    inputs = {one["block_id"]: one["element"] for one in view["blocks"] if one["type"] == "input"}
    return {name: (one.get("initial_option") or {}).get("value") for name, one in inputs.items()}


@pytest.mark.parametrize(
    ("who", "typed", "title"),
    [
        ("rita", "preferences", "Preferences"),
        ("theo", "préférences", "Préférences"),
        ("paul", "Einstellungen", "Einstellungen"),
    ],
)
async def test_the_form_opens_in_each_language_with_what_holds(window, slack, agency, who, typed, title):
    agency.perform("preferences", by=who, comment="both")
    view = await form(window.someone(who), slack, typed)
    assert view["title"]["text"] == title
    assert list(labels(view)) == [one.name for one in FIELDS]
    assert begun(view) == chosen(agency.member(who))


async def test_what_was_chosen_holds_and_a_double_click_is_one(rita, slack, agency):
    view = await form(rita, slack, "preferences")
    for _twice in range(2):
        answer = await rita.submit(view, filled(view, comment="nothing", weekly="slack"))
        assert not answer.body
    found = chosen(agency.member("rita"))
    assert (found["comment"], found["weekly"], found["entry"]) == ("nothing", "slack", "mail")
    assert begun(await form(rita, slack, "preferences")) == found


async def test_a_forged_choice_is_refused_at_its_field(rita, slack, agency):
    view = await form(rita, slack, "preferences")
    answer = await rita.submit(view, filled(view, entry="nothing"))
    assert set(answer.body["errors"]) == {"entry"}
    assert chosen(agency.member("rita"))["entry"] == "mail"


async def test_the_button_of_home_opens_the_form(rita, slack, agency):
    await rita.click({"action_id": "preferences:open", "value": "preferences"}, view={"type": "home", "id": "V0"})
    assert slack.said("views.open")[-1]["view"]["callback_id"] == "act:preferences"


async def test_an_entry_is_muted_where_it_is_read_and_unmuted_again(rita, slack, agency):
    entry = agency.entry(by="emma", participants=["rita"])
    view = await read(rita, slack, entry)
    for wish, words, next_ in (("on", "Muted.", "Unmute"), ("off", "You are told of this entry again", "Mute")):
        pressed = button(view, "entry:mute")
        assert pressed["value"] == f"{entry} {wish}"
        for _twice in range(2):
            await rita.click(pressed, view=view)
            shown = slack.said("views.update")[-1]
            assert shown["view"]["blocks"][0]["text"]["text"].startswith(words)
        view = {**shown["view"], "id": "V2", "previous_view_id": "V1", "hash": f"{wish}.a"}
        assert button(view, "entry:mute")["text"]["text"] == next_


async def test_an_entry_says_who_was_told_when_and_why_not(nadia, slack, agency):
    entry = agency.entry(by="emma", participants=["lena", "theo"])
    agency.perform("mute", by="theo", entry=entry)
    agency.perform("comment", by="rita", entry=entry, text="I called, too.")
    view = await read(nadia, slack, entry)
    await nadia.click(button(view, "entry:told"), view=view)
    told = [*slack.said("views.push"), *slack.said("views.update")][-1]["view"]
    people = [richtext.plain(one).splitlines() for one in told["blocks"]]
    assert told["title"]["text"] == "Who was told?"
    assert [one[0] for one in people] == ["#infobox", "Emma Quéloz", "Lena Brönnimann-Özdemir", "Théo Aebischer"]
    assert people[3][-1] == f"Théo Aebischer muted {entry} and hears no more of it."
    assert people[2][1:] == ["Entry: waits"] * 2 + ["Comment by Rita Sá Pinto, today 09:30: waits"] * 2
    assert f"Emma Quéloz wrote {entry}; nobody is told of their own doing." in people[1]


async def test_who_was_told_of_what_one_may_not_see_is_not_said(window, slack, agency):
    entry = agency.entry(by="emma", participants=["theo"])
    agency.set_role("narrow", {"view": "own"})
    agency.set_member("luc", role="narrow")
    await window.someone("luc").click({"action_id": "entry:told", "value": entry}, view={"type": "home", "id": "V0"})
    assert "Théo" not in str(slack.said("views.open")[-1])
