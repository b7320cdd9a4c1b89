"""Acting on the clients that are ticked in a list: an entry for a few, a job for many, and nobody forgotten."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.slack.progress import ProgressTeller
from crm.store.tables import job
from crm.views.jobs import progress
from scheduler.jobs import Jobs
from tests.slack.filling import filled, inputs
from tests.slack.listed import MANY, button, formed, has, opened, placed, pressed, said, tick, updated, with_ateliers

MORE = 130


@pytest.fixture
def many(agency):
    return with_ateliers(agency)


@pytest.fixture
def crowd(agency):
    """More than one entry is for."""
    return with_ateliers(agency, MORE)


@pytest.fixture
def worker(door, window):
    """What works jobs off, and tells in Slack how far they are."""
    client = window.client()
    desk = door.desk
    return Jobs(
        store=desk.store, clock=desk.clock, executor=desk.work, teller=ProgressTeller(lambda _team: client), idle=0.01
    )


def status(agency, number):
    return agency.record(number).status


async def test_an_action_is_done_with_all_that_are_selected(nadia, slack, many):
    view = await pressed(nadia, slack, await opened(nadia, slack, "atelier"), "clients:all")
    await nadia.click(button(view, "clients:act"), view=view)
    choice = placed(slack.said("views.push")[0]["view"], "V2", "V1")
    assert f"{MANY} clients selected" in said(choice)
    assert not has(choice, "clients:do:add-company")
    form = placed(await pressed(nadia, slack, choice, "clients:do:status"), "V2", "V1")
    assert "clients" not in inputs(form)
    assert "35 more" in said(form)
    assert (await nadia.submit(form, filled(form, status="meeting"))).body == ""
    assert {status(many, f"CMP-{place}") for place in range(4, MANY + 4)} == {"meeting"}
    assert "Meeting" in said(updated(slack))
    assert len(many.card("CMP-10").entries[0].records) == MANY


async def test_those_whom_it_may_not_be_done_with_are_named_and_the_others_done(emma, slack, agency):
    form = await formed(emma, slack, "status")
    assert "Hans Müller" in said(form)
    answer = await emma.submit(form, filled(form, status="meeting"))
    assert answer.body["response_action"] == "update"
    told = said(answer.body["view"])
    assert "Hans Müller" in told
    assert "2" in told
    found = [status(agency, agency.numbers[key]) for key in ("acme", "elodie", "hans")]
    assert found == ["meeting", "meeting", None]


async def test_clients_of_another_kind_are_left_out(nadia, slack, agency):
    form = await formed(nadia, slack, "assign-company")
    assert "3 selected clients are of another kind." in said(form)


async def test_a_refused_form_keeps_what_was_typed_and_the_selection(nadia, slack, agency):
    form = await formed(nadia, slack, "status")
    answer = await nadia.submit(form, filled(form))
    assert set(answer.body["errors"]) == {"status"}


async def test_without_a_selection_nothing_is_offered(nadia, slack, agency):
    view = await tick(nadia, slack, await opened(nadia, slack), "CMP-1")
    await pressed(nadia, slack, view, "clients:none")
    await nadia.click(button(view, "clients:act"), view=view)
    assert "Nothing is selected" in said(slack.said("views.push")[0]["view"])


async def test_many_are_a_job_that_is_acknowledged_at_once_and_summed_up_in_the_end(nadia, slack, crowd, worker):
    form = await formed(nadia, slack, "status", text="atelier")
    assert {"remind", "attachments"}.isdisjoint(inputs(form))
    answer = await nadia.submit(form, filled(form, status="meeting", participants=[crowd.tokens["theo"]]))
    assert f"at work for {MORE} clients" in said(answer.body["view"])
    again = await nadia.submit(form, filled(form, status="meeting"))
    assert f"at work for {MORE} clients" in said(again.body["view"])
    assert status(crowd, "CMP-4") is None
    assert await worker.turn()
    assert not await worker.turn()
    assert {status(crowd, f"CMP-{place}") for place in range(4, MORE + 4)} == {"meeting"}
    [posted] = slack.said("chat.postMessage")
    assert (posted["channel"], "of 130 clients" in posted["text"]) == ("U0NADIA", True)
    last = slack.said("chat.update")[-1]
    assert last["text"] == "✅ Status: done for 130 clients"
    assert {one["channel"] for one in slack.said("chat.update")} == {"D0NADIA"}
    assert [one for one in crowd.owed("owed") if one[0] == "summary"] == [("summary", "mail", "theo")]


async def test_one_button_takes_back_the_whole_and_once(nadia, slack, crowd, worker):
    form = await formed(nadia, slack, "status", text="atelier")
    await nadia.submit(form, filled(form, status="meeting"))
    await worker.turn()
    crowd.perform("status", by="nadia", clients=["CMP-7"], status="client")
    message = slack.said("chat.update")[-1]
    undo = button({"blocks": message["blocks"]}, "job:undo")
    await nadia.click(undo, message=message)
    await nadia.click(undo, message=message)
    assert "is undone already" in slack.said("respond")[-1]["text"]
    await worker.turn()
    assert not await worker.turn()
    left = {status(crowd, f"CMP-{place}") for place in range(4, MORE + 4) if place != 7}
    assert (left, status(crowd, "CMP-7")) == ({None}, "client")
    summary = slack.said("chat.postMessage")[-1]
    told = said(summary)
    assert "Status: undone for 130 clients" in told
    assert "1 client was changed since:" in told
    assert told.count("Atelier 03") == 1
    assert not has(summary, "job:undo")


async def test_those_refused_in_a_job_are_named_up_to_twenty(emma, slack, crowd, worker):
    for number in range(4, 29):
        crowd.own(f"CMP-{number}", "theo")
    form = await formed(emma, slack, "status", text="atelier")
    await emma.submit(form, filled(form, status="meeting"))
    await worker.turn()
    told = said(slack.said("chat.update")[-1])
    assert "105 clients" in told
    assert (told.count("Atelier"), told.count("You may not"), told.count("Vous ne pouvez")) == (20, 0, 1)
    assert "5" in told


async def test_nobody_undoes_somebody_elses_job(nadia, emma, slack, crowd, worker):
    form = await formed(nadia, slack, "status", text="atelier")
    await nadia.submit(form, filled(form, status="meeting"))
    await worker.turn()
    for value in ("J-1", "J-99", "J-x", "1", ""):
        await emma.click({"action_id": "job:undo", "value": value}, message={"ts": "1.1"})
    assert not await worker.turn()
    assert len(slack.said("respond")) == 5
    with crowd.read() as session:
        assert [row.undoes for row in session.rows(select(job.c.undoes))] == [None]
        assert progress(session, 1).finished


async def test_a_summary_waits_for_a_slack_that_is_away_and_nothing_is_done_again(nadia, slack, crowd, worker):
    form = await formed(nadia, slack, "status", text="atelier")
    await nadia.submit(form, filled(form, status="meeting"))
    slack.answers["chat.postMessage"] = [{"error": "internal_error"}] * 12
    await worker.turn()
    assert status(crowd, "CMP-4") == "meeting"
    assert not await worker.turn(), "it is told again later"
