"""What is to do, in a reminder and in `/upcoming`: done, snoozed and rescheduled where it stands."""

from __future__ import annotations

from datetime import timedelta

from bot.slack import reminders
from crm.domain.delivery import DeliveryKind
from tests.factories import NOW
from tests.slack.filling import inputs
from tests.slack.judge import JUDGE
from tests.slack.parcels import packed
from tests.slack.steps import headings
from tests.slack.test_slack_clicks import opened

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def planned(agency, *, by="emma", when=NOW + HOUR, **more):
    return agency.entry(by=by, when=when.isoformat(), **more)


def elements(view):
    return [one for block in view["blocks"] for one in block.get("elements", ()) if "action_id" in one]


def element(view, action, entry=""):
    return next(one for one in elements(view) if one["action_id"] == action and entry in str(one))


def todo(view):
    return [
        block["block_id"].removeprefix("todo:")
        for block in view["blocks"]
        if block.get("block_id", "").startswith("todo:")
    ]


def chosen(select, key):
    option = next(one for one in select["options"] if one["value"].split()[1] == key)
    return {"action_id": select["action_id"], "type": "static_select", "selected_option": option}


async def agenda(person, slack, text="/upcoming"):
    return await opened(person, slack, text)


def redrawn(slack):
    return slack.said("views.update")[-1]["view"]


async def test_the_agenda_is_shown_by_its_parts_and_done_takes_a_row_off(emma, slack, agency):
    entries = [planned(agency, when=NOW + ahead) for ahead in (HOUR, 2 * HOUR, 30 * DAY)]
    view = await agenda(emma, slack)
    assert (headings(view), todo(view)) == (["Aujourd’hui (2)", "Plus tard (1)"], entries)
    await emma.click(element(view, "upcoming:done", entries[0]), view=view)
    assert (headings(redrawn(slack)), todo(redrawn(slack))) == (["Aujourd’hui (1)", "Plus tard (1)"], entries[1:])
    assert agency.see(entries[0]).done
    await emma.click(element(view, "upcoming:done", entries[0]), view=view)
    assert "alert" not in str(redrawn(slack)["blocks"][0]["type"]), "a double click is one"


async def test_a_row_is_snoozed_and_rescheduled(emma, slack, agency):
    entry = planned(agency, remind="10m")
    view = await agenda(emma, slack)
    await emma.click(chosen(element(view, "upcoming:snooze"), "tomorrow"), view=view)
    assert "rappel demain 09:00" in str(redrawn(slack)["blocks"])
    await emma.click(element(view, "upcoming:reschedule"), view=view)
    form = {**slack.said("views.push")[-1]["view"], "id": "V2", "previous_view_id": "V1", "hash": "1.a"}
    assert [*inputs(form)] == ["when"]
    past = await emma.submit(
        form, {"when": {"type": "datetimepicker", "selected_date_time": int(NOW.timestamp()) - 60}}
    )
    assert past.body["response_action"] == "errors"
    at = NOW + 3 * DAY
    await emma.submit(form, {"when": {"type": "datetimepicker", "selected_date_time": int(at.timestamp())}})
    assert agency.see(entry).occurred_at == at
    assert slack.said("views.update")[-1]["view_id"] == "V1"


async def test_a_manager_turns_to_the_group_and_a_long_part_has_pages(window, slack, agency):
    entries = [planned(agency, when=NOW + 30 * DAY + place * HOUR) for place in range(12)]
    paul = window.someone("paul")
    view = await agenda(paul, slack)
    assert (todo(view), len(elements(view))) == ([], 2), "the group, and the feed"
    await paul.click(elements(view)[0], view=view)
    group = redrawn(slack)
    assert (todo(group), "Emma Quéloz" in str(group["blocks"])) == (entries[:9], True)
    await paul.click(elements(group)[-1], view={**group, "id": "V1"})
    assert todo(redrawn(slack)) == entries[9:]
    assert todo(await agenda(paul, slack, "/upcoming Gruppe")) == entries[:9]


async def test_a_reminder_offers_the_same_and_says_what_became_of_it(emma, slack, agency):
    agency.set_member("emma", tell_by="slack")
    entries = [planned(agency, remind="at", note="<!channel> *Bold* & co") for _ in range(12)]
    agency.settle("entry", "effect")
    parcel = next(one for one in packed(agency, kind=DeliveryKind.REMINDER))
    found = reminders.message(parcel)
    assert JUDGE.check_message({"channel": "U0EMMA", **found}) == []
    assert todo(found) == entries[:1]
    await emma.click(element(found, "upcoming:done"), message={"ts": "1.1", **found})
    assert agency.see(entries[0]).done
    await emma.click(chosen(element(found, "upcoming:snooze"), "1h"), message={"ts": "1.1", **found})
    assert "déjà" in slack.said("respond")[-1]["text"]


async def test_another_time_for_a_reminder_is_asked_for(emma, slack, agency):
    agency.set_member("emma", tell_by="slack")
    entry = planned(agency, remind="at")
    agency.settle("entry", "effect")
    [parcel] = packed(agency, kind=DeliveryKind.REMINDER)
    found = reminders.message(parcel)
    await emma.click(chosen(element(found, "upcoming:snooze"), "own"), message={"ts": "1.1", **found})
    form = {**slack.said("views.open")[-1]["view"], "id": "V3"}
    at = NOW + 2 * DAY
    await emma.submit(form, {"when": {"type": "datetimepicker", "selected_date_time": int(at.timestamp())}})
    with agency.read() as session:
        due = [row.due_at for row in agency.ledger(session) if row.kind == "reminder" and row.state == "owed"]
    assert (due, agency.see(entry).occurred_at) == ([at], NOW + HOUR)
