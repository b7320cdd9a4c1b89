"""The calendar in forms and on entries: details that come with their box, answers, and another time with one click."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.feed_links import FeedLinks
from tests.factories import NOW
from tests.slack.filling import filled, labels, state
from tests.slack.test_slack_clicks import button, buttons, opened
from tests.slack.test_slack_edit_entry import read, texts

AT = NOW + timedelta(days=2)
LINKS = FeedLinks(public="https://carnet.example", keys=(b"key",))
DETAILS = {"duration", "place", "invite"}


async def tick(person, slack, view, *, ticked):
    """The box is ticked or not; what its view shows then, with what was typed."""
    option = next(one for one in view["blocks"] if one.get("block_id") == "calendar")["element"]["options"]
    chosen = {"selected_options": option if ticked else [], "type": "checkboxes"}
    await person.click({"block_id": "calendar", "action_id": "v", **chosen}, view=view)
    update = slack.said("views.update")[-1]
    assert update["view_id"] == view["id"]
    return {**view, **update["view"]}


async def form(person, slack, command="/crm-info Acme"):
    await person.command(command)
    return {**slack.said("views.open")[-1]["view"], "id": "V1"}


async def test_details_come_and_go_with_their_box_in_the_same_view(emma, slack, agency):
    view = await form(emma, slack)
    plain = list(labels(view))
    assert "calendar" in plain
    assert not DETAILS & set(plain)
    ticked = await tick(emma, slack, view, ticked=True)
    place = plain.index("calendar") + 1
    assert list(labels(ticked)) == [*plain[:place], "duration", "place", "invite", *plain[place:]]
    assert labels(await tick(emma, slack, ticked, ticked=False)) == labels(view)
    again = await tick(emma, slack, ticked, ticked=True)
    assert list(labels(again)) == list(labels(ticked)), "a second click adds nothing twice"


async def test_what_was_filled_in_becomes_an_invitation(emma, slack, agency):
    view = await tick(emma, slack, await form(emma, slack), ticked=True)
    values = filled(view, note="Visite.", calendar=["calendar"], place="Delémont", invite=["invite"], duration="60")
    values["when"] = {**values["when"], "selected_date_time": int(AT.timestamp())}
    values["participants"] = state({"type": "multi_external_select"}, [agency.tokens["paul"]])
    answer = await emma.submit(view, values)
    assert answer.body == ""
    entry = next(one for one in agency.card("acme").entries if one.appointment)
    assert (entry.appointment.minutes, entry.appointment.place) == (60, "Delémont")
    assert [one.name for one in entry.appointment.guests] == ["Emma Quéloz", "Paul Rüegsegger"]


async def test_a_past_date_is_refused_at_the_box_and_what_was_typed_stays(emma, slack, agency):
    view = await tick(emma, slack, await form(emma, slack), ticked=True)
    values = filled(view, note="Visite.", calendar=["calendar"])
    values["when"] = {**values["when"], "selected_date_time": int((NOW - timedelta(days=1)).timestamp())}
    answer = await emma.submit(view, values)
    assert list(answer.body["errors"]) == ["calendar"]


@pytest.mark.parametrize("forged", [{"block_id": "calendar"}, {"block_id": "calendar", "selected_options": [{}]}])
async def test_a_box_of_another_view_reveals_nothing(emma, slack, forged):
    other = {"type": "modal", "id": "V9", "callback_id": "act:merge", "blocks": []}
    await emma.click({"action_id": "v", "type": "checkboxes", **forged}, view=other)
    assert slack.said("views.update") == []


def say(agency, entry, answer, *, by="paul", **more):
    said = (NOW + timedelta(minutes=1)).isoformat()
    agency.perform(
        "answer-invitation", by=by, entry=entry, answer=answer, said=said, at=NOW + timedelta(minutes=2), **more
    )


async def test_answers_stand_on_the_card_and_on_the_entry(emma, slack, agency):
    entry = agency.entry(when=AT.isoformat(), calendar=True, participants=["paul", "theo", "lena"], invite=True)
    say(agency, entry, "accepted")
    say(agency, entry, "declined", by="theo", note="En congé")
    say(agency, entry, "accepted", by="lena")
    card = await opened(emma, slack, "/client Acme")
    whole = await read(emma, slack, entry)
    for view in (card, whole):
        said = "\n".join(texts(view))
        assert "📅 26 nov. 2026, 10:30–11:00 CET" in said
        assert "Lena Brönnimann-Özdemir et Paul Rüegsegger" in said
        assert "Théo Aebischer (“En congé”)" in said or "Théo Aebischer" in said


async def test_another_time_is_taken_with_one_click(emma, slack, agency):
    entry = agency.entry(when=AT.isoformat(), calendar=True, participants=["paul"], invite=True)
    agency.settle()
    later = AT + timedelta(hours=4)
    say(agency, entry, "proposed", begins=later.isoformat(), ends=(later + timedelta(hours=1)).isoformat())
    whole = await read(emma, slack, entry)
    assert "26 nov. 2026, 14:30 CET" in "\n".join(texts(whole))
    [move] = [one for one in buttons(whole) if one["action_id"].startswith("entry:accept-time")]
    await emma.click(move, view=whole)
    assert agency.see(entry).occurred_at == later
    shown = next(one["view"] for one in reversed(slack.said("views.update")) if one["view_id"] == "V2")
    assert shown["blocks"][0]["type"] == "alert"
    assert not [one for one in buttons(shown) if one["action_id"].startswith("entry:accept-time")]
    asked = [whom for kind, _channel, whom in agency.owed("owed") if kind == "invitation"]
    assert sorted(asked) == ["emma", "paul"]
    await emma.click(move, view=whole)
    assert agency.see(entry).occurred_at == later


async def test_whoever_may_not_move_it_has_no_such_button(window, slack, agency):
    theo = window.someone("theo")
    entry = agency.entry(when=AT.isoformat(), calendar=True, participants=["theo"], invite=True)
    say(agency, entry, "proposed", by="theo", begins=(AT + timedelta(hours=4)).isoformat())
    whole = await read(theo, slack, entry)
    assert not [one for one in buttons(whole) if one["action_id"].startswith("entry:accept-time")]
    forged = {"action_id": "entry:accept-time:0", "value": f"{entry} {(AT + timedelta(hours=4)).isoformat()}"}
    await theo.click(forged, view=whole)
    assert agency.see(entry).occurred_at == AT


async def shown_feed(emma, slack, door, *, links=LINKS):
    door.feeds = links
    await emma.command("/upcoming")
    view = {**slack.said("views.open")[-1]["view"], "id": "V1"}
    await emma.click(button(view, "feed:open"), view=view)
    return {**slack.said("views.push")[-1]["view"], "id": "V2", "previous_view_id": "V1", "root_view_id": "V1"}


async def decided(emma, slack, view, decision):
    await emma.click(button(view, f"feed:decide:{decision}"), view=view)
    return {**view, **slack.said("views.update")[-1]["view"]}


def addresses(view):
    return [word for text in texts(view) for word in text.split() if word.startswith("https://")]


async def test_a_feed_is_made_shown_again_renewed_and_stopped(emma, slack, door):
    view = await shown_feed(emma, slack, door)
    assert addresses(view) == []
    view = await decided(emma, slack, view, "renew")
    [first] = addresses(view)
    assert first.startswith("https://carnet.example/calendar/")
    assert first.endswith(".ics")
    assert addresses(await shown_feed(emma, slack, door)) == [first]
    view = await decided(emma, slack, view, "renew")
    assert addresses(view) != [first]
    view = await decided(emma, slack, view, "stop")
    assert (addresses(view), [one["action_id"] for one in buttons(view)]) == ([], ["feed:decide:renew"])


async def test_where_no_calendar_can_reach_us_it_says_so(emma, slack, door):
    view = await shown_feed(emma, slack, door, links=None)
    assert "CARNET_PUBLIC_URL" in str(view["blocks"])
    assert buttons(view) == []


async def test_place_and_length_are_changed_where_it_is_rescheduled(emma, slack, agency):
    entry = agency.entry(when=AT.isoformat(), calendar=True, place="Delémont", duration="45")
    whole = await read(emma, slack, entry)
    await emma.click(button(whole, "upcoming:reschedule"), view=whole)
    view = {**slack.said("views.update")[-1]["view"], "id": "V2"}
    assert list(labels(view)) == ["when", "duration", "place"]
    values = filled(view, place="Porrentruy")
    assert values["duration"]["selected_option"]["value"] == "45"
    await emma.submit(view, values)
    assert agency.see(entry).data["calendar"] == {"minutes": 45, "place": "Porrentruy"}
    values["place"] = {"type": "plain_text_input", "value": None}
    await emma.submit({**view, "id": "V3"}, values)
    assert agency.see(entry).data["calendar"] == {"minutes": 45, "place": ""}
    plain = agency.entry(when=AT.isoformat())
    other = await read(emma, slack, plain)
    await emma.click(button(other, "upcoming:reschedule"), view=other)
    assert list(labels(slack.said("views.update")[-1]["view"])) == ["when"]
