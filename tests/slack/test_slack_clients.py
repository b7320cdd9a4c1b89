"""The list of clients in Slack: filters, pages, ticks that are kept, and an action for all that are selected."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.factories import NOW
from tests.slack.filling import filled, inputs

MANY = 40


def elements(view):
    """Every button, box and menu of a view with its block."""
    found = [(block, one) for block in view["blocks"] if block["type"] == "actions" for one in block["elements"]]
    return found + [(block, block["accessory"]) for block in view["blocks"] if "accessory" in block]


def button(view, action):
    return next(one for _block, one in elements(view) if one["action_id"] == action)


def has(view, action):
    return any(one["action_id"] == action for _block, one in elements(view))


def boxes(view):
    """The boxes of the list by the numbers of their clients."""
    return {
        one["options"][0]["value"]: (block, one) for block, one in elements(view) if one["action_id"] == "clients:tick"
    }


def names(view):
    return [one["options"][0]["text"]["text"] for _block, one in boxes(view).values()]


def ticked(view):
    return {number for number, (_block, one) in boxes(view).items() if one.get("initial_options")}


def said(view):
    return str([block for block in view["blocks"] if block["type"] in {"section", "context", "alert"}])


def placed(view, number="V1", below=None):
    """The view as Slack sends it back: with its place in the stack."""
    return {**view, "id": number, "root_view_id": "V1", "previous_view_id": below, "state": {"values": {}}, "hash": "1"}


async def opened(person, slack, text=""):
    await person.command(f"/clients {text}".strip())
    return placed(slack.said("views.open")[-1]["view"])


def updated(slack):
    return placed(slack.said("views.update")[-1]["view"])


async def pressed(person, slack, view, action):
    await person.click(button(view, action), view=view)
    return updated(slack)


async def tick(person, slack, view, number, *, on=True):
    block, box = boxes(view)[number]
    chosen = {"selected_options": box["options"] if on else []}
    await person.click({**box, **chosen, "block_id": block["block_id"]}, view=view)
    return updated(slack)


@pytest.fixture
def many(agency):
    """Enough clients for three pages."""
    items = [
        ({"name": f"Atelier {place:02}", "city": "Genève", "owner": "emma"}, f"made:{place}") for place in range(MANY)
    ]
    agency.perform_many("add-company", by="nadia", items=items)
    return agency


async def test_a_line_has_a_box_a_dot_and_what_is_known(nadia, slack, agency):
    agency.entry(clients=("hans",), by="theo", when=(NOW + timedelta(days=3)).isoformat())
    view = await opened(nadia, slack, "hans")
    assert [call.method for call in slack.calls] == ["views.open"]
    assert names(view) == ["🟢 Hans Müller · Kern & Söhne GmbH (CST-2)"]
    about = next(block for block in view["blocks"] if block.get("block_id") == "about:CST-2")
    assert about["elements"][0]["text"] == (
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


async def test_an_action_is_done_with_all_that_are_selected(nadia, slack, many):
    view = await pressed(nadia, slack, await opened(nadia, slack, "atelier"), "clients:all")
    await nadia.click(button(view, "clients:act"), view=view)
    choice = placed(slack.said("views.push")[0]["view"], "V2", "V1")
    assert f"{MANY} clients selected" in said(choice)
    assert not has(choice, "clients:do:add-company")
    form = await pressed(nadia, slack, choice, "clients:do:status")
    assert "clients" not in inputs(form)
    assert "35 more" in said(form)
    form = placed(form, "V2", "V1")
    assert (await nadia.submit(form, filled(form, status="meeting"))).body == ""
    assert {agency_status(many, f"CMP-{place}") for place in range(4, MANY + 4)} == {"meeting"}
    assert "Meeting" in said(updated(slack))
    entry = many.card("CMP-10").entries[0]
    assert len(entry.records) == MANY


def agency_status(agency, number):
    return agency.record(number).status


async def test_those_whom_it_may_not_be_done_with_are_named_and_the_others_done(emma, slack, agency):
    view = await pressed(emma, slack, await opened(emma, slack), "clients:all")
    await emma.click(button(view, "clients:act"), view=view)
    choice = placed(slack.said("views.push")[0]["view"], "V2", "V1")
    form = placed(await pressed(emma, slack, choice, "clients:do:status"), "V2", "V1")
    assert "Hans Müller" in said(form)
    answer = await emma.submit(form, filled(form, status="meeting"))
    assert answer.body["response_action"] == "update"
    told = said(answer.body["view"])
    assert "Hans Müller" in told
    assert "2" in told
    assert [agency_status(agency, agency.numbers[key]) for key in ("acme", "elodie", "hans")] == [
        "meeting",
        "meeting",
        None,
    ]


async def test_clients_of_another_kind_are_left_out(nadia, slack, agency):
    view = await pressed(nadia, slack, await opened(nadia, slack), "clients:all")
    await nadia.click(button(view, "clients:act"), view=view)
    choice = placed(slack.said("views.push")[0]["view"], "V2", "V1")
    form = placed(await pressed(nadia, slack, choice, "clients:do:assign-company"), "V2", "V1")
    assert "3 selected clients are of another kind." in said(form)


async def test_a_refused_form_keeps_what_was_typed_and_the_selection(nadia, slack, agency):
    view = await tick(nadia, slack, await opened(nadia, slack), "CMP-1")
    await nadia.click(button(view, "clients:act"), view=view)
    choice = placed(slack.said("views.push")[0]["view"], "V2", "V1")
    form = placed(await pressed(nadia, slack, choice, "clients:do:status"), "V2", "V1")
    answer = await nadia.submit(form, filled(form))
    assert set(answer.body["errors"]) == {"status"}


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
    block, box = boxes(view)["CMP-2"]
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
