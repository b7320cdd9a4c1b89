"""Digests, reports and notices that come together, as Slack gets them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from bot.slack.channel import SlackChannel
from bot.slack.web_api import relay_client
from crm.domain.delivery import Sent
from crm.store.tables import audit
from crm.views.bulletins import DUE_AT_MOST, Digest
from scheduler.digests import owe_asked
from tests.factories import NOW
from tests.slack.judge import JUDGE
from tests.slack.parcels import packed
from tests.slack.test_slack_export import in_the_end
from tests.slack.test_slack_sandbox import jura  # noqa: F401 - a fixture of the sandbox
from tests.templates.bulletins import LATE, SOON, digest, folded, report, reported

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def drawn():
    return report("fr")


@pytest.fixture
def channel(slack, session):
    return SlackChannel(lambda _team: relay_client("xoxb-carnet", session, base_url=f"{slack.url}/api/"))


def rendered(parcel):
    return json.loads(SlackChannel(lambda _team: None).render(parcel).content)


@pytest.mark.parametrize("language", ["en", "fr", "de"])
@pytest.mark.parametrize("made", [digest, folded])
def test_slack_takes_it_in_every_language_and_obeys_nothing_in_it(made, language):
    said = rendered(made(language))
    assert JUDGE.check_message(said) == []
    marked = [one["text"]["text"] for one in said["blocks"] if one["type"] == "section"]
    assert marked
    assert not any("<" in text for text in (*marked, said["text"])), "no client's name begins a link or a mention"
    opened = [one["accessory"]["value"] for one in said["blocks"] if one["type"] == "section"]
    assert set(opened) <= {"CMP-1", "CST-4"}


def test_a_digest_counts_what_it_does_not_show():
    said = rendered(digest())
    assert said["text"] == "Your day, 24 Nov 2026: 4 overdue, 2 today"
    assert "… and 3 more" in json.dumps(said["blocks"], ensure_ascii=False)


async def test_a_report_comes_with_its_pictures_which_say_what_they_show_and_its_workbook(channel, slack, drawn):
    parcel = reported(drawn, "fr")
    content = channel.render(parcel).content
    assert JUDGE.check_message(json.loads(content)) == []
    assert isinstance(await channel.deliver(parcel, content), Sent)
    asked = slack.said("files.getUploadURLExternal")
    assert [one["filename"] for one in asked] == [
        *("actions.png", "statuses.png", "silent.png"),
        "Carnet – Rapport hebdomadaire – 2026-11-22.xlsx",
    ]
    assert [one.get("alt_txt") for one in asked[:-1]] == [one.alt for one in drawn.pictures]
    [shared] = slack.said("files.completeUploadExternal")
    assert "Clients par statut" in str(shared["files"])
    assert load_workbook(BytesIO(slack.uploads[-1])).sheetnames == [
        *("Ce qui a été fait", "Clients par statut", "Clients silencieux")
    ]


async def test_where_files_cannot_be_sent_the_words_are_and_say_so(channel, slack, drawn):
    slack.answers["files.getUploadURLExternal"] = [{"error": "missing_scope"}]
    parcel = reported(drawn, "fr")
    assert isinstance(await channel.deliver(parcel, channel.render(parcel).content), Sent)
    first, second = slack.said("chat.postMessage")
    assert "53 actions" in first["text"]
    assert "/crm report" in second["text"]


async def test_a_report_is_asked_for_by_a_command_and_comes_once(window, slack, agency):
    await window.someone("paul").command("/crm Wochenbericht")
    assert {one["text"] for one in slack.said("respond")} == {
        "Ihr Bericht wird erstellt. Er kommt in einer Minute, auf dem Weg, auf dem Ihre Berichte immer kommen."
    }
    assert owe_asked(agency.store, agency.workspace, NOW) == 1
    assert owe_asked(agency.store, agency.workspace, NOW) == 0
    assert packed(agency) == [], "he is told by mail"
    with agency.read() as session:
        assert {row.operation for row in session.rows(audit.select())} == {"report"}


async def test_whoever_leads_nobody_is_told_so(emma, slack):
    await emma.command("/crm report")
    assert slack.said("respond")[-1]["text"].startswith("Le rapport est destiné à qui dirige des collègues.")


async def test_the_strict_sandbox_takes_the_pictures(jura, agency):  # noqa: F811
    agency.set_member("paul", tell_by="slack")
    agency.entry()
    agency.settle()
    agency.perform("report", by="paul")
    owe_asked(agency.store, agency.workspace, NOW)
    await jura.carry()
    shared = await in_the_end(jura, "paul")
    assert shared[0]["text"].startswith("Die Woche Ihres Teams")
    assert [one["name"].partition(".")[2] for one in shared[1]["files"]][-1] == "xlsx"


def to_do(said):
    return [one["elements"][0] for one in said["blocks"] if one["type"] == "actions"]


async def test_what_is_due_is_marked_as_done_in_the_digest_itself(emma, slack, agency):
    number = agency.entry(when=(NOW + HOUR).isoformat())
    due = replace(LATE, id=int(number.removeprefix("E-")), planned=True)
    parcel = replace(digest("fr"), news=Digest(overdue=(due,), today=(SOON,), overdue_count=1, today_count=1))
    said = rendered(parcel)
    [done] = to_do(said)
    assert (done["value"].split()[0], done["accessibility_label"]) == (number, f"Marquer {number} comme faite")
    block = next(one["block_id"] for one in said["blocks"] if one["type"] == "actions")
    message = {"ts": "1.1", "text": said["text"], "blocks": said["blocks"]}
    await emma.click({**done, "block_id": block}, message=message)
    [anew] = slack.said("respond")
    assert agency.see(number).done
    assert to_do(anew) == []
    assert "✅ fait" in str(anew["blocks"])
    assert (len(anew["blocks"]), anew["replace_original"]) == (len(said["blocks"]), True)
    assert JUDGE.check_message({"text": anew["text"], "blocks": anew["blocks"]}) == []


def test_ten_have_the_button_and_all_of_them_room():
    many = tuple(replace(LATE, id=number, planned=True) for number in range(1, DUE_AT_MOST + 1))
    news = Digest(overdue=many, today=many, overdue_count=40, today_count=40)
    said = rendered(replace(digest("de"), news=news))
    assert JUDGE.check_message(said) == []
    assert len(to_do(said)) == 10
    assert len([one for one in said["blocks"] if one["type"] == "section"]) == 2 * DUE_AT_MOST
