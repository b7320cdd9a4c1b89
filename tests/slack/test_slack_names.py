"""Names that try to ring a channel, draw bold or smile: in no view and no message do they come to more than letters."""

from __future__ import annotations

from typing import Any

import pytest

from bot.slack.message import message
from tests.slack.filling import filled
from tests.slack.parcels import packed

EVIL = "<!channel> *Bold* :tada: <@U0EMMA> & <https://x.example|Sons>"


def texts(node: Any):
    """Every text object of a payload."""
    if isinstance(node, dict):
        if node.get("type") in {"mrkdwn", "plain_text"} and "text" in node:
            yield node
        for inside in node.values():
            yield from texts(inside)
    if isinstance(node, list):
        for inside in node:
            yield from texts(inside)


def obeyed(payload: Any):
    """Texts in which Slack would obey a name."""
    return [
        one
        for one in texts(payload)
        if (one["type"] == "mrkdwn" and any(mark in one["text"] for mark in ("<!ch", "<@", ":tada:", "*Bold*")))
        or (one["type"] == "plain_text" and ":tada:" in one["text"] and one.get("emoji") is not False)
    ]


@pytest.fixture
def evil(agency):
    company = agency.perform("add-company", by="nadia", name=EVIL, notes=EVIL, confirm="yes").records[0]
    agency.perform("add-contact", by="nadia", first_name=EVIL, last_name="Müller", company=company, function=EVIL)
    agency.set_member("paul", name=EVIL)
    return company


async def test_no_view_obeys_a_name(nadia, slack, agency, evil):
    entry = agency.entry(by="nadia", clients=(evil,), note=EVIL, participants=["paul"])
    agency.perform("comment", by="paul", entry=entry, text=EVIL)
    commands = (f"/client {evil}", "/client Müller", f"/client {EVIL}", f"/toolbox {evil}", f"/crm-info {evil} {EVIL}")
    for command in (
        *commands,
        f"/crm-status {evil}",
        f"/crm {EVIL}",
        f"/client nobody {EVIL}",
        f"/crm-add-company {EVIL}",
    ):
        await nadia.command(command)
    form = slack.said("views.open")[-1]["view"]
    alike = await nadia.submit({**form, "id": "V1"}, filled(form))
    options = await nadia.type_ahead({**form, "id": "V1", "callback_id": "act:info"}, "clients", "bold")
    people = await nadia.type_ahead({**form, "id": "V1", "callback_id": "act:info"}, "participants", "")
    await nadia.open_home()
    said = [call.args for call in slack.calls]
    assert len(said) == 10
    assert obeyed([*said, alike.body, options.body, people.body]) == []
    assert not any("<!channel>" in one["text"] for one in slack.said("respond"))


def test_no_message_obeys_a_name(agency, evil):
    agency.settle()
    entry = agency.entry(by="paul", clients=(evil,), note=EVIL)
    agency.perform("comment", by="paul", entry=entry, text=EVIL, origin="D1/1.1")
    sent = [message(one) for one in packed(agency)]
    assert len(sent) == 2
    assert obeyed(sent) == []
    assert not any("<!channel>" in one["text"] for one in sent)
