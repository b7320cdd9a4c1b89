"""Export in Slack: asked for by a command, on a card or on the list; the workbook comes as a direct message, once."""

from __future__ import annotations

import asyncio
from base64 import b64decode
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from bot.slack import exports_again
from crm.store.tables import audit
from tests.factories import NOW, slack_user
from tests.slack import listed
from tests.slack.filling import filled, inputs, labels
from tests.slack.people import TEAM
from tests.slack.test_slack_clicks import button, buttons, opened
from tests.slack.test_slack_sandbox import jura  # noqa: F401 - a fixture of the sandbox

MAKING = "⏳ Your workbook is being made; it comes here."


async def form(person, slack, command="/crm-export"):
    return {**await opened(person, slack, command), "id": "V1"}


def book(slack):
    """The sheets of the workbook that was sent."""
    [content] = slack.uploads
    return {sheet.title: [[cell.value for cell in row] for row in sheet] for sheet in load_workbook(BytesIO(content))}


def numbers(sheets):
    return sorted(row[0] for rows in sheets.values() for row in rows[1:])


def told(slack):
    """What the direct message said first, and what it says in the end."""
    return [one["text"] for one in (*slack.said("chat.postMessage"), *slack.said("chat.update"))]


def trail(agency):
    with agency.read() as session:
        rows = session.rows(select(audit).order_by(audit.c.id))
    return [(row.operation, row.data.get("rows")) for row in rows if row.operation.startswith("export")]


async def test_one_client_comes_with_its_infobox(nadia, slack, agency):
    agency.entry(by="emma", note="Called back.")
    view = await form(nadia, slack, "/crm-export Acme")
    assert labels(view) == {"client": "Client", "filters": "Filters of the list"}
    assert inputs(view)["client"]["element"]["initial_option"]["value"] == "CMP-1"
    answer = await nadia.submit(view, filled(view))
    assert answer.body["response_action"] == "update"
    assert "is being made" in str(answer.body["view"]["blocks"])
    assert list(book(slack)) == ["Details", "Contacts", "Infobox"]
    assert "Called back." in str(book(slack)["Infobox"])
    name = "Carnet – Acme Précision SA – 2026-11-24.xlsx"
    assert told(slack) == [MAKING, f"✅ {name}: 4 rows."]
    asked, given = slack.said("files.getUploadURLExternal")[0], slack.said("files.completeUploadExternal")[0]
    assert (asked["filename"], int(asked["length"])) == (name, len(slack.uploads[0]))
    # To the conversation with the bot, and nowhere else.
    assert (given["channel_id"], slack.said("chat.update")[0]["channel"]) == ("D0NADIA", "D0NADIA")
    assert slack.said("chat.postMessage")[0]["channel"] == "U0NADIA"
    assert trail(agency) == [("export", None), ("exported", 4)]


@pytest.mark.parametrize(
    ("command", "filters"),
    [("/crm-export", None), ("/crm export status:client", "status:client"), ("/crm exportieren", None)],
)
async def test_without_a_client_it_is_the_list(nadia, slack, command, filters):
    view = await form(nadia, slack, command)
    element = inputs(view)["filters"]["element"]
    assert ("initial_option" in inputs(view)["client"]["element"], element.get("initial_value")) == (False, filters)


async def test_the_list_holds_what_the_member_may_export_and_the_filters_find(emma, slack):
    view = await form(emma, slack)
    await emma.submit(view, filled(view, filters="type:société"))
    assert numbers(book(slack)) == ["CMP-1"]
    assert told(slack)[1] == "✅ Carnet – Clients – 2026-11-24.xlsx\u00a0: 1 ligne."


async def test_a_double_click_is_one_workbook(nadia, slack, agency):
    view = await form(nadia, slack)
    for _twice in range(2):
        answer = await nadia.submit(view, filled(view))
        assert "is being made" in str(answer.body["view"]["blocks"])
    assert (len(slack.uploads), len(told(slack)), len(trail(agency))) == (1, 2, 2)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"filters": "status:unheard"}, "There is no status “unheard”."),
        ({"client": "CMP-1", "filters": "owner:me"}, "Choose a client or filters, not both."),
    ],
)
async def test_what_cannot_be_exported_is_said_on_the_form_and_nothing_is_sent(nadia, slack, agency, values, said):
    view = await form(nadia, slack)
    answer = await nadia.submit(view, filled(view, **values))
    alert = answer.body["view"]["blocks"][0]
    assert (alert["type"], said in alert["text"]["text"]) == ("alert", True)
    assert labels(answer.body["view"]) == labels(view)
    assert (slack.uploads, told(slack), trail(agency)) == ([], [], [])


async def test_the_card_offers_it_to_who_may(window, slack, agency):
    for who, shown in (("nadia", True), ("emma", True), ("theo", False), ("rita", False)):
        card = await opened(window.someone(who), slack, "/client CMP-1")
        assert ("card:export" in {one["action_id"] for one in buttons(card)}) is shown
    card = await opened(window.someone("nadia"), slack, "/client CMP-1")
    await window.someone("nadia").click(button(card, "card:export"), view=card)
    pushed = slack.said("views.push")[0]["view"]
    assert inputs(pushed)["client"]["element"]["initial_option"]["value"] == "CMP-1"


async def test_the_list_hands_its_filters_on(nadia, slack, agency):
    agency.perform("status", by="nadia", clients=["acme"], status="meeting")
    view = await listed.opened(nadia, slack, "status:meeting kind:company")
    await nadia.click(listed.button(view, "clients:export"), view=view)
    pushed = {**slack.said("views.push")[0]["view"], "id": "V2"}
    assert {name: block["element"]["initial_value"] for name, block in inputs(pushed).items()} == {
        "filters": "kind:company status:Meeting"
    }
    await nadia.submit(pushed, filled(pushed))
    assert numbers(book(slack)) == ["CMP-1"]


@pytest.mark.parametrize(("who", "offered"), [("nadia", True), ("emma", True), ("rita", False)])
async def test_the_list_offers_it_to_who_may_also_after_a_tick(window, slack, who, offered):
    person = window.someone(who)
    view = await listed.opened(person, slack)
    assert listed.has(view, "clients:export") is offered
    block, box = listed.boxes(view)["CMP-1"]
    tick = {"type": "checkboxes", "block_id": block["block_id"], "action_id": box["action_id"]}
    await person.click({**tick, "selected_options": box["options"]}, view=view)
    assert listed.has(slack.said("views.update")[-1]["view"], "clients:export") is offered


async def test_who_may_not_is_refused_by_every_way(rita, slack, agency):
    await rita.command("/crm-export")
    assert "Your role does not allow this" in slack.said("respond")[0]["text"]
    view = await listed.opened(rita, slack)
    await rita.click({"action_id": "clients:export", "value": "clients:export"}, view=view)
    assert "Your role does not allow this" in str(slack.said("views.push")[0]["view"])
    forged = {**slack.said("views.push")[0]["view"], "id": "V9", "callback_id": "act:export"}
    await rita.submit(forged, {})
    assert (slack.uploads, trail(agency)) == ([], [])


@pytest.mark.parametrize(
    ("method", "answer", "said"),
    [
        ("files.getUploadURLExternal", {"error": "missing_scope"}, "Carnet may not send files here yet."),
        ("files.completeUploadExternal", {"error": "internal_error"}, "The workbook could not be sent to you."),
        ("files.getUploadURLExternal", None, "The workbook could not be sent to you."),
    ],
)
async def test_what_slack_does_not_take_is_said_where_it_was_announced(nadia, slack, agency, method, answer, said):
    nowhere = {"upload_url": f"{slack.url}/nowhere", "file_id": "F0"}
    slack.answers[method] = [answer or nowhere]
    view = await form(nadia, slack)
    await nadia.submit(view, filled(view))
    assert [one[:1] for one in told(slack)] == ["⏳", "⚠"]
    assert said in told(slack)[1]
    # What was written down stays: it may have left the house.
    assert [operation for operation, _rows in trail(agency)] == ["export", "exported"]


async def test_who_loses_the_right_meanwhile_is_told_so(nadia, slack, agency):

    view = await form(nadia, slack, "/crm-export Acme")
    gate = slack.gates["chat.postMessage"] = asyncio.Event()
    await nadia.submit(view, filled(view), wait=False)
    await slack.hear("chat.postMessage")
    agency.set_member("nadia", role="reader")
    gate.set()
    await nadia.window.settled()
    assert told(slack)[1].startswith("⚠️ You may not do this with Acme Précision SA.")
    assert slack.uploads == []


async def stopped_after(agency, *sources, by="nadia", at=NOW, **inputs):
    """Exports that were asked for and written down, when the process was killed."""
    return [agency.perform("export", by=by, source=one, at=at, **inputs).result for one in sources]


async def test_whoever_starts_after_a_kill_makes_what_is_owed_still_once(nadia, slack, door, agency):
    given, _owed = await stopped_after(agency, "slack:view:V1", "slack:view:V2", client="acme")
    agency.perform("exported", by="nadia", export=given, rows="4")
    await stopped_after(agency, "cli:1", client="acme")
    await stopped_after(agency, "slack:view:V3", client="acme", at=NOW - 2 * exports_again.WITHIN)
    for _start in range(2):
        await exports_again.go_on(door, nadia.window.client(), TEAM)
    assert [one[:1] for one in told(slack)] == ["⏳", "✅"]
    assert len(slack.uploads) == 1
    assert trail(agency)[-1] == ("exported", 3)


async def test_who_may_not_have_it_any_more_is_told_so_once(nadia, slack, door, agency):
    await stopped_after(agency, "slack:view:V1", client="acme")
    agency.set_member("nadia", role="reader")
    for _start in range(2):
        await exports_again.go_on(door, nadia.window.client(), TEAM)
    assert [one[:1] for one in told(slack)] == ["⏳", "⚠"]
    assert slack.uploads == []


async def test_the_strict_sandbox_takes_the_file_into_the_direct_messages(jura, agency):  # noqa: F811
    await jura.act("command", "nadia", channel="C0GENERAL", text="/crm-export Acme")
    await jura.top("nadia", "act:export")
    await jura.fill("nadia")
    assert (await jura.top("nadia", "note"))["title"]["text"] == "Export"
    announced, shared = await in_the_end(jura, "nadia")
    assert announced["text"].startswith("✅ Carnet – Acme Précision SA")
    [file] = shared["files"]
    assert file["name"] == "Carnet – Acme Précision SA – 2026-11-24.xlsx"
    found = await jura.ask("GET", f"files/{file['id']}")
    content = b64decode(found["content"])
    assert load_workbook(BytesIO(content)).sheetnames == ["Details", "Contacts", "Infobox"]
    assert trail(agency)[1][0] == "exported"


async def in_the_end(jura, who):  # noqa: F811
    """The direct messages, once the first of them says what it came to."""
    async with asyncio.timeout(8):
        while True:
            found = (await jura.ask("GET", "direct", user=slack_user(who)))["messages"]
            if found and not found[0]["text"].startswith("⏳"):
                return found
            await jura.ask("GET", "records", wait=0.05, least=10_000)
