"""A client is deleted by its form, after a look at what goes with it; old buttons, threads and messages say so."""

from __future__ import annotations

import json

import pytest

from bot.slack.channel import SlackChannel
from bot.slack.web_api import relay_client
from crm.domain.delivery import DeliveryKind, Needless, Sent
from crm.store.tables import delivery
from tests.factories import INFOBOX
from tests.slack.filling import filled, inputs, labels
from tests.slack.parcels import packed, stands
from tests.slack.test_slack_clicks import button, buttons, opened


async def form(person, slack, command="/crm-delete Acme"):
    await person.command(command)
    return {**slack.said("views.open")[-1]["view"], "id": "V1"}


def head(view):
    return {block["block_id"]: block["text"]["text"] for block in view["blocks"] if block["type"] == "section"}


def delete(agency, **more):
    asked = {"client": "acme", "name": "Acme Précision SA", "contacts": "delete", **more}
    return agency.perform("delete", by="nadia", **asked)


async def test_the_form_shows_first_what_goes_with_it(nadia, slack, agency):
    agency.entry(clients=("acme",))
    agency.entry(clients=("elodie",), when="2027-01-10 09:00")
    agency.entry(clients=("acme", "kern"))
    view = await form(nadia, slack)
    assert head(view) == {
        "about": "🟢 Acme Précision SA (CMP-1)",
        "goes": "This goes with it: 1 contact, 3 entries, and 1 upcoming action.\n"
        "1 entry about other clients too stays with them, without this name.",
    }
    assert list(labels(view)) == ["name", "contacts", "company", "when_gone"]
    assert inputs(view)["name"]["hint"]["text"].startswith("“Acme Précision SA”")
    assert inputs(view)["contacts"]["optional"] is False
    assert view["submit"]["text"] == "Delete"
    assert json.loads(view["private_metadata"])["client"] == "CMP-1"


async def test_a_contact_is_asked_about_no_contacts(nadia, slack, agency):
    view = await form(nadia, slack, "/crm delete Élodie Müller")
    assert list(labels(view)) == ["name", "when_gone"]
    assert list(labels(await form(nadia, slack, "/crm-delete Hôpital"))) == ["name", "contacts", "company", "when_gone"]


async def test_it_is_gone_and_every_view_is_closed(nadia, slack, agency):
    view = await form(nadia, slack)
    answer = await nadia.submit(view, filled(view, name="acme precision sa", contacts="delete"))
    assert answer.body == {"response_action": "clear"}
    await nadia.command("/client Acme")
    assert slack.said("respond")[-1]["text"] == "“Acme” was not found. Check the name or the number."
    await nadia.command("/client CMP-1")
    assert slack.said("respond")[-1]["text"] == "CMP-1 was deleted by Nadia El Khoury, 24 Nov 2026, 09:30 GMT."


async def test_a_wrong_name_is_told_at_the_field_and_nothing_is_lost(nadia, slack, agency):
    view = await form(nadia, slack)
    answer = await nadia.submit(view, filled(view, name="Acme", contacts="delete"))
    assert answer.body["errors"] == {"name": "This is not the name. Please type “Acme Précision SA”."}
    assert agency.card("acme")


async def test_contacts_are_suggested_a_company_to_move_to(nadia, slack, agency):
    view = await form(nadia, slack)
    found = (await nadia.type_ahead(view, "company", "kern")).body["options"]
    assert [one["value"] for one in found] == [agency.numbers["kern"]]
    await nadia.submit(view, filled(view, name="Acme Précision SA", contacts="move", company=agency.numbers["kern"]))
    assert agency.record("elodie").company_name == "Kern & Söhne GmbH"


async def test_without_a_client_it_is_picked_first(nadia, slack, agency):
    view = await form(nadia, slack, "/crm-delete")
    assert list(labels(view)) == ["client"]
    picked = {"values": {"client": {"v": {"type": "external_select", "selected_option": {"value": "CMP-2"}}}}}
    await nadia.click({"action_id": "v", "block_id": "client"}, view={**view, "state": picked})
    [shown] = slack.said("views.update")
    assert (shown["view_id"], head(shown["view"])["about"]) == ("V1", "🟢 Kern & Söhne GmbH (CMP-2)")


@pytest.mark.parametrize(("who", "may"), [("nadia", True), ("paul", True), ("emma", False), ("rita", False)])
async def test_the_button_on_the_card_is_for_those_who_may(window, slack, agency, who, may):
    person = window.someone(who)
    card = await opened(person, slack, "/client Acme")
    assert ("card:delete" in {one["action_id"] for one in buttons(card)}) is may
    await person.click({"action_id": "card:delete", "value": "CMP-1"}, view=card)
    pushed = slack.said("views.push")[0]["view"]
    assert (pushed["callback_id"] == "act:delete") is may


async def test_a_manager_may_not_delete_beyond_their_people(window, slack, agency):
    agency.own("acme", "nadia")
    paul = window.someone("paul")
    assert "card:delete" not in {one["action_id"] for one in buttons(await opened(paul, slack, "/client Acme"))}
    await paul.command("/crm-delete CMP-1")
    assert "Acme" not in str(slack.said("views.open")[-1]["view"]["blocks"])


async def test_an_old_form_and_an_old_button_say_that_it_was_deleted(nadia, slack, agency):
    view = await form(nadia, slack, "/crm-info Acme")
    card = await opened(nadia, slack, "/client Acme")
    delete(agency)
    answer = await nadia.submit(view, filled(view, note="Called."))
    assert answer.body["errors"] == {"clients": "CMP-1 was deleted by Nadia El Khoury, 24 Nov 2026, 09:30 GMT."}
    await nadia.click({**button(card, "card:info")}, view=card)
    assert "CMP-1 was deleted by Nadia El Khoury" in str(slack.said("views.push")[-1]["view"])


async def test_a_reply_under_a_message_about_it_is_told_so(slack, agency, window):
    entry = agency.entry(clients=("acme",))
    stands(agency, entry)
    delete(agency)
    await window.event(
        {
            "type": "message",
            "channel": INFOBOX,
            "user": "U0NADIA",
            "text": "Noted.",
            "ts": "1795478401.000100",
            "thread_ts": "1795478400.000300",
        }
    )
    [said] = slack.said("chat.postEphemeral")
    assert said["text"] == f"{entry} was deleted together with its client."


@pytest.fixture
def channel(slack, session):
    return SlackChannel(lambda _team: relay_client("xoxb-carnet", session, base_url=f"{slack.url}/api/"))


def posted(agency):
    """A note whose message stands in the channel, and a comment that was repeated to somebody."""
    entry = agency.entry(clients=("acme",), participants=["luc"], note="Geheim.")
    agency.perform("comment", by="emma", entry=entry, text="Encore un secret.", origin="D1/1.1")
    stands(agency, entry)
    with agency.begin() as store:
        for place, row in enumerate(agency.ledger(store)):
            if row.channel == "slack" and row.state == "owed":
                receipt = {"channel": row.place or "D0LUC", "ts": f"1795478400.{place:06}"}
                store.execute(delivery.update().where(delivery.c.id == row.id).values(state="sent", receipt=receipt))
    agency.settle()
    return entry


async def carried(channel, agency, kind):
    parcels = packed(agency, kind=kind)
    return [await channel.deliver(one, channel.render(one).content) for one in parcels]


async def test_what_the_bot_said_about_it_is_blanked_and_said_again(channel, slack, agency):
    posted(agency)
    done = delete(agency)
    receipts = await carried(channel, agency, DeliveryKind.BLANK)
    assert len(receipts) >= 3
    assert all(isinstance(one, Sent) for one in receipts)
    blanked = slack.said("chat.update")
    assert {one["text"] for one in blanked} == {"This was deleted.", "Cette entrée a été supprimée."}
    assert "ecret" not in str(blanked)
    assert "Geheim" not in str(blanked)
    assert len({(one["channel"], one["ts"]) for one in blanked}) == len(blanked)
    agency.perform("undo", by="nadia", entry=done.result)
    await carried(channel, agency, DeliveryKind.UPDATE)
    again = str(slack.said("chat.update")[len(blanked) :])
    assert "Geheim." in again
    assert "Encore un secret." in again


async def test_a_message_that_somebody_took_away_needs_no_blanking(channel, slack, agency):
    posted(agency)
    delete(agency)
    slack.answers["chat.update"] = [{"error": "message_not_found"}]
    receipts = await carried(channel, agency, DeliveryKind.BLANK)
    assert isinstance(receipts[0], Needless)


async def test_the_message_about_it_names_the_number_and_offers_undo_while_there_is_time(agency):
    delete(agency)
    [parcel] = packed(agency, kind=DeliveryKind.ENTRY)
    said = json.dumps(SlackChannel(None).render(parcel).content.decode(), ensure_ascii=False)
    assert "Acme" not in said
    for words in ("CMP-1 (deleted)", "Nadia El Khoury deleted a client", "With 1 contact", "Can be undone until"):
        assert words in said
    assert "entry:undo" in said


async def test_what_was_deleted_at_once_offers_no_undo(agency):
    delete(agency, when_gone="now")
    [parcel] = packed(agency, kind=DeliveryKind.ENTRY)
    said = SlackChannel(None).render(parcel).content.decode()
    assert "For good" in said
    assert "entry:undo" not in said
