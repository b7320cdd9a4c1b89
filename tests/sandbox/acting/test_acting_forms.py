"""Forms as people fill them in, and the payloads that the app gets of it."""

from __future__ import annotations

import asyncio
import importlib
import json
import sys
from pathlib import Path

import pytest
from sandbox_here import CLAIRE, EMMA, GENERAL, INFOBOX, asked, button, modal, plain, section

sys.path.insert(0, str(Path(__file__).parents[1] / "courier"))
from app_here import line

SHARED = Path(__file__).parents[4] / "shared"


# Documented on the pages of the payloads; nobody had recorded them.
NEWER = ("/response_urls", "/actions/0/selected_users")


def option(words):
    return {"text": plain(words), "value": words.casefold()}


FORM = modal(
    asked("plain_text_input", "words", min_length=3, max_length=10),
    asked("rich_text_input", "note", optional=True),
    asked("email_text_input", "email", optional=True),
    asked("url_text_input", "site", optional=True),
    asked("number_input", "fee", is_decimal_allowed=False, min_value="10", max_value="20", optional=True),
    asked("static_select", "kind", options=[option("Call"), option("Visit")], initial_option=option("Call")),
    asked("multi_static_select", "tags", options=[option("Hot"), option("Cold")], optional=True),
    asked("external_select", "client", optional=True),
    asked("checkboxes", "flags", options=[option("Urgent")], optional=True),
    asked("radio_buttons", "dot", options=[option("Green")], optional=True),
    asked("users_select", "owner", initial_user=CLAIRE),
    asked("multi_users_select", "people", optional=True),
    asked("conversations_select", "where", optional=True, response_url_enabled=True),
    asked("datepicker", "day", initial_date="2026-12-01"),
    asked("timepicker", "hour", timezone="Europe/Zurich", optional=True),
    asked("datetimepicker", "moment", optional=True),
    asked("file_input", "files", optional=True),
    {**button("more"), "block_id": "buttons"},
    {
        **section(),
        "block_id": "menu",
        "accessory": {"type": "overflow", "action_id": "menu", "options": [option("Edit")]},
    },
    callback_id="everything",
    private_metadata="draft 7",
)


def differences(sample, payload):
    if not sample.exists():
        return []
    sys.path.insert(0, str(SHARED / "blockkit"))
    try:
        check = importlib.import_module("shape_check")
    finally:
        sys.path.pop(0)
    # Blocks were taken out of the recorded samples.
    found = check.diff(json.loads(sample.read_text()), payload)
    return [one for one in found if not one.startswith(("/view/blocks:", *NEWER))]


async def opened(sandbox, form=FORM):
    trigger = sandbox.running.box.triggers.give(EMMA)
    answer = await sandbox.api("views.open", trigger_id=trigger, view=form)
    assert answer["ok"], answer
    return answer["view"]


@pytest.mark.parametrize(
    ("block", "value", "words"),
    [
        ("words", "ab", "Please enter at least 3 characters."),
        ("words", "abcdefghijk", "Please enter at most 10 characters."),
        ("words", None, "Please complete this required field."),
        ("email", "claire.favre", "Please enter a valid email address."),
        ("site", "acme.example", "Please enter a valid URL."),
        ("fee", "9", "Please enter at least 10."),
        ("fee", "21", "Please enter at most 20."),
        ("fee", "12.5", "Please enter a whole number."),
        ("fee", "a dozen", "Please enter a valid number."),
        ("kind", {"type": "static_select", "selected_option": None}, "Please complete this required field."),
    ],
)
async def test_the_client_refuses_what_slack_s_client_refuses(sandbox, block, value, words):
    await opened(sandbox)
    values = {"words": {"v": "Acme"}, block: {"v": value}}
    answer = await sandbox.act("submit", EMMA, values=values)
    assert (answer["error"], answer["errors"]) == ("invalid_form", {block: words})


async def test_a_submission_tells_every_field(sandbox):
    view = await opened(sandbox)
    async with line(sandbox) as app:
        values = {
            "words": {"v": "Acme"},
            "email": {"v": "a.b@acme.example"},
            "tags": {"v": ["hot"]},
            "client": {"v": "c_17"},
            "flags": {"v": ["urgent"]},
            "people": {"v": [EMMA]},
            "where": {"v": GENERAL},
            "hour": {"v": "09:30"},
            "moment": {"v": 1795512600},
        }
        sent = asyncio.create_task(sandbox.act("submit", EMMA, view_id=view["id"], values=values))
        frame = await app.frame()
        await app.ack(frame)
        assert (await sent)["ok"]
    payload = frame["payload"]
    assert differences(SHARED / "slack-samples/app-backend/views/ViewSubmissionPayload.json", payload) == []
    view = payload["view"]
    assert (view["private_metadata"], view["callback_id"], payload["user"]["id"]) == ("draft 7", "everything", EMMA)
    state = {block: fields["v"] for block, fields in view["state"]["values"].items()}
    emoji = {"text": plain("Call") | {"emoji": True}, "value": "call"}
    assert state["kind"] == {"type": "static_select", "selected_option": emoji}
    assert state["words"] == {"type": "plain_text_input", "value": "Acme"}
    assert state["note"] == {"type": "rich_text_input", "rich_text_value": None}
    assert [one["value"] for one in state["tags"]["selected_options"]] == ["hot"]
    assert state["client"]["selected_option"]["value"] == "c_17"
    assert state["dot"] == {"type": "radio_buttons", "selected_option": None}
    assert (state["owner"]["selected_user"], state["people"]["selected_users"]) == (CLAIRE, [EMMA])
    assert state["hour"] == {"type": "timepicker", "selected_time": "09:30", "timezone": "Europe/Zurich"}
    assert (state["day"]["selected_date"], state["moment"]["selected_date_time"]) == ("2026-12-01", 1795512600)
    assert state["files"] == {"type": "file_input", "files": []}
    assert "buttons" not in state
    [address] = payload["response_urls"]
    assert (address["block_id"], address["channel_id"]) == ("where", GENERAL)
    async with sandbox.session.post(
        address["response_url"], json={"text": "Noté", "response_type": "in_channel"}
    ) as answer:
        assert answer.status == 200
    assert (await sandbox.look("messages", channel=GENERAL))["messages"][-1]["text"] == "Noté"


async def test_a_click_tells_the_state_of_the_form(sandbox):
    view = await opened(sandbox)
    async with line(sandbox) as app:
        for element, more in (
            ({"action_id": "more"}, {"type": "button"}),
            ({"action_id": "menu", "selected_option": "edit"}, {"type": "overflow"}),
            ({"action_id": "v", "block_id": "kind", "selected_option": option("Visit")}, {"type": "static_select"}),
            (
                {"action_id": "v", "block_id": "people", "values": {"people": {"v": [CLAIRE]}}},
                {"type": "multi_users_select"},
            ),
        ):
            sent = asyncio.create_task(sandbox.act("click", EMMA, view_id=view["id"], **element))
            frame = await app.frame()
            await app.ack(frame)
            assert (await sent)["ok"]
            payload = frame["payload"]
            assert (
                differences(
                    SHARED / "slack-samples/app-backend/interactive-components/BlockActionPayload.json", payload
                )
                == []
            )
            [action] = payload["actions"]
            assert action["type"] == more["type"]
            assert payload["container"] == {"type": "view", "view_id": view["id"]}
        assert action["selected_users"] == [CLAIRE]
        assert payload["view"]["state"]["values"]["people"]["v"]["selected_users"] == [CLAIRE]
    assert (await sandbox.act("click", EMMA, action_id="nothing"))["error"] == "action_not_found"
    assert (await sandbox.act("suggest", EMMA, block_id="kind", action_id="v"))["error"] == "not_an_external_select"


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ({"response_action": "errors", "errors": {"nowhere": "x"}}, "[json-pointer:/errors/nowhere]"),
        ({"response_action": "errors", "errors": {"menu": "x"}}, "[json-pointer:/errors/menu]"),
        ({"response_action": "update", "view": {"type": "home", "blocks": []}}, "[json-pointer:/view/type]"),
        ({"response_action": "dance"}, "[json-pointer:/response_action]"),
        ({"text": "words"}, "[json-pointer:/response_action]"),
    ],
)
async def test_an_answer_that_slack_does_not_understand_is_a_red_mark(sandbox, answer, problem):
    view = await opened(sandbox)
    async with line(sandbox) as app:
        sent = asyncio.create_task(sandbox.act("submit", EMMA, values={"words": {"v": "Acme"}}))
        await app.ack(await app.frame(), **answer)
        told = await sent
    assert (told["ok"], told["error"]) == (False, "We had some trouble connecting. Try again?")
    assert problem in told["problems"][0]
    assert (await sandbox.look("views", user=EMMA))["views"][0]["id"] == view["id"]
    red = (await sandbox.look("records", kind="view_submission", red="true"))["records"]
    assert red[-1]["problems"] == told["problems"]


async def test_a_fourth_view_is_not_pushed_by_an_answer_either(sandbox):
    view = await opened(sandbox)
    for _ in range(2):
        trigger = sandbox.running.box.triggers.give(EMMA, view["id"])
        view = (await sandbox.api("views.push", trigger_id=trigger, view=modal(section())))["view"]
    async with line(sandbox) as app:
        sent = asyncio.create_task(sandbox.act("submit", EMMA))
        await app.ack(await app.frame(), response_action="push", view=modal(section()))
        assert (await sent)["problems"] == ["push_limit_reached"]


async def test_a_view_that_the_app_closed_meanwhile_stays_closed(sandbox):
    await opened(sandbox)
    async with line(sandbox) as app:
        sent = asyncio.create_task(sandbox.act("submit", EMMA, values={"words": {"v": "Acme"}}))
        frame = await app.frame()
        await opened(sandbox, modal(section("Autre")))
        await app.ack(frame)
        assert (await sent)["ok"]
    assert [one["blocks"][0]["text"]["text"] for one in (await sandbox.look("views", user=EMMA))["views"]] == ["Autre"]


@pytest.mark.parametrize(
    "answer", [{"options": [option("x" * 76)]}, {"options": [option("a")], "option_groups": []}, {}]
)
async def test_options_that_slack_refuses_are_a_red_mark(sandbox, answer):
    await opened(sandbox)
    async with line(sandbox) as app:
        sent = asyncio.create_task(sandbox.act("suggest", EMMA, block_id="client", action_id="v", value="acme"))
        frame = await app.frame()
        assert (frame["payload"]["type"], frame["payload"]["value"]) == ("block_suggestion", "acme")
        await app.ack(frame, **answer)
        assert (await sent)["error"] == "invalid_options"
        await sandbox.hurry()
        late = await sandbox.act("suggest", EMMA, block_id="client", action_id="v", value="acme")
        assert late["error"] == "operation_timeout"
    assert (await sandbox.act("command", EMMA, channel=INFOBOX, text="/x"))["error"] == "no_app"
