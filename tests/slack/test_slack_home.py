"""Home: it explains itself, shows what waits, and follows what happens."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.slack import home_keeping
from bot.slack.home_keeping import Keeper
from tests.factories import NOW


def texts(view):
    return [block["text"]["text"] for block in view["blocks"] if "text" in block]


async def test_the_first_visit_explains_itself_and_later_ones_begin_with_the_tools(nadia, slack):
    await nadia.open_home()
    await nadia.open_home(before={"id": "V1", "type": "home"})
    first, later = slack.said("views.publish")
    assert (first["user_id"], first["view"]["type"]) == ("U0NADIA", "home")
    assert texts(first["view"])[0] == "Hello Nadia El Khoury"
    assert any("infobox" in text for text in texts(first["view"])[1:4])
    assert texts(later["view"])[:2] == ["Hello Nadia El Khoury", "Quick access"]
    assert len(first["view"]["blocks"]) == len(later["view"]["blocks"]) + 3


async def test_a_tool_on_home_opens_its_form(nadia, slack):
    await nadia.open_home()
    view = {**slack.said("views.publish")[0]["view"], "id": "V1", "state": {"values": {}}}
    tool = next(block["accessory"] for block in view["blocks"] if block.get("block_id") == "open:info")
    await nadia.click(tool, view=view)
    assert slack.said("views.open")[0]["view"]["callback_id"] == "act:info"


async def test_the_messages_tab_publishes_nothing(nadia, slack):
    await nadia.open_home(tab="messages")
    assert slack.calls == []


async def test_a_member_without_a_role_is_told_whom_to_ask(window, slack):
    await window.someone("noa").open_home()
    view = slack.said("views.publish")[0]["view"]
    assert "Your role does not allow any action yet. An administrator can change that." in texts(view)
    assert not any("accessory" in block for block in view["blocks"])


async def test_a_stranger_is_told_that_they_are_not_known(window, slack):
    await window.someone("stranger").open_home()
    assert texts(slack.said("views.publish")[0]["view"]) == [
        "You are not known here yet. Ask an administrator of your workspace to add you."
    ]


def opened(slack):
    return {**slack.said("views.publish")[-1]["view"], "id": "V1", "state": {"values": {}}}


def blocks(view, begins):
    return [block for block in view["blocks"] if block.get("block_id", "").startswith(begins)]


def soon(**ahead):
    return (NOW + timedelta(**ahead)).isoformat()


async def test_home_shows_what_waits_my_clients_the_news_and_my_week(emma, slack, agency):
    agency.settle()
    mine = agency.entry(by="emma", when=soon(hours=2), note="Call *back*.")
    told = agency.entry(by="theo", clients=("kern",), participants=["emma"], note="They want two.")
    await emma.open_home(before={"id": "V1", "type": "home"})
    view = opened(slack)
    assert [one["block_id"] for one in blocks(view, "todo:")] == [f"todo:{mine}"]
    assert {one["accessory"]["value"] for one in blocks(view, "mine:")} == {
        agency.numbers["acme"],
        agency.numbers["elodie"],
    }
    [news] = [one for one in blocks(view, "news:") if one["accessory"]["value"] == told]
    assert "Kern & Söhne GmbH" in news["text"]["text"]
    assert "They want two." in news["text"]["text"]
    [week] = blocks(view, "week")[:1]
    lines = week["elements"][0]["elements"][0]["text"].split("\n")
    assert [line.split()[0] for line in lines] == ["lun", "mar", "mer", "jeu", "ven", "sam", "dim"]
    assert lines[1].startswith("mar  █"), "NOW is a Tuesday"
    assert lines[6] == "dim  ·"


@pytest.mark.parametrize(
    ("begins", "method", "callback"),
    [
        ("mine:", "views.open", "card"),
        ("news:", "views.open", "entry"),
        ("more:clients", "views.open", "clients"),
        ("more:waiting", "views.open", "upcoming"),
        ("own", "views.open", "act:preferences"),
    ],
)
async def test_what_is_clicked_on_home_opens_a_modal(emma, slack, agency, begins, method, callback):
    agency.entry(by="theo", participants=["emma"])
    agency.entry(by="emma", when=soon(hours=2))
    await emma.open_home()
    view = opened(slack)
    block = blocks(view, begins)[0]
    await emma.click(block.get("accessory") or block["elements"][0], view=view)
    assert slack.said(method)[-1]["view"]["callback_id"].startswith(callback)


async def test_home_never_has_more_blocks_than_slack_takes(emma, slack, agency):
    for minutes in range(12):
        agency.perform(
            "info",
            by="emma",
            at=NOW - timedelta(days=2),
            clients=["acme"],
            note="x" * 500,
            when=(NOW - timedelta(days=1, minutes=minutes)).isoformat(),
        )
        agency.entry(by="emma", when=soon(minutes=minutes + 1), note="y" * 500)
        agency.entry(by="theo", clients=("acme", "elodie"), participants=["emma"], note="z" * 3000)
        done = agency.perform("add-company", by="emma", name=f"{'<!here> *' * 20} {minutes}")
    assert done.records
    await emma.open_home()
    view = opened(slack)
    assert len(view["blocks"]) <= 75
    assert len(blocks(view, "todo:")) == 10


@pytest.fixture
def keeper(door):
    return Keeper(door=door)


def published(slack, user="U0EMMA"):
    return len([one for one in slack.said("views.publish") if one["user_id"] == user])


async def test_home_follows_what_concerns_its_viewer_and_nothing_else(emma, rita, slack, agency, keeper):
    agency.settle()
    await emma.open_home()
    await rita.open_home()
    await keeper.turn()
    assert (published(slack), await keeper.stale()) == (1, False)
    agency.entry(by="theo", clients=("kern",))
    assert await keeper.stale()
    await keeper.turn()
    assert (published(slack), await keeper.stale()) == (1, False), "it would say the same"
    agency.entry(by="theo", clients=("acme",))
    assert await keeper.turn() == 1
    assert (published(slack), published(slack, "U0RITA")) == (2, 1)


async def test_home_is_kept_for_half_an_hour_and_then_drawn_when_it_is_opened(emma, slack, agency, keeper, door):
    await emma.open_home()
    door.homes[next(iter(door.homes))].opened_at = NOW - home_keeping.LOOKED_AT_FOR - timedelta(seconds=1)
    agency.entry(by="theo", clients=("acme",))
    assert (await keeper.turn(), door.homes, await keeper.stale()) == (0, {}, False)
    await emma.open_home()
    assert published(slack) == 2


async def test_slack_is_not_asked_to_publish_more_than_it_takes(emma, slack, agency, keeper):
    await emma.open_home()
    keeper.published.extend([NOW] * home_keeping.A_MINUTE)
    agency.entry(by="theo", clients=("acme",))
    assert (await keeper.turn(), published(slack)) == (0, 1)
    assert await keeper.stale(), "its turn comes"
    keeper.published.clear()
    assert await keeper.turn() == 1


async def test_a_home_that_slack_does_not_take_is_forgotten(emma, slack, agency, keeper, door):
    await emma.open_home()
    agency.entry(by="theo", clients=("acme",))
    slack.answers["views.publish"] = [{"ok": False, "error": "user_not_found"}]
    assert (await keeper.turn(), door.homes) == (0, {})


async def test_a_page_that_says_why_not_is_drawn_once(window, slack, agency, keeper):
    await window.someone("stranger").open_home()
    agency.entry(by="theo", clients=("acme",))
    assert (await keeper.turn(), published(slack, "U0STRANGER")) == (0, 1)


async def test_an_administrator_finds_the_settings_behind_one_button(nadia, emma, slack, agency):
    await emma.open_home()
    assert [one["action_id"] for one in blocks(opened(slack), "own")[0]["elements"]] == ["preferences:open"]
    await nadia.open_home()
    home = opened(slack)
    button = next(one for one in blocks(home, "own")[0]["elements"] if one["action_id"] == "administering:open")
    await nadia.click(button, view=home)
    view = {**slack.said("views.open")[-1]["view"], "id": "V2", "root_view_id": "V2"}
    rows = {block["accessory"]["action_id"]: block for block in view["blocks"] if "accessory" in block}
    assert rows["administering:form:silent-clients"]["text"]["text"].endswith(": Never")
    await nadia.click(rows["administering:form:silent-clients"]["accessory"], view=view)
    form = {**slack.said("views.push")[-1]["view"], "id": "V3", "previous_view_id": "V2"}
    refused = await nadia.submit(form, {"days": {"type": "plain_text_input", "value": "soon"}})
    assert refused.body["response_action"] == "errors"
    answer = await nadia.submit(form | {"id": "V4"}, {"days": {"type": "plain_text_input", "value": "90"}})
    assert answer.body == ""
    shown = slack.said("views.update")[-1]
    assert (shown["view_id"], "After 90 days" in str(shown["view"])) == ("V2", True)


async def test_whoever_is_no_administrator_opens_no_settings(emma, slack):
    for name in ("administering:open", "administering:form:budget"):
        await emma.click({"action_id": name, "value": "x"}, view={"type": "home", "id": "V0"})
        assert "ne le permet pas" in str(slack.said("views.open")[-1]["view"])
