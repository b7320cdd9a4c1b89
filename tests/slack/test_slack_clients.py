"""The list of clients in Slack: filters, pages, and ticks that are kept."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.factories import NOW
from tests.slack.filling import filled, inputs
from tests.slack.listed import (
    MANY,
    boxes,
    button,
    elements,
    has,
    names,
    opened,
    placed,
    pressed,
    said,
    tick,
    ticked,
    updated,
    with_ateliers,
)


@pytest.fixture
def many(agency):
    """Enough clients for three pages."""
    return with_ateliers(agency)


async def test_a_line_has_a_box_a_dot_and_what_is_known(nadia, slack, agency):
    agency.entry(clients=("hans",), by="theo", when=(NOW + timedelta(days=3)).isoformat())
    view = await opened(nadia, slack, "hans")
    assert [call.method for call in slack.calls] == ["views.open"]
    assert names(view) == ["🟢 Hans Müller · Kern & Söhne GmbH (CST-2)"]
    about = next(block for block in view["blocks"] if block.get("block_id") == "about:CST-2")
    assert about["text"]["text"] == (
        "Leiter Einkauf · Théo Aebischer · Last: Add contact, 24 Nov 2026 · Next: Info, 27 Nov 2026"
    )
    assert "1 client" in said(view)


async def test_pages_go_on_and_back(nadia, slack, many):
    view = await opened(nadia, slack)
    first = names(view)
    assert (len(first), has(view, "clients:earlier"), f"{MANY + 6} clients" in said(view)) == (15, False, True)
    second = await pressed(nadia, slack, view, "clients:next")
    third = await pressed(nadia, slack, second, "clients:next")
    fourth = await pressed(nadia, slack, third, "clients:next")
    assert [len(names(one)) for one in (second, third, fourth)] == [15, 15, 1]
    assert len({*first, *names(second), *names(third), *names(fourth)}) == MANY + 6
    assert not has(fourth, "clients:next")
    back = await pressed(nadia, slack, await pressed(nadia, slack, third, "clients:earlier"), "clients:earlier")
    assert names(back) == first


async def test_ticks_are_kept_over_pages_and_counted(nadia, slack, many):
    view = await opened(nadia, slack)
    first, second, *_rest = boxes(view)
    view = await tick(nadia, slack, view, first)
    assert (ticked(view), button(view, "clients:act")["text"]["text"]) == ({first}, "Act on 1 client")
    view = await tick(nadia, slack, view, second)
    view = await pressed(nadia, slack, view, "clients:next")
    third = next(iter(boxes(view)))
    view = await tick(nadia, slack, view, third)
    assert (ticked(view), button(view, "clients:act")["text"]["text"]) == ({third}, "Act on 3 clients")
    view = await pressed(nadia, slack, view, "clients:earlier")
    assert ticked(view) == {first, second}
    view = await tick(nadia, slack, view, first, on=False)
    assert (ticked(view), button(view, "clients:act")["text"]["text"]) == ({second}, "Act on 2 clients")
    view = await pressed(nadia, slack, view, "clients:none")
    assert (ticked(view), has(view, "clients:act")) == (set(), False)


async def test_all_that_are_found_are_selected_over_all_pages(nadia, slack, many):
    view = await opened(nadia, slack, "atelier")
    before = {block["block_id"] for block, _box in boxes(view).values()}
    view = await pressed(nadia, slack, view, "clients:all")
    assert button(view, "clients:act")["text"]["text"] == f"Act on {MANY} clients"
    assert ticked(view) == set(boxes(view))
    # A box that a person touched shows what they did for as long as its id is the same.
    assert before.isdisjoint(block["block_id"] for block, _box in boxes(view).values())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("müller", {"CST-1", "CST-2"}),
        ("owner:me", {"CMP-3", "CST-3"}),
        ("owner:emma", {"CMP-1", "CST-1"}),
        ("responsable:nobody", set()),
        ("ville:delemont kind:contact", {"CST-1"}),
        ('company:"Acme Précision SA"', {"CMP-1", "CST-1"}),
        ("group:paul active:yes", {"CMP-1", "CST-1", "CMP-2", "CST-2"}),
        ("statut:prospect", set()),
        ("older:30", set()),
        ("art:Firma", {"CMP-1", "CMP-2", "CMP-3"}),
    ],
)
async def test_words_and_filters_are_read_behind_the_command(nadia, slack, agency, text, found):
    view = await opened(nadia, slack, text)
    assert set(boxes(view)) == found
    assert "alert" not in {block["type"] for block in view["blocks"]}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("colour:red acme", "“colour:” is not a filter here"),
        ("status:sleeping acme", "There is no status “sleeping”"),
        ("owner:zzz acme", "“zzz” was not found"),
        ("company:zzz acme", "“zzz” was not found"),
        ("active:perhaps acme", "takes yes or no"),
        ("kind:animal acme", "takes company or contact"),
        ("older:soon acme", "“soon” is not a number of days"),
    ],
)
async def test_what_cannot_be_read_is_told_and_narrows_nothing(nadia, slack, agency, text, told):
    view = await opened(nadia, slack, text)
    assert view["blocks"][0]["type"] == "alert"
    assert told in view["blocks"][0]["text"]["text"]
    assert set(boxes(view)) == {"CMP-1", "CST-1"}


async def test_a_filter_of_the_row_counts_at_once_and_can_be_kept_and_reset(nadia, slack, agency):
    agency.perform("status", by="nadia", clients=["kern"], status="client")
    view = await opened(nadia, slack)
    view = await choose(nadia, slack, view, "status", "client")
    assert set(boxes(view)) == {"CMP-2"}
    view = await choose(nadia, slack, view, "owner", "me")
    assert (set(boxes(view)), "No client is like that." in said(view)) == (set(), True)
    view = await choose(nadia, slack, view, "owner", "any")
    view = await pressed(nadia, slack, view, "clients:keep")
    assert "opens with these filters" in said(view)
    assert set(boxes(await opened(nadia, slack))) == {"CMP-2"}
    view = await pressed(nadia, slack, view, "clients:reset")
    assert len(boxes(view)) == 6
    assert len(boxes(await opened(nadia, slack, "e"))) > 1, "what is typed counts instead of what was kept"


async def choose(person, slack, view, name, value):
    block, menu = next((block, one) for block, one in elements(view) if one["action_id"] == f"clients:pick:{name}")
    chosen = next(one for one in menu["options"] if one["value"] == value)
    await person.click({**menu, "selected_option": chosen, "block_id": block["block_id"]}, view=view)
    return updated(slack)


async def test_all_filters_stand_in_a_form_over_the_list(nadia, slack, agency):
    view = await opened(nadia, slack, "owner:emma city:Delémont")
    await nadia.click(button(view, "clients:more"), view=view)
    form = placed(slack.said("views.push")[0]["view"], "V2", "V1")
    assert inputs(form)["owner"]["element"]["initial_option"]["text"]["text"] == "Emma Quéloz"
    answer = await nadia.type_ahead(form, "owner", "th")
    assert [one["text"]["text"] for one in answer.body["options"]] == ["Théo Aebischer"]
    answer = await nadia.type_ahead(form, "owner", "")
    assert [one["value"] for one in answer.body["options"]][:2] == ["me", "nobody"]
    answer = await nadia.type_ahead(form, "company", "ker")
    assert [one["value"] for one in answer.body["options"]] == ["CMP-2"]
    wrong = await nadia.submit(form, filled(form, older="soon"))
    assert set(wrong.body["errors"]) == {"older"}
    right = await nadia.submit(form, filled(form, owner="me", city="", words="elodie"))
    assert right.body == ""
    assert slack.said("views.update")[-1]["view_id"] == "V1"
    assert set(boxes(updated(slack))) == {"CST-3"}


async def test_the_card_lies_over_the_list_and_a_fourth_view_takes_the_thirds_place(nadia, slack, agency):
    view = await opened(nadia, slack, "acme")
    await nadia.click(button(view, "clients:card"), view=view)
    card = placed(slack.said("views.push")[0]["view"], "V2", "V1")
    assert card["title"]["text"] == "Acme Précision SA"
    await nadia.click(button(card, "card:info"), view=card)
    form = placed(slack.said("views.push")[1]["view"], "V3", "V2")
    await nadia.click({"action_id": "entry:read", "value": "E-1"}, view=form)
    assert (len(slack.said("views.push")), slack.said("views.update")[-1]["view_id"]) == (2, "V3")


@pytest.mark.parametrize(
    "metadata", ["", "nonsense", "[]", '{"f": 7, "e": ["x"]}', '{"f": {"colour": "red"}, "b": "1;"}']
)
async def test_a_forged_view_shows_the_list_from_its_beginning(nadia, slack, agency, metadata):
    view = {**await opened(nadia, slack), "private_metadata": metadata}
    again = await pressed(nadia, slack, view, "clients:all")
    assert len(boxes(again)) == 6


async def test_what_somebody_may_not_view_is_neither_listed_nor_selected(window, slack, agency):
    agency.set_role("solo", {"view": "own", "status": "own"})
    agency.set_member("theo", role="solo")
    theo = window.someone("theo")
    view = await pressed(theo, slack, await opened(theo, slack), "clients:all")
    assert set(boxes(view)) == {"CMP-2", "CST-2"}
    _block, box = boxes(view)["CMP-2"]
    forged = {**box, "selected_options": box["options"], "block_id": "tick:CMP-1:0"}
    await theo.click(forged, view=view)
    assert "CMP-1" in said(updated(slack))


@pytest.mark.parametrize("key", ["nadia", "emma", "paul"])
async def test_the_list_fits_into_slacks_limits_in_every_language(window, slack, many, key):
    person = window.someone(key)
    view = await opened(person, slack, "atelier statut:zzz farbe:rot")
    assert len(view["blocks"]) < 100
    assert len(json.dumps(view["private_metadata"])) < 3000
    assert all(len(view[name]["text"]) <= 24 for name in ("title", "close"))
